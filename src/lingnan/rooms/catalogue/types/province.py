"""The province: its name, calendar, departments and terms."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Literal

from pydantic import Field

from .declared import Declaration, Locale, Slug, Texts

CodeHolder = Literal["person", "enterprise"]


class Department(Declaration):
    """An organ of government."""

    id: str
    name: Texts
    credit_code: str
    division: str


class Holiday(Declaration):
    """Days off from `first` to `last`, and the weekend days worked instead."""

    name: Slug
    first: date
    last: date
    works: tuple[date, ...] = ()


class CalendarYear(Declaration):
    """A year's holidays by its notice; `provisional` while there is none."""

    year: int
    provisional: bool
    source: str
    holidays: tuple[Holiday, ...]


class DraftTimes(Declaration):
    """How many days a form that nobody goes on with is kept, and how many before that its owner is told."""

    kept_days: int = Field(ge=1)
    notice_days: int = Field(ge=1)


class Publishing(Declaration):
    """How rules are published: the share of people whose outcome may change before one approver must be named."""

    unnamed_share: Decimal = Field(ge=0, le=1)


class CodeKind(Declaration):
    """A kind of code that is no licence: what it is called, and whom or what its name names."""

    title: Texts
    names: CodeHolder = "person"


class CodeTerms(Declaration):
    """The province's codes: the department that runs them, '' for none, and the kinds that are no licences, by id."""

    run_by: str = ""
    kinds: Mapping[Slug, CodeKind] = {}


class Province(Declaration):
    """`province.yaml` and `departments.csv`: the province's name, calendar and departments."""

    name: Texts
    division: str
    locales: tuple[Locale, ...]
    time_zone: str
    drafts: DraftTimes
    holiday_names: Mapping[str, Texts]
    calendar: tuple[CalendarYear, ...]
    departments: Mapping[str, Department]
    publishing: Publishing
    codes: CodeTerms = CodeTerms()

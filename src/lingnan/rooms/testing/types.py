"""What crosses the testing room's door."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from django.utils.translation import gettext_noop

from lingnan.rooms.catalogue.types import Locale

RECORDS = "nucleic-acid-test"
"""The shared resource of results."""
REPORT = "nucleic-acid-report"
"""The licence kind of the certificate of a negative test."""

PAIR = "two-negatives"
"""The way out of the rule book for which two tests are needed."""
WAYS_BY_TEST = frozenset({"one-negative", PAIR})
"""The ways out that a test is part of."""

OrderState = Literal[
    "ordered", "missed", "cancelled", "sampled", "negative", "positive", "inconclusive", "void", "retest"
]
"""`retest` is a person whose mixed tube was not negative: it says nothing of her alone. `void` was withdrawn."""

TubeSize = Literal[1, 10, 20]
TUBE_SIZES: tuple[TubeSize, ...] = (1, 10, 20)


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A place where samples are taken. `opens` and `closes` are times of day in the province, minutes from midnight.

    `closed_on` are ISO weekdays. `capacity` is how many people may order one slot of `slot`.
    """

    id: str
    division: str
    name: Mapping[Locale, str]
    address: Mapping[Locale, str]
    opens: timedelta
    closes: timedelta
    closed_on: frozenset[int]
    slot: timedelta
    capacity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A time at a site, and how many more may order it."""

    starts_at: datetime
    free: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A person's order. `planned_at` is None where she came without one; `report` is her certificate's uuid."""

    uuid: UUID
    number: str
    subject_key: int
    site: str
    state: OrderState
    planned_at: datetime | None
    sampled_at: datetime | None
    sample_number: str
    tube_size: int
    resulted_at: datetime | None
    report: UUID | None

    @property
    def is_open(self) -> bool:
        """Whether it may still be changed, called off, or sampled."""
        return self.state == "ordered"


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """Who stands before an officer of a site, and what is to be done: the order of today, if she has one.

    `last_sampled_at` is when she was sampled last; `order` None is somebody without an order for today.
    """

    person_uuid: UUID
    name: str
    masked_id_number: str
    order: Order | None
    later: tuple[Order, ...]
    last_sampled_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteDay:
    """What a site has to do on a day: ordered, of them sampled, and those who came without an order."""

    site: Site
    ordered: int
    sampled: int
    walked_in: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultRow:
    """A line of a laboratory's table, as it was written: of which tube, and the result.

    `published_at` is when the laboratory came to it (ISO 8601 with its offset; empty: now), `item` what it tested for
    (LOINC; empty: what is tested here).
    """

    line: int
    tube: str
    result: str
    published_at: str = ""
    item: str = ""


SetAsideCode = Literal[
    "tube-unknown", "tube-of-another", "result-unreadable", "result-outdated", "item-other",
    "time-unreadable", "time-ahead", "time-before-sample",
]  # fmt: skip
REASONS: Mapping[SetAsideCode, str] = {
    "tube-unknown": gettext_noop("没有这支管：还没有采样登记，或者编号写错了。请核对条码；登记以后可以再交一次。"),
    "tube-of-another": gettext_noop("这支管的结果由另一家检测机构报过。要更正的，请由那一家更正。"),
    "result-unreadable": gettext_noop("结果写得不对。请写阴性、阳性、可疑或者作废。"),
    "result-outdated": gettext_noop(
        "这支管已经有同一时间或者更晚的另一个结果，这一行没有收。请核对哪一个对；要更正的，晚些再交更正的那一行。"
    ),
    "item-other": gettext_noop("这里只收新冠病毒核酸检测的结果。请核对检测项目的代码（LOINC）。"),
    "time-unreadable": gettext_noop("出结果的时间写得不对。请写成 2021-08-02T15:30:00+08:00 这样，带上时区。"),
    "time-ahead": gettext_noop("出结果的时间还没有到。请核对检测系统的时钟。"),
    "time-before-sample": gettext_noop("出结果的时间比采样还早。请核对时间和条码。"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAside:
    """A line that could not be taken; `reason` says in a sentence (zh-Hans, a message id) why, and what to do."""

    line: int
    tube: str
    code: SetAsideCode

    @property
    def reason(self) -> str:
        return REASONS[self.code]


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultsTaken:
    """What came of a laboratory's table: tubes with a new result, those known already, and the lines set aside."""

    taken: int
    known: int
    set_aside: tuple[SetAside, ...]

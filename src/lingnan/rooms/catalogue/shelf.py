"""The shelf: published versions, read from the database once and kept, since a version never changes.

Which version is the newest is asked again after two seconds, so that every process offers a new version soon.
"""

import time
from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from lingnan.engine.elements import Dictionary
from lingnan.kernel.errors import NotFound

from . import models
from .calendar import Calendar, read_calendar
from .kinds import read_dictionary, read_licence_kind, read_province, read_resource
from .services import read_service
from .types import LicenceKind, Period, Province, Resource, RuleFiles, Service
from .units import unpacked

FRESH_SECONDS = 2.0


class _Newest:
    """The newest number of every unit, asked at most every two seconds."""

    def __init__(self) -> None:
        self.read_at = float("-inf")
        self.numbers: dict[tuple[str, str], int] = {}

    def get(self) -> Mapping[tuple[str, str], int]:
        if time.monotonic() - self.read_at > FRESH_SECONDS:
            rows = models.Publication.objects.order_by("number").values_list("kind", "code", "number")
            self.numbers = {(kind, code): number for kind, code, number in rows}
            self.read_at = time.monotonic()
        return self.numbers


_newest = _Newest()


def forget() -> None:
    """Ask the database at the next read: after publishing in this process."""
    _newest.read_at = float("-inf")


def edition() -> int:
    """A number that grows with every publication: what was made from the shelf under it may be kept until it does."""
    return sum(_newest.get().values())


def codes_of(kind: str) -> list[str]:
    return sorted(code for unit_kind, code in _newest.get() if unit_kind == kind)


def newest_number(kind: str, code: str) -> int:
    try:
        return _newest.get()[kind, code]
    except KeyError as error:
        raise NotFound() from error


def get_service(*, code: str, version: int | None = None) -> Service:
    """A service in the version asked for, else the newest; raises `NotFound`."""
    return _service(code, version or newest_number("service", code))


def list_services() -> list[Service]:
    """Every service offered, in order of code."""
    return [get_service(code=code) for code in codes_of("service")]


def get_rule_files(*, code: str, version: int | None = None) -> RuleFiles:
    """The rule book of a room as published, in the version asked for, else the newest; raises `NotFound`."""
    return _rule_files(code, version or newest_number("rules", code))


def get_licence_kind(*, code: str) -> LicenceKind:
    return _licence_kind(code, newest_number("licence", code))


def find_licence_kind(*, code: str) -> LicenceKind | None:
    """A licence kind in its newest version; None where no licence is of this kind."""
    number = _newest.get().get(("licence", code))
    return _licence_kind(code, number) if number else None


def list_resources() -> list[Resource]:
    return [_resource(code, newest_number("resource", code)) for code in codes_of("resource")]


def dictionary() -> Dictionary:
    """The data-element dictionary in its newest version."""
    return _dictionary(newest_number("dictionary", "elements"))


def province() -> Province:
    return _province(newest_number("province", "province"))


def deadline(*, start: date, period: Period) -> date:
    """The date by which something promised on `start` is due, in the province's working days."""
    return _calendar(newest_number("province", "province")).after(start=start, period=period)


def files_of(*, kind: str, code: str, number: int) -> dict[str, str]:
    """What was published as one version, file by file."""
    return unpacked(_row(kind, code, number).files)


@lru_cache(maxsize=512)
def _service(code: str, number: int) -> Service:
    row = _row("service", code, number)
    return read_service(files=unpacked(row.files), version=number, digest=row.digest)


@lru_cache(maxsize=4)
def _rule_files(code: str, number: int) -> RuleFiles:
    row = _row("rules", code, number)
    return RuleFiles(number=number, published_at=row.published_at, digest=row.digest, files=unpacked(row.files))


@lru_cache(maxsize=512)
def _licence_kind(code: str, number: int) -> LicenceKind:
    return read_licence_kind(unpacked(_row("licence", code, number).files))


@lru_cache(maxsize=512)
def _resource(code: str, number: int) -> Resource:
    return read_resource(unpacked(_row("resource", code, number).files))


@lru_cache(maxsize=4)
def _dictionary(number: int) -> Dictionary:
    return read_dictionary(unpacked(_row("dictionary", "elements", number).files))


@lru_cache(maxsize=4)
def _province(number: int) -> Province:
    return read_province(unpacked(_row("province", "province", number).files))


@lru_cache(maxsize=4)
def _calendar(number: int) -> Calendar:
    return read_calendar(_province(number).calendar)


def _row(kind: str, code: str, number: int) -> models.Publication:
    row = models.Publication.objects.filter(kind=kind, code=code, number=number).first()
    if row is None:
        raise NotFound()
    return row

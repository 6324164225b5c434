"""A rule that changed, and everyone whose colour it would not give: found in bulk, judged each for herself in the line.

The bulk writes no colour. What came meanwhile, an order by hand, the receipt: all that is the line's, as ever.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import islice
from typing import Any

from django.db import transaction

from lingnan.kernel import audit
from lingnan.kernel.actors import Actor
from lingnan.kernel.clock import local_date
from lingnan.kernel.models import AuditEntry
from lingnan.rooms.catalogue import api as catalogue

from . import models
from .cascade import settled_version, wait_in_line
from .colours import BOOK
from .line import await_judgement
from .recolouring import is_ruled
from .standing import LISTINGS
from .survey import ask_everyone, province_engine
from .types import Urgency

SWEPT = "health.rules.swept"
PURPOSE = "健康码规则变更，逐人核对颜色"
# So few are put into the line at once: to ask for each of them takes less than to ask for all.
FEW = 10_000
BATCH = 10_000
# As long as evidence counts: by then every day has come on which the new rules turn a colour that the old ones did not.
WATCHED = timedelta(days=21)


def sweep_rules(*, by: Actor, at: datetime) -> int:
    """Put those into the line whose colour the rules published now would not give; returns how many.

    Once for each version of the rules, whatever its lists, and again on each of the 21 days after it: a colour that
    the old rules had no day for may have one now. One transaction: one that was killed is made again, one that is made
    twice finds nothing to do.
    """
    with transaction.atomic():
        wait_in_line("health.rules")
        number, last, day = settled_version(at), models.RuleSweep.objects.order_by("-id").first(), local_date(at)
        if number is None or (last and (last.number, last.day) == (number, day)) or not is_ruled(at):
            return 0
        digest = digest_of(number)
        if last is None or last.digest != digest:
            since, is_due = day, True
        else:
            since, is_due = last.since, last.day < day <= last.since + WATCHED
        people = _send(by, at) if is_due else 0
        models.RuleSweep.objects.create(number=number, digest=digest, since=since, day=day, people=people, at=at)
        if people:
            details = {"number": number, "day": day.isoformat(), "people": people}
            audit.record(kind=AuditEntry.Kind.ACT, name=SWEPT, subject_key=None, by=by, at=at, details=details)
        return people


def digest_of(number: int) -> str:
    """SHA-256, in hex, of the rules of a version without its lists of risk areas."""
    files = catalogue.get_rule_files(code=BOOK, version=number).files
    told = "\x1e".join(f"{name}\x1f{text}" for name, text in sorted(files.items()) if name != LISTINGS)
    return sha256(told.encode()).hexdigest()


def list_outdated(*, by: Actor, at: datetime, engine: str = "") -> Iterator[int]:
    """The keys of those whose colour, class or way out is not what the published rules give for their evidence now, and
    of those who have a way to go, a day of review or an order by hand, of whom the bulk does not know everything.

    Where the rules say nothing the colour stays. `engine` is `duckdb`, `spark` or the province's own. Raises
    SparkMissing.
    """
    for found in ask_everyone(_outdated, engine=province_engine(engine), purpose=PURPOSE, by=by, at=at):
        yield from found.column(0).to_pylist()


def _outdated(beside: Any) -> Any:
    return beside.filter(beside.is_unsure | beside.is_otherwise).select("subject_key")


def _send(by: Actor, at: datetime) -> int:
    everyone = models.StandingColour.objects.order_by("subject_key").values_list("subject_key", flat=True)
    keys = iter(everyone) if everyone.count() <= FEW else list_outdated(by=by, at=at)
    sent = 0
    while batch := list(islice(keys, BATCH)):
        await_judgement(subject_keys=batch, urgency=Urgency.RULES, at=at)
        sent += len(batch)
    return sent

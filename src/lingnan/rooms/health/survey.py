"""Everyone's colour by the rules as they are published, beside the one that stands; asked on DuckDB or on a cluster."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.db.models import BooleanField, Exists, ExpressionWrapper, Max, Min, OuterRef, Q

from lingnan.engine.disclosure import Total, withheld
from lingnan.kernel.actors import Actor
from lingnan.kernel.clock import PROVINCE_ZONE

from . import models
from .cluster import Cluster
from .colours import published_rules
from .counts import THRESHOLD
from .crowd import Engine, Machine
from .population import judge_population
from .reviews import NOTHING_TO_DO
from .types import Survey

PURPOSE = "健康码全省核算"
BATCH = 50_000
LOCAL = "local[*]"
PEOPLE: Final = ("people",)
OTHERWISE: Final = ("otherwise",)
AS_IT_STANDS: Final = ("as it stands",)


def province_engine(name: str = "") -> Engine:
    """DuckDB or Spark by name; without one Spark where the province has it (`LINGNAN_SPARK`)."""
    environment = settings.ENVIRONMENT
    if name == "spark" or (not name and environment.spark):
        return Cluster(master=environment.spark or LOCAL, folder=environment.effective_spark_folder)
    return Machine()


def survey_population(*, by: Actor, at: datetime, engine: str = "") -> Survey:
    """The colours that the published rules give everyone with a colour now, and how many are not those that stand.

    Nothing is written but an entry that everyone sees. Counts from 1 to 9 are withheld, and what would give one away.
    `engine` is `duckdb`, `spark` or the province's own. Raises SparkMissing, NoRuleInForce.
    """
    counts: Counter[tuple[str, ...]] = Counter()
    with transaction.atomic():
        for found in ask_everyone(_counted, engine=province_engine(engine), purpose=PURPOSE, by=by, at=at):
            for row in found.to_pylist():
                counts[row["given_colour"] or "", row["given_class"] or ""] += row["people"]
                counts[OTHERWISE if row["is_otherwise"] else AS_IT_STANDS] += row["people"]
    return _told(counts)


def _counted(beside: Any) -> Any:
    return beside.group_by("given_colour", "given_class", "is_otherwise").agg(people=beside.count())


def _told(counts: Counter[tuple[str, ...]]) -> Survey:
    cells = tuple(key for key in counts if len(key) > 1)
    counts[PEOPLE] = sum(counts[cell] for cell in cells)
    totals: list[Total[tuple[str, ...]]] = [Total(PEOPLE, cells), Total(PEOPLE, (OTHERWISE, AS_IT_STANDS))]
    hidden = withheld(counts=counts, totals=totals, threshold=THRESHOLD)
    shown = {key: None if key in hidden else counts[key] for key in (PEOPLE, OTHERWISE, *sorted(cells))}
    return Survey(
        people=shown.pop(PEOPLE),
        otherwise=shown.pop(OTHERWISE),
        counts={(colour, class_code): number for (colour, class_code), number in shown.items()},
    )


def ask_everyone(
    question: Callable[[Any], Any], *, engine: Engine, purpose: str, by: Actor, at: datetime
) -> Iterator[Any]:
    """What comes of a question to an Ibis table of everyone's standing colour beside the one that the rules give, as
    Arrow tables of some people after another; whatever the engine held for it is gone by then.
    """
    ends = models.StandingColour.objects.aggregate(first=Min("subject_key"), last=Max("subject_key"))
    if ends["first"] is None:
        return
    rules = published_rules()
    for first in range(ends["first"], ends["last"] + 1, engine.portion):
        last = min(first + engine.portion - 1, ends["last"])
        with engine.gathered(
            rules=rules, first=first, last=last, rows=_standing(first, last), purpose=purpose, by=by, at=at
        ) as (evidence, standing):
            local = at.astimezone(PROVINCE_ZONE)
            given = judge_population(book=rules.book, evidence=evidence, people=standing, at=local)
            found = question(_beside(standing, given)).to_pyarrow()
        yield found


def _beside(standing: Any, given: Any) -> Any:
    beside = standing.join(given.rename(subject="subject_key", given_colour="colour", given_class="class",
                                        given_way="way_out"), [("subject_key", "subject")])  # fmt: skip
    same = (
        (beside.colour == beside.given_colour)
        & (beside["class"] == beside.given_class)
        & (beside.way_out == beside.given_way)
    )
    return beside.mutate(is_otherwise=beside.given_colour.notnull() & ~same)


def _standing(first: int, last: int) -> Iterator[tuple[Any, ...]]:
    """In the columns of STANDING."""
    orders = models.ManualColour.objects.filter(
        subject_key=OuterRef("subject_key"), order__isnull=False, lifted_at=None
    )
    unsure = ~Q(change__way_out=NOTHING_TO_DO) | Q(review_on__isnull=False) | Q(Exists(orders))
    rows = models.StandingColour.objects.filter(subject_key__gte=first, subject_key__lte=last).values_list(
        "subject_key", "change__colour", "change__class_code", "change__way_out",
        ExpressionWrapper(unsure, output_field=BooleanField()),
    )  # fmt: skip
    return rows.iterator(BATCH)

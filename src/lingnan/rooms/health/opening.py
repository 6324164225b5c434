"""Sealed evidence as the tables of its kinds: of journeys, the exposures that they come to by the lists known then.

Without Django: the workers of a cluster import this, and get the keys of these columns from whoever asks.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lingnan.engine.evidence import SUBJECT
from lingnan.engine.evidence.sealed import SealedColumn, open_batch
from lingnan.engine.exposure import Register
from lingnan.engine.secrecy import Opener

from .exposures import AREA, ARRIVED, LEFT, list_exposures

TYPES = {"date": "date", "datetime": "timestamp(6)", "boolean": "boolean", "string": "string", "code": "string"}
STANDING = {SUBJECT: "int64", "colour": "string", "class": "string", "way_out": "string", "is_unsure": "boolean"}
OUTCOME = "outcome"
SEPARATOR = "\x1f"
EXPOSED = {
    "health_area_risk_level": "string",
    "health_exposure_first_date": "date",
    "health_exposure_observed_until": "date",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """How the sealed batches of a resource become batches of a kind, of `risk-exposure` where it is not the resource.

    `at` is in the province's zone. Raises `SealBroken`.
    """

    resource: str
    kind: str
    columns: Sequence[SealedColumn]
    keys: Opener
    at: datetime
    register: Register | None = None

    @property
    def types(self) -> dict[str, str]:
        """The columns of the kind's table, by their types of Ibis."""
        own = EXPOSED if self.register else {column.name: TYPES[column.type] for column in self.columns}
        return {SUBJECT: "int64", **own}

    def __call__(self, batches: Iterable[Any]) -> Iterator[Any]:
        for batch in batches:
            opened = open_batch(batch, columns=self.columns, keys=self.keys)
            yield _exposed(opened, self.register, self.at) if self.register else opened


def open_standing(batches: Iterable[Any], *, keys: Opener) -> Iterator[Any]:
    """The standing colours, of which a cell has all that is told of one person. Raises `SealBroken`."""
    import pyarrow as pa  # noqa: PLC0415 - as below
    from pyarrow import compute  # noqa: PLC0415

    columns = [SealedColumn(name=OUTCOME, type="string", purpose=OUTCOME)]
    for batch in batches:
        told = open_batch(batch, columns=columns, keys=keys).column(OUTCOME)
        parts = compute.split_pattern(told, SEPARATOR)
        colour, class_code, way_out, is_unsure = (compute.list_element(parts, place) for place in range(4))
        arrays = [batch.column(SUBJECT), colour, class_code, way_out, compute.equal(is_unsure, str(True))]
        yield pa.record_batch(arrays, names=[*STANDING])


def _exposed(journeys: Any, register: Register, at: datetime) -> Any:
    import pyarrow as pa  # noqa: PLC0415 - slow to load: only who asks a population waits for it

    rows = [
        {SUBJECT: journey[SUBJECT], **exposure}
        for journey in _listed(journeys, register, at).to_pylist()
        for exposure in list_exposures(journeys=[journey], register=register, at=at)
    ]
    types = {"string": pa.string(), "date": pa.date32()}
    schema = pa.schema({SUBJECT: pa.int64()} | {name: types[kind] for name, kind in EXPOSED.items()})
    return pa.RecordBatch.from_pylist(rows, schema=schema)


def _listed(journeys: Any, register: Register, at: datetime) -> Any:
    """Those to a place that was on a list at all, with their moments in UTC: of a province's journeys a few."""
    import pyarrow as pa  # noqa: PLC0415 - as above
    from pyarrow import compute  # noqa: PLC0415

    places = [place for place in journeys.column(AREA).unique().to_pylist() if place]
    listed = [place for place in places if register.list_listings(place, known_on=at.date())]
    found = journeys.filter(compute.is_in(journeys.column(AREA), value_set=pa.array(listed, pa.string())))
    moments = {name: found.column(name).cast(pa.timestamp("us", tz="UTC")) for name in (ARRIVED, LEFT)}
    columns: Mapping[str, Any] = {SUBJECT: found.column(SUBJECT), AREA: found.column(AREA), **moments}
    return pa.record_batch(list(columns.values()), names=list(columns))

"""Run inside a province's database: evidence about many people with a colour each; or whom the rules outdate.

`python -m bench._sweep fill PEOPLE` prints how many records there are; `python -m bench._sweep sweep` a line of JSON:
`seconds`, `people`, `memory` in MiB. People are keys alone, and their evidence comes past the doors, without its news.
"""

import json
import sys
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from random import Random
from resource import RUSAGE_SELF, getrusage
from typing import Any

from lingnan.cli.options import set_up_django

set_up_django(as_owner=sys.argv[1] == "fill")

from django.conf import settings  # noqa: E402
from django.db import connection, transaction  # noqa: E402

from lingnan.kernel import clock  # noqa: E402
from lingnan.kernel.actors import PLATFORM  # noqa: E402
from lingnan.kernel.clock import PROVINCE_ZONE  # noqa: E402
from lingnan.rooms.catalogue import api as catalogue  # noqa: E402
from lingnan.rooms.exchange import api as exchange  # noqa: E402
from lingnan.rooms.health import api as health  # noqa: E402
from lingnan.rooms.health.standing import read_listings  # noqa: E402

AT = datetime(2021, 8, 2, 12, tzinfo=PROVINCE_ZONE)
AT_ONCE = 2_000
FREE_PLACES = 2_000
RESOURCES = ("nucleic-acid-test", "journey", "isolation-order", "outside-health-code")
COLOURS = (
    "SET session_replication_role = replica",
    """INSERT INTO health_colourchange
           (id, uuid, subject_key, colour, class_code, way_out, version, at, leaf, receipt_sealed)
       SELECT i, gen_random_uuid(), i, 'green', 'no-finding', 'none', '2021-01', '2021-08-01', sha256('x'), '\\x00'
       FROM generate_series(1, %s) AS people(i)""",
    """INSERT INTO health_standingcolour (subject_key, change_id, judged_at)
       SELECT i, i, '2021-08-01' FROM generate_series(1, %s) AS people(i)""",
    "SET session_replication_role = DEFAULT",
    "ANALYZE",
)


def main(what: str, people: int = 0) -> None:
    if what == "fill":
        print(_fill(people))
    else:
        print(json.dumps(_sweep()))


def _fill(people: int) -> int:
    """About three records of each: tests, a journey, and of some an order to isolate and a code of another province."""
    rows, filled = _records(people, Random(1)), 0
    with transaction.atomic():
        while batch := list(islice(rows, AT_ONCE)):
            for resource in {name for name, _ in batch}:
                own = [row for name, row in batch if name == resource]
                with connection.cursor() as cursor:
                    cursor.execute("SELECT exchange_load(%s, %s)", [resource, json.dumps(own, ensure_ascii=False)])
            filled += len(batch)
    with connection.cursor() as cursor:
        for statement in COLOURS:
            cursor.execute(statement, [people] * statement.count("%s"))
    return filled


def _records(people: int, random: Random) -> Iterator[tuple[str, dict[str, Any]]]:
    sealers = {name: _sealer(name) for name in RESOURCES}
    places = _places(random)
    for key in range(1, people + 1):
        for resource, values in _evidence(key, random, places):
            yield resource, {
                "subject_key": key, "record_key": str(random.getrandbits(64)), "as_of": AT.isoformat(),
                "kept_until": None, **sealers[resource](values),
            }  # fmt: skip


def _sealer(resource: str) -> Any:
    columns = [column for column in exchange.get_resource(resource).columns if column.is_sealed]

    def seal(values: dict[str, str]) -> dict[str, str]:
        return {
            column.name: "\\x" + settings.VAULT.seal(
                plain=values[column.name].encode(), purpose=f"exchange.{resource}.{column.name}"
            ).hex()
            for column in columns
            if column.name in values
        }  # fmt: skip

    return seal


def _places(random: Random) -> list[str]:
    listed = [one.name for one in read_listings(catalogue.get_rule_files(code="health").files["risk_listings.csv"])]
    counties = [each.code for each in catalogue.dictionary().divisions if len(each.code) == 6]
    return [*random.choices(counties, k=FREE_PLACES), *listed[:50]]


def _evidence(key: int, random: Random, places: list[str]) -> Iterator[tuple[str, dict[str, str]]]:
    number = f"44010419900101{key % 10_000:04}"
    for _ in range(random.choice((1, 2, 2))):
        result = "2" if random.random() < 0.002 else "1"
        yield "nucleic-acid-test", {
            "id_number": number, "sample_number": f"S{random.getrandbits(48)}", "sampled_at": _moment(random),
            "result": result, "laboratory": "省疾控中心",
        }  # fmt: skip
    arrived = AT - timedelta(minutes=random.randrange(20 * 1440))
    yield "journey", {
        "id_number": number, "journey_number": f"J{random.getrandbits(48)}", "arrived_at": arrived.isoformat(),
        "stay_area": random.choice(places), "left_at": (arrived + timedelta(days=1)).isoformat(),
    }  # fmt: skip
    if random.random() < 0.05:
        first = AT.date() - timedelta(days=random.randrange(20))
        yield "isolation-order", {
            "id_number": number, "order_number": f"I{key}", "kind": random.choice("123"),
            "isolated_from": first.isoformat(), "isolated_until": (first + timedelta(days=14)).isoformat(),
        }  # fmt: skip
    if random.random() < 0.2:
        yield "outside-health-code", {
            "id_number": number, "as_told_at": _moment(random), "colour": random.choice(("green",) * 9 + ("yellow",)),
        }  # fmt: skip


def _moment(random: Random) -> str:
    return (AT - timedelta(minutes=random.randrange(20 * 1440))).isoformat()


def _sweep() -> dict[str, float]:
    import ibis  # noqa: F401, PLC0415  what is made once a process, the rules among it, is not measured

    health.list_areas(day=AT.date())
    at = clock.now().replace(hour=4)
    begin = time.perf_counter()
    with transaction.atomic():
        people = sum(1 for _ in health.list_outdated(by=PLATFORM, at=at))
    seconds = time.perf_counter() - begin
    return {"seconds": seconds, "people": people, "memory": getrusage(RUSAGE_SELF).ru_maxrss / 2**10}


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:]))

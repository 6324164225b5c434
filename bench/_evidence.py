"""Run inside a province: people, and an order to isolate for each, one a transaction at a steady rate.

`python -m bench._evidence PEOPLE RATE` prints for each a line: her key, and when it was committed (monotonic seconds).
"""

import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

os.environ["DJANGO_SETTINGS_MODULE"] = "lingnan.config.settings"

import django

django.setup()

from bench._people import citizen_numbers  # noqa: E402
from lingnan.kernel import clock  # noqa: E402
from lingnan.kernel.actors import PLATFORM  # noqa: E402
from lingnan.kernel.clock import local_date  # noqa: E402
from lingnan.rooms.exchange import api as exchange  # noqa: E402
from lingnan.rooms.exchange.types import Record  # noqa: E402
from lingnan.rooms.health.models import StandingColour  # noqa: E402
from lingnan.rooms.identity import api as identity  # noqa: E402
from lingnan.rooms.identity.types import NewPerson  # noqa: E402

WRITERS = 4


def main(people: int, rate: float) -> None:
    """Register the people and one more, of whom the worker learns the rules; then load about each."""
    numbers = list(citizen_numbers(range(people + 1)))
    persons = [NewPerson(id_number=number, name=f"测{place}") for place, number in enumerate(numbers)]
    keys = identity.register_people(people=persons, at=clock.now())
    _isolate(keys[people], numbers[people], clock.now())
    while not StandingColour.objects.exists():
        time.sleep(0.1)
    began = time.monotonic()

    def load(place: int) -> str:
        time.sleep(max(0.0, began + place / rate - time.monotonic()))
        _isolate(keys[place], numbers[place], clock.now())
        return f"{keys[place]} {time.monotonic()}"

    with ThreadPoolExecutor(WRITERS) as writers:
        for line in writers.map(load, range(people)):
            print(line, flush=True)


def _isolate(key: int, number: str, at: datetime) -> None:
    values = {
        "person.id_number": number,
        "health.isolation_number": f"I{key}",
        "health.isolation_kind": "2",
        "health.isolation_from": local_date(at),
        "health.isolation_until": local_date(at) + timedelta(days=13),
    }
    record = Record(subject_key=key, values=values, as_of=at)
    exchange.load_records(resource="isolation-order", records=[record], by=PLATFORM, at=at)


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]))

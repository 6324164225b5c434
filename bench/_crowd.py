"""Run inside a province: a crowd that was in one place, each with a first colour; or the listing of that place.

`python -m bench._crowd gather PEOPLE` returns when the last of them has her first colour. `python -m bench._crowd list`
prints when the listing was committed (monotonic seconds).
"""

import os
import shutil
import sys
import time
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

os.environ["DJANGO_SETTINGS_MODULE"] = "lingnan.config.settings"

import django

django.setup()

from django.conf import settings  # noqa: E402

from bench._people import citizen_numbers  # noqa: E402
from lingnan.kernel import clock  # noqa: E402
from lingnan.kernel.actors import PLATFORM  # noqa: E402
from lingnan.kernel.clock import local_date  # noqa: E402
from lingnan.rooms.catalogue import api as catalogue  # noqa: E402
from lingnan.rooms.exchange import api as exchange  # noqa: E402
from lingnan.rooms.exchange.types import Record  # noqa: E402
from lingnan.rooms.health.models import RuleSweep, StandingColour, Waiting  # noqa: E402
from lingnan.rooms.identity import api as identity  # noqa: E402
from lingnan.rooms.identity.types import NewPerson  # noqa: E402

PLACE = "韶关市新丰县丰城街道"
AT_ONCE = 5_000
LOOK_SECONDS = 0.5


def main(what: str, people: int = 0) -> None:
    if what == "gather":
        _gather(people)
    else:
        print(_list(), flush=True)


def _gather(people: int) -> None:
    """Everyone was there for a day, at an hour of her own."""
    for first in range(0, people, AT_ONCE):
        numbers = list(citizen_numbers(range(first, min(first + AT_ONCE, people))))
        persons = [NewPerson(id_number=number, name=f"测{first + place}") for place, number in enumerate(numbers)]
        keys = identity.register_people(people=persons, at=clock.now())
        records = [_journey(key, number) for key, number in zip(keys, numbers, strict=True)]
        exchange.load_records(resource="journey", records=records, by=PLATFORM, at=clock.now())
    # A new province asks once for all whether its rules would give their colours: that is over, too.
    while StandingColour.objects.count() < people or not RuleSweep.objects.exists() or Waiting.objects.exists():
        time.sleep(LOOK_SECONDS)


def _journey(key: int, number: str) -> Record:
    arrived = clock.now() - timedelta(days=2, minutes=key % 600)
    values = {
        "person.id_number": number,
        "travel.journey_number": f"J{key}",
        "travel.stay_area": PLACE,
        "travel.arrived_at": arrived,
        "travel.left_at": arrived + timedelta(days=1),
    }
    return Record(subject_key=key, values=values, as_of=clock.now())


def _list() -> float:
    today = local_date(clock.now())
    with TemporaryDirectory() as folder:
        content = Path(shutil.copytree(settings.ENVIRONMENT.content, Path(folder) / "content"))
        with (content / "health" / "risk_listings.csv").open("a") as lists:
            lists.write(f"{today},{today + timedelta(days=13)},medium,{PLACE}\n")
        catalogue.publish_content(folder=content, by=PLATFORM, at=clock.now())
    return time.monotonic()


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:]))

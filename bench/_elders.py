"""Run inside a province: elders who may apply, each signed in and with a form ready to be sent; and facts read.

`python -m bench._elders NUMBER` prints a line of JSON for each elder, then the facts that one process reads a second.
"""

import json
import os
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta

os.environ["DJANGO_SETTINGS_MODULE"] = "lingnan.config.settings"

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.test import Client  # noqa: E402

from lingnan.engine.elements import citizen_number  # noqa: E402
from lingnan.kernel import clock  # noqa: E402
from lingnan.kernel.actors import PLATFORM  # noqa: E402
from lingnan.rooms.cases import api as cases  # noqa: E402
from lingnan.rooms.exchange import api as exchange  # noqa: E402
from lingnan.rooms.exchange.types import Need, Record  # noqa: E402
from lingnan.rooms.identity import api as identity  # noqa: E402
from lingnan.rooms.identity.models import Account  # noqa: E402
from lingnan.rooms.identity.types import NewPerson  # noqa: E402

SERVICES = ("senior-allowance",)
FIRST_BIRTH = date(1936, 1, 1)
AS_OF = datetime(2026, 1, 1, tzinfo=UTC)
FACT_SECONDS = 5.0
NEEDS = (
    Need(resource="population", element="person.birth_date"),
    Need(resource="population", element="person.residence_division"),
    Need(resource="household", element="person.household_division"),
    Need(resource="benefit-account", element="benefit.bank_account"),
)


def settle(number: int) -> list[int]:
    """Register elders of Yuexiu with complete records; returns their keys."""
    people = [NewPerson(id_number=_id_number(place), name=f"测{place}") for place in range(number)]
    keys = identity.register_people(people=people, at=AS_OF)
    for resource in ("population", "household", "benefit-account"):
        records = [
            Record(subject_key=key, values=_values(resource, person, place), as_of=AS_OF)
            for place, (key, person) in enumerate(zip(keys, people, strict=True))
        ]
        exchange.load_records(resource=resource, records=records, by=PLATFORM, at=AS_OF)
    return keys


def _id_number(place: int) -> str:
    return citizen_number.compose(division="440104", birth_date=_birth(place), sequence=place % 1000)


def _birth(place: int) -> date:
    return FIRST_BIRTH + timedelta(days=place)


def _values(resource: str, person: NewPerson, place: int) -> dict[str, object]:
    own: dict[str, dict[str, object]] = {
        "population": {
            "person.name": person.name,
            "person.sex": "1" if place % 2 else "2",
            "person.birth_date": _birth(place),
            "person.residence_division": "440104",
        },
        "household": {
            "household.number": f"B-{place}",
            "person.household_division": "440104",
            "person.household_address": "广东省广州市越秀区北京街道1号",
        },
        "benefit-account": {
            "benefit.bank_name": "中国工商银行",
            "benefit.bank_account": "6222021234567894",
            "benefit.account_holder": person.name,
        },
    }
    return {"person.id_number": person.id_number, **own[resource]}


def prepare(keys: Sequence[int]) -> Iterator[dict[str, str]]:
    """Sign each in and begin her form; the cookie of her session and the form's uuid."""
    # Signing in is not what is measured: a quick hash saves half a second each.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    for key in keys:
        at = clock.now()
        identity.create_resident_account(username=f"elder-{key}", password="of the bench", person_key=key, at=at)  # noqa: S106
        account = Account.objects.get(username=f"elder-{key}")
        client = Client()
        client.force_login(account)
        by = identity.actor_of(account)
        draft = cases.start_draft(services=SERVICES, subject_key=key, by=by, at=at)
        cases.save_answers(uuid=draft.uuid, step="contact", raw={"contact.mobile": "13800138000"}, by=by, at=at)
        yield {"session": client.cookies[settings.SESSION_COOKIE_NAME].value, "draft": str(draft.uuid)}


def read_facts(keys: Sequence[int]) -> float:
    """Facts read a second by one process, each read with its access entry committed."""
    began, count = time.monotonic(), 0
    while (spent := time.monotonic() - began) < FACT_SECONDS:
        key = keys[count // len(NEEDS) % len(keys)]
        look = exchange.list_facts(subject_key=key, needs=NEEDS, purpose="测量", by=PLATFORM, at=clock.now())
        count += len(look.facts)
    return count / spent


if __name__ == "__main__":
    settled = settle(int(sys.argv[1]))
    for elder in prepare(settled):
        print(json.dumps(elder))
    print(json.dumps({"facts": read_facts(settled)}))

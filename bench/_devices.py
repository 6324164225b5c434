"""Run inside a province: devices that are at work, and the codes of as many holders, minted last, for a minute.

`python -m bench._devices DEVICES CODES` prints a line of JSON: the devices' keys, and the codes.
"""

import json
import os
import sys
from collections.abc import Iterator, Sequence

os.environ["DJANGO_SETTINGS_MODULE"] = "lingnan.config.settings"

import django

django.setup()

from django.db import transaction  # noqa: E402

from lingnan.kernel import clock  # noqa: E402
from lingnan.kernel.actors import Actor  # noqa: E402
from lingnan.kernel.ids import uuid7  # noqa: E402
from lingnan.rooms.codes import api as codes  # noqa: E402
from lingnan.rooms.codes.types import DisplayClaims, StatusRef  # noqa: E402
from lingnan.rooms.identity import api as identity  # noqa: E402
from lingnan.rooms.identity.models import Account  # noqa: E402
from lingnan.rooms.identity.types import OfficerRole  # noqa: E402

KIND = "senior-card"
KEEPER = "keeper-of-the-bench"


def keeper() -> Actor:
    """An officer who may enrol devices."""
    roles = [OfficerRole(role="inspector", department="gd-transport", division="4401")]
    identity.create_officer_account(
        username=KEEPER, password="of the bench, long", name=KEEPER, roles=roles, at=clock.now()  # noqa: S106
    )  # fmt: skip
    return identity.actor_of(account=Account.objects.get(username=KEEPER))


def pair(number: int, by: Actor) -> Iterator[str]:
    """The keys of devices of one place."""
    for place in range(number):
        at = clock.now()
        enrolled = codes.enrol_device(place="广州南站东进站口", name=f"手持机{place}", by=by, at=at)
        yield codes.pair_device(pairing_key=enrolled.pairing_key, at=at)[1]


def settle(number: int) -> Sequence[StatusRef]:
    """The places of as many holders' cards."""
    at = clock.now()
    with transaction.atomic():
        return codes.allocate_statuses(kind=KIND, holder_keys=range(1, number + 1), at=at)


def mint(refs: Sequence[StatusRef]) -> Iterator[str]:
    """The code that each holder shows now."""
    for ref in refs:
        at = clock.now()
        display = DisplayClaims(
            kind=KIND, holder_masked="张*三", status=ref, valid_until=None, credential=uuid7(at=at)
        )  # fmt: skip
        yield codes.mint_token(display=display, at=at)


if __name__ == "__main__":
    keys = list(pair(int(sys.argv[1]), keeper()))
    refs = settle(int(sys.argv[2]))
    print(json.dumps({"devices": keys, "codes": list(mint(refs))}))

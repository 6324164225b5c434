"""What a device keeps to go on checking without network: the public keys, which lists there are, which paper is lost.

The lists themselves are signed and public (`get_status_list`); a device takes each where everyone does.
"""

from collections import defaultdict
from datetime import datetime
from math import ceil

from lingnan.engine.credentials import KeyEntry, PublicKey, Purpose

from .keys import key_set
from .models import StatusEntry, StatusList
from .types import Kit, Outcome
from .wording import words_for

# What stands under a paper or a list; no other key proves anything to a device.
KEPT = (Purpose.CREDENTIAL, Purpose.STATUS_LIST)


def get_kit(*, at: datetime) -> Kit:
    """All that a device needs besides the lists, as it is `at` this moment. Nothing secret, and nobody's name."""
    lists = StatusList.objects.order_by("id")
    kinds = dict(lists.filter(ended_at=None).values_list("id", "kind"))
    usual = {outcome: words_for(kind="", outcome=outcome) for outcome in Outcome}
    return Kit(
        at=at,
        keys=tuple(_told(entry) for entry in key_set().public().entries if not entry.purposes.isdisjoint(KEPT)),
        kinds=kinds,
        ended=tuple(lists.filter(ended_at__isnull=False).values_list("id", flat=True)),
        withdrawn=_withdrawn(),
        usual=usual,
        of_kind={
            kind: {outcome: words_for(kind=kind, outcome=outcome) for outcome in Outcome}
            for kind in sorted({*kinds.values()})
        },
    )


def _told(entry: KeyEntry) -> dict[str, object]:
    assert isinstance(entry.key, PublicKey)
    begin, end = entry.not_before, entry.not_after
    return {
        "jwk": entry.key.to_jwk(),
        "purposes": sorted(entry.purposes),
        "begins": int(begin.timestamp()),
        "ends": end and int(end.timestamp()),
        "is_revoked": entry.is_revoked,
    }


def _withdrawn() -> dict[int, dict[int, int]]:
    lost: defaultdict[int, dict[int, int]] = defaultdict(dict)
    rows = StatusEntry.objects.filter(paper_withdrawn_at__isnull=False).order_by("list_id", "index")
    for list_id, index, since in rows.values_list("list_id", "index", "paper_withdrawn_at"):
        assert since is not None
        # Paper states whole seconds.
        lost[list_id][index] = ceil(since.timestamp())
    return dict(lost)

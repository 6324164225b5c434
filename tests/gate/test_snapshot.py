import asyncio
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lingnan.engine.credentials import KeyEntry, KeySet, MacKey, Purpose, Status
from lingnan.engine.verification import LIST_CAPACITY, CodeRefused, Outcome
from lingnan.gate.snapshot import CURRENT_FOR, Contents, Place, Snapshot

from .conftest import NOON

PLACES = [Place(list_id=list_id, index=index) for list_id in (1, 2) for index in (0, 1, 7, LIST_CAPACITY - 1)]
STATUSES = st.dictionaries(st.sampled_from(PLACES), st.sampled_from(Status))
KEYS = [MacKey.generate() for _ in range(3)]


def contents_of(statuses: dict[Place, Status], revoked: set[int] = frozenset(), known: int = 3) -> Contents:
    entries = tuple(
        KeyEntry(
            key=key,
            purposes=frozenset({Purpose.TOKEN}),
            not_before=NOON,
            revoked_at=NOON if number in revoked else None,
        )
        for number, key in enumerate(KEYS[:known])
    )
    contents = Contents(keys=KeySet(entries=entries))
    for place, status in statuses.items():
        contents.set_status(place=place, status=status)
    return contents


def revoked_keys(snapshot: Snapshot) -> set[bytes]:
    return {entry.key.kid for entry in snapshot.keys.entries if entry.is_revoked}


def status_of(snapshot: Snapshot, place: Place) -> Status:
    return snapshot.status_at(place.list_id, place.index)


def test_a_credential_nobody_changed_is_valid():
    snapshot = Snapshot()
    assert status_of(snapshot, Place(list_id=9, index=3)) is Status.VALID
    asyncio.run(snapshot.adopt(contents_of({PLACES[0]: Status.SUSPENDED})))
    assert [status_of(snapshot, place) for place in PLACES[:2]] == [Status.SUSPENDED, Status.VALID]


def test_a_suspension_can_be_lifted():
    snapshot = Snapshot()
    for status in (Status.SUSPENDED, Status.VALID, Status.APPLICATION_SPECIFIC, Status.VALID):
        snapshot.set_status(place=PLACES[0], status=status)
        assert status_of(snapshot, PLACES[0]) is status


changes = st.one_of(
    st.tuples(st.just("one"), st.sampled_from(PLACES), st.sampled_from(Status)),
    st.tuples(st.just("all"), STATUSES, st.sets(st.sampled_from(range(3)))),
    st.tuples(st.just("keys"), st.sets(st.sampled_from(range(3))), st.integers(0, 3)),
    st.tuples(st.just("paper"), st.sampled_from(PLACES), st.integers(0, 100)),
)


@given(st.lists(changes, max_size=12))
def test_whatever_is_told_in_whatever_order_a_revocation_never_rolls_back(news):
    """Late, repeated, reordered news and reloads from an older state of the database among them."""
    snapshot = Snapshot()
    revoked_places, revoked, lost_until = set(), set(), {}
    for kind, first, second in news:
        match kind:
            case "one":
                snapshot.set_status(place=first, status=second)
            case "all":
                asyncio.run(snapshot.adopt(contents_of(first, second)))
            case "keys":
                snapshot.set_keys(contents_of({}, first, second).keys)
            case "paper":
                moment = NOON + timedelta(seconds=second)
                snapshot.set_withdrawn({first: moment})
                lost_until[first] = max(moment, lost_until.get(first, moment))
        revoked_places |= {place for place in PLACES if status_of(snapshot, place) is Status.INVALID}
        revoked |= revoked_keys(snapshot)
        assert all(status_of(snapshot, place) is Status.INVALID for place in revoked_places)
        assert revoked <= revoked_keys(snapshot)
        assert all(snapshot.withdrawn_at(place) >= moment for place, moment in lost_until.items())


@given(known=STATUSES, fresh=STATUSES)
def test_a_reload_takes_over_everything_but_undone_revocations(known, fresh):
    snapshot = Snapshot()
    asyncio.run(snapshot.adopt(contents_of(known)))
    asyncio.run(snapshot.adopt(contents_of(fresh)))
    for place in PLACES:
        kept = Status.INVALID if known.get(place) is Status.INVALID else fresh.get(place, Status.VALID)
        assert status_of(snapshot, place) is kept


def test_knowledge_ages_from_the_last_word_of_the_database():
    snapshot = Snapshot()
    assert not snapshot.is_ready
    snapshot.confirm(at=NOON)
    assert snapshot.is_ready
    assert snapshot.is_current(NOON + CURRENT_FOR)
    assert not snapshot.is_current(NOON + CURRENT_FOR + timedelta(milliseconds=1))
    assert snapshot.age(NOON + timedelta(hours=3)) == timedelta(hours=3)


def test_what_is_loaded_afresh_is_compared_between_answers_and_taken_over_whole():
    """Each list gives way to whoever waits; all see the old contents until the last is compared."""
    lists = range(1, 6)
    places = [Place(list_id=number, index=7) for number in lists]
    snapshot = Snapshot()

    async def run() -> list[list[Status]]:
        await snapshot.adopt(contents_of(dict.fromkeys(places, Status.SUSPENDED)))
        adopting = asyncio.create_task(snapshot.adopt(contents_of(dict.fromkeys(places, Status.VALID))))
        seen = []
        while not adopting.done():
            seen.append([status_of(snapshot, place) for place in places])
            await asyncio.sleep(0)
        return seen

    seen = asyncio.run(run())
    assert len(seen) >= len(lists)
    assert seen == [[Status.SUSPENDED] * len(lists)] * len(seen)
    assert [status_of(snapshot, place) for place in places] == [Status.VALID] * len(lists)


def test_a_list_that_ended_stays_ended_and_the_others_open():
    snapshot = Snapshot()
    snapshot.set_status(place=Place(list_id=2, index=7), status=Status.INVALID)
    snapshot.end({1})
    snapshot.end({2})
    asyncio.run(snapshot.adopt(contents_of({Place(list_id=1, index=7): Status.INVALID})))
    snapshot.set_status(place=Place(list_id=2, index=7), status=Status.VALID)
    assert snapshot.status_at(3, 7) is Status.VALID
    for list_id in (1, 2):
        with pytest.raises(CodeRefused) as refused:
            snapshot.status_at(list_id, 7)
        assert refused.value.outcome is Outcome.ENDED

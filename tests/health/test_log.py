"""The log of colours: it grows in the database at commit, anyone can check it, and force leaves a trace."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from lingnan.engine.merkle import GrowingTree, verify_inclusion
from lingnan.kernel.actors import PLATFORM
from lingnan.rooms.health import api
from lingnan.rooms.health import log as log_of_colours
from lingnan.rooms.health.models import LOG_BLOCK, ColourChange, LogNode, StandingColour
from tests.health.evidence import isolate, moment, record_test, review_due
from tests.health.forcing import force, reasons
from tests.house import Family

CHANGES = 3
ALTERED = "the nodes above this leaf were altered"
SECOND = "(SELECT change_id FROM health_lognode WHERE (level, index) = (0, 1))"
FORGED = """
    INSERT INTO health_colourchange (uuid, subject_key, colour, class_code, way_out, version, at, leaf, receipt_sealed)
    SELECT gen_random_uuid(), subject_key, 'red', 'close-contact', 'observation-ends', version, at, leaf, receipt_sealed
    FROM health_colourchange ORDER BY id LIMIT 1;
    UPDATE health_standingcolour SET change_id = (SELECT max(id) FROM health_colourchange)
"""


GROW = """
    INSERT INTO health_colourchange (uuid, subject_key, colour, class_code, way_out, version, at, leaf, receipt_sealed)
    SELECT uuidv4(), n, 'green', 'no-finding', 'none', '2021-01', now(), sha256(uuidv4()::text::bytea), 'x'
    FROM generate_series(1, %d) AS n
"""


@pytest.fixture
def log(patient: Family) -> Family:
    """A log of three changes, grown as a commit would grow it."""
    api.recolour(subject_keys=[patient.father_key], by=PLATFORM, at=moment(1))
    isolate(patient, first=1, last=14)
    api.recolour(subject_keys=[patient.father_key], by=PLATFORM, at=moment(2))
    review_due(moment(15))
    force("SET CONSTRAINTS ALL IMMEDIATE")
    return patient


def test_every_receipt_is_a_leaf_and_anyone_can_check_it(log):
    head = api.read_head(data=api.sign_head(at=moment(16)))
    assert head.size == CHANGES
    for change in ColourChange.objects.order_by("id"):
        found = api.prove_change(uuid=change.uuid)
        assert verify_inclusion(
            leaf=bytes(change.leaf), index=found.place, size=head.size, root=head.root, proof=found.proof
        )
    assert reasons() == []


def test_a_head_kept_outside_holds_the_log_to_it(log):
    kept = api.read_head(data=api.sign_head(at=moment(16)))
    record_test(log, "S1", day=15, result="2")
    api.recolour(subject_keys=[log.father_key], by=PLATFORM, at=moment(16))
    assert LogNode.objects.filter(level=0).count() == kept.size + 1
    assert reasons(kept=kept) == []
    force("TRUNCATE health_appeal, health_standingcolour, health_healthcode, health_colourchange, health_lognode")
    assert reasons() == []
    assert reasons(kept=kept) == ["the head that was kept has seen more than this"]


def test_another_log_of_the_same_length_is_not_the_one_that_was_kept(log):
    kept = api.read_head(data=api.sign_head(at=moment(16)))
    force("TRUNCATE health_appeal, health_standingcolour, health_colourchange, health_lognode")
    for day in (17, 18, 19):
        StandingColour.objects.all().delete()
        api.recolour(subject_keys=[log.father_key], by=PLATFORM, at=moment(day))
    assert reasons() == []
    assert reasons(kept=kept) == ["the log up to here is another than the head that was kept has seen"]


def test_a_colour_forced_in_is_named_with_the_person(log):
    from lingnan.rooms.identity import api as identity

    force(FORGED)
    found, code = api.verify_log()
    assert (code.person, code.change) == (found.person, found.change)
    assert found.place == CHANGES
    assert found.person == identity.get_person(key=log.father_key).uuid
    assert found.change == ColourChange.objects.latest("id").uuid
    assert found.reason == "the columns no longer say what was signed"


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        (f"SET LOCAL session_replication_role = replica; {FORGED}", "the change was written around the log"),
        (
            "UPDATE health_colourchange SET colour = 'red' WHERE id = (SELECT min(id) FROM health_colourchange)",
            "the columns no longer say what was signed",
        ),
        (
            f"UPDATE health_colourchange SET receipt_sealed = 'x' WHERE id = {SECOND}",
            "the receipt was not sealed by the platform, or was altered",
        ),
        (
            f"UPDATE health_standingcolour SET change_id = {SECOND}",
            "a colour stands that is not the person's newest",
        ),
        (
            "SET LOCAL session_replication_role = replica; UPDATE health_standingcolour SET change_id = 987654321",
            "a colour stands by no change of the person",
        ),
        (
            "UPDATE codes_statusentry SET status = 3, changed_at = now()",
            "the code shows another colour than the one that stands",
        ),
        (
            f"DELETE FROM health_colourchange WHERE id = {SECOND}",
            "the change of this leaf was removed",
        ),
        ("DELETE FROM health_lognode WHERE level = 0 AND index = 1", "a leaf was removed"),
    ],
)
def test_force_leaves_a_trace(log, statement, expected):
    force(statement)
    assert expected in reasons()


@pytest.mark.django_db
def test_the_nodes_over_blocks_are_those_of_the_tree():
    """However the changes come: one by one, fewer and more than a block at once, ending within one and at its end."""
    tree, kept = GrowingTree(), []
    for count in (1, 254, 1, 300, 212, 1030, 1):
        write_many(count)
        for leaf in LogNode.objects.filter(level=0, index__gte=tree.size).order_by("index"):
            kept += [node for node in tree.append(bytes(leaf.hash)) if node.level not in range(1, LOG_BLOCK)]
        assert log_of_colours.root_of(size=tree.size, nodes=log_of_colours._node) == tree.root()
    stored = LogNode.objects.values_list("level", "index", "hash")
    assert {(level, index): bytes(hashed) for level, index, hashed in stored} == {
        (node.level, node.index): node.hash for node in kept
    }
    assert len([node for node in kept if node.level]) == 7 + 3 + 1
    leaf = LogNode.objects.get(level=0, index=700)
    proof = api.prove_change(uuid=ColourChange.objects.get(id=leaf.change_id).uuid, size=1700)
    assert verify_inclusion(leaf=bytes(leaf.hash), index=700, size=1700, root=proof.root, proof=proof.proof)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("statement", "place", "expected"),
    [
        ("UPDATE health_lognode SET hash = sha256('x') WHERE (level, index) = (8, 1)", 511, ALTERED),
        ("DELETE FROM health_lognode WHERE level = 9", 511, ALTERED),
        ("INSERT INTO health_lognode VALUES (10, 0, sha256('x'), NULL)", 600, "nodes stand above leaves"),
        ("DELETE FROM health_lognode WHERE level = 0 AND index > 500", 501, "nodes stand above leaves"),
        (
            "ALTER TABLE health_lognode DROP CONSTRAINT log_leaf_of_change;"
            "INSERT INTO health_lognode VALUES (1, 100, sha256('x'), NULL)",
            201,
            ALTERED,
        ),
    ],
)
def test_force_upon_the_nodes_leaves_a_trace(statement, place, expected):
    write_many(600)
    force(statement)
    assert any(found.place == place and expected in found.reason for found in api.verify_log())


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE health_colourchange SET colour = 'red'",
        "DELETE FROM health_colourchange",
        "TRUNCATE health_lognode",
        "INSERT INTO health_lognode (level, index, hash) VALUES (0, 9, '')",
        "UPDATE health_lognode SET hash = ''",
        "DELETE FROM health_standingcolour",
        "ALTER TABLE health_colourchange DISABLE TRIGGER ALL",
    ],
)
def test_the_application_may_only_add(log, statement):
    with pytest.raises(DatabaseError, match=r"permission denied|must be owner"), transaction.atomic():
        force(f"SET LOCAL ROLE lingnan_app; {statement}")


def test_the_application_can_add(patient):
    force("SET LOCAL ROLE lingnan_app")
    assert api.recolour(subject_keys=[patient.father_key], by=PLATFORM, at=moment(1)) == 1
    force("SET CONSTRAINTS ALL IMMEDIATE")
    assert LogNode.objects.get().change_id == ColourChange.objects.get().id


def test_no_colour_stands_by_another_s_change(log):
    api.recolour(subject_keys=[log.stranger.person_key], by=PLATFORM, at=moment(1))
    with pytest.raises(DatabaseError, match="standing_colour_by_own_change"), transaction.atomic():
        force("UPDATE health_standingcolour SET change_id = (SELECT min(id) FROM health_colourchange)")


def test_whoever_is_judged_while_the_log_is_walked_is_no_break(log, monkeypatch):
    read = log_of_colours.codes.list_statuses

    def judge_and_read(**refs):
        monkeypatch.setattr(log_of_colours.codes, "list_statuses", read)
        record_test(log, "S1", day=15, result="2")
        assert api.recolour(subject_keys=[log.father_key], by=PLATFORM, at=moment(16)) == 1
        return read(**refs)

    monkeypatch.setattr(log_of_colours.codes, "list_statuses", judge_and_read)
    assert list(log_of_colours._verify_codes()) == []
    force("UPDATE codes_statusentry SET status = 0")
    assert [found.reason for found in log_of_colours._verify_codes()] == [
        "the code shows another colour than the one that stands"
    ]


@pytest.mark.django_db(transaction=True)
def test_writers_at_once_queue_for_their_places():
    """Two threads at the same commit: no place twice, none left out."""
    with ThreadPoolExecutor(max_workers=2) as pool:
        list(pool.map(_write, range(8)))
    leaves = LogNode.objects.filter(level=0).order_by("index")
    for place, leaf in enumerate(leaves):
        assert (leaf.index, bytes(ColourChange.objects.get(id=leaf.change_id).leaf)) == (place, bytes(leaf.hash))
    assert len(leaves) == 8


def _write(number: int) -> None:
    try:
        ColourChange.objects.create(
            uuid=uuid4(), subject_key=number, colour="green", class_code="no-finding", way_out="none",
            version="2021-01", at=moment(1), leaf=bytes([number]) * 32, receipt_sealed=b"x",
        )  # fmt: skip
    finally:
        connection.close()


def write_many(count: int) -> None:
    """So many changes by one statement; what they say is of no matter to the tree."""
    force(GROW % count)
    force("SET CONSTRAINTS ALL IMMEDIATE")
    force("SET CONSTRAINTS ALL DEFERRED")

from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from lingnan.kernel import audit
from lingnan.kernel.actors import PLATFORM, Actor
from lingnan.kernel.models import CHAINS, AuditEntry

AT = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
CASE = UUID("01890a5d-ac96-774b-bcce-b302099a8057")
CLERK = Actor(kind="officer", ref="officer-1", name="越秀区民政局", department="gz-yuexiu-mz")

pytestmark = pytest.mark.django_db(transaction=True)


def record(subject_key: int = 7, name: str = "cases.case.decided", **more) -> None:
    audit.record(kind=AuditEntry.Kind.ACT, name=name, subject_key=subject_key, by=CLERK, at=AT, **more)


def tamper(statement: str, *values) -> None:
    """Do what only someone with the database's own keys could do."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


@pytest.fixture(autouse=True)
def nothing_yet(transactional_db) -> None:
    """Empty chains, whatever the house has recorded for other tests."""
    tamper("TRUNCATE kernel_auditentry, kernel_auditsubject")
    tamper("UPDATE kernel_audithead SET seq = 0, hash = ''")


def list_breaks() -> list[tuple[int, str]]:
    return [(found.seq, found.reason) for found in audit.verify()]


def test_an_entry_is_sealed_at_commit():
    with transaction.atomic():
        record()
        assert AuditEntry.objects.get().seq is None
    entry = AuditEntry.objects.get()
    assert (entry.seq, len(bytes(entry.hash))) == (1, 32)
    assert list_breaks() == []


def test_what_rolls_back_leaves_no_gap():
    record(name="first")
    with transaction.atomic():
        record(name="never")
        transaction.set_rollback(True)
    record(name="second")
    assert list(AuditEntry.objects.order_by("seq").values_list("name", "seq")) == [("first", 1), ("second", 2)]
    assert list_breaks() == []


def record_of_three() -> None:
    audit.record_of_many(
        kind=AuditEntry.Kind.ACT, name="health.colour.changed", by=CLERK, at=AT, details={"day": "2026-11-23"},
        subjects=[(key, {"receipt": f"r{key}"}) for key in (7, 8, 9)],
    )  # fmt: skip


def test_an_entry_about_several_is_among_the_entries_of_each():
    record(name="before")
    record_of_three()
    record(name="after")
    entries = audit.list_entries(subject_key=7, kind=AuditEntry.Kind.ACT)
    assert [entry.name for entry in entries] == ["after", "health.colour.changed", "before"]
    for key in (7, 8, 9):
        own = next(entry for entry in audit.list_entries(subject_key=key, kind=AuditEntry.Kind.ACT) if entry.details)
        assert (own.subject_key, own.details) == (key, {"day": "2026-11-23", "receipt": f"r{key}"})
    assert AuditEntry.objects.count() == 3
    assert audit.list_entries(subject_key=10, kind=AuditEntry.Kind.ACT) == []
    assert audit.list_entries(subject_key=8, kind=AuditEntry.Kind.READ) == []
    assert list_breaks() == []


def test_entries_about_several_are_paged_with_ones_own():
    for number in range(3):
        record(name=f"own-{number}")
        record_of_three()
    pages, before = [], None
    while page := audit.list_entries(subject_key=7, kind=AuditEntry.Kind.ACT, before=before, limit=2):
        pages += [entry.id for entry in page]
        before = pages[-1]
    assert pages == sorted(AuditEntry.objects.values_list("id", flat=True), reverse=True)


def test_an_entry_about_several_of_whom_there_is_one_is_hers():
    audit.record_of_many(kind=AuditEntry.Kind.ACT, name="one", subjects=[(7, {"a": 1})], by=CLERK, at=AT)
    audit.record_of_many(kind=AuditEntry.Kind.ACT, name="none", subjects=[], by=CLERK, at=AT)
    entry = AuditEntry.objects.get()
    assert (entry.subject_key, entry.name) == (7, "one")


def test_who_is_told_of_twice_has_two_entries():
    told = [(7, {"n": 1}), (8, {"n": 2}), (7, {"n": 3})]
    audit.record_of_many(kind=AuditEntry.Kind.ACT, name="twice", subjects=told, by=CLERK, at=AT)
    assert [entry.details for entry in audit.list_entries(subject_key=7, kind=AuditEntry.Kind.ACT)] == [
        {"n": 3},
        {"n": 1},
    ]
    assert [entry.details for entry in audit.list_entries(subject_key=8, kind=AuditEntry.Kind.ACT)] == [{"n": 2}]
    assert list_breaks() == []


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM kernel_auditsubject WHERE subject_key = 8",
        "UPDATE kernel_auditsubject SET subject_key = 10 WHERE subject_key = 8",
        "INSERT INTO kernel_auditsubject (subject_key, entry_id) SELECT 10, id FROM kernel_auditentry",
    ],
)
def test_who_is_named_cannot_be_changed_unseen(statement: str):
    record_of_three()
    tamper(statement)
    assert list_breaks() == [(1, "who is named no longer finds the entry, or another does")]


def test_entries_of_one_transaction_keep_their_order():
    with transaction.atomic():
        for number in range(5):
            record(name=f"act-{number}")
    assert list(AuditEntry.objects.order_by("seq").values_list("name", flat=True)) == [f"act-{n}" for n in range(5)]
    assert list_breaks() == []


def test_each_subject_has_its_chain():
    record(subject_key=7)
    record(subject_key=7 + CHAINS)
    record(subject_key=8)
    assert list(AuditEntry.objects.order_by("id").values_list("chain", "seq")) == [(7, 1), (7, 2), (8, 1)]


def test_the_person_reads_who_when_why_and_for_which_case():
    record(purpose="办理高龄津贴", case_uuid=CASE, details={"elements": ["person.name"]})
    (entry,) = audit.list_entries(subject_key=7, kind=AuditEntry.Kind.ACT)
    assert (entry.by, entry.at, entry.purpose, entry.case_uuid) == (CLERK, AT, "办理高龄津贴", CASE)
    assert entry.details == {"elements": ["person.name"]}


def test_entries_come_newest_first_in_pages():
    for number in range(3):
        record(name=f"act-{number}")
    first = audit.list_entries(subject_key=7, kind=AuditEntry.Kind.ACT, limit=2)
    rest = audit.list_entries(subject_key=7, kind=AuditEntry.Kind.ACT, before=first[-1].id)
    assert [entry.name for entry in (*first, *rest)] == ["act-2", "act-1", "act-0"]


def test_nobody_reads_entries_about_another():
    record(subject_key=7)
    assert audit.list_entries(subject_key=8, kind=AuditEntry.Kind.ACT) == []


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("UPDATE kernel_auditentry SET body = replace(body, 'act-1', 'act-x') WHERE seq = 2", "an entry was altered"),
        ("UPDATE kernel_auditentry SET name = 'other' WHERE seq = 2", "the column name no longer says what was sealed"),
        ("UPDATE kernel_auditentry SET subject_key = 9 WHERE seq = 2", "the column subject_key no longer says"),
        ("DELETE FROM kernel_auditentry WHERE seq = 2", "an entry is missing"),
        ("DELETE FROM kernel_auditentry WHERE seq = 3", "the end of the chain was cut off"),
        ("UPDATE kernel_auditentry SET seq = 5 - seq WHERE seq IN (2, 3)", "an entry was altered"),
    ],
)
def test_tampering_is_found(statement, expected):
    for number in range(3):
        record(name=f"act-{number}")
    tamper(statement)
    breaks = list_breaks()
    assert breaks
    assert breaks[0][1].startswith(expected)


def test_a_chain_that_grows_while_it_is_walked_holds():
    record(subject_key=7)
    walked = audit.verify()
    tamper("UPDATE kernel_auditentry SET name = 'other'")
    assert next(walked).chain == 7
    tamper("UPDATE kernel_auditentry SET name = 'cases.case.decided'")
    record(subject_key=8)
    record(subject_key=7)
    assert list(walked) == []


def test_an_entry_beyond_the_end_is_found():
    record()
    record()
    first = AuditEntry.objects.get(seq=1)
    tamper("UPDATE kernel_audithead SET seq = 1, hash = %s WHERE chain = 7", bytes(first.hash))
    assert list_breaks() == [(2, "an entry stands beyond the end")]


def test_without_its_head_a_chain_takes_no_entry():
    record()
    tamper("DELETE FROM kernel_audithead WHERE chain = 7")
    with pytest.raises(IntegrityError, match="head of audit chain 7 is missing"):
        record()
    assert AuditEntry.objects.count() == 1
    assert list_breaks() == [(0, "the head of the chain is missing")]
    tamper("INSERT INTO kernel_audithead (chain, seq, hash) SELECT chain, seq, hash FROM kernel_auditentry")


def test_an_entry_written_around_the_seal_is_found():
    record()
    tamper("ALTER TABLE kernel_auditentry DISABLE TRIGGER kernel_audit_seal")
    try:
        record()
    finally:
        tamper("ALTER TABLE kernel_auditentry ENABLE TRIGGER kernel_audit_seal")
    assert list_breaks() == [(0, "1 entries were written around the seal")]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE kernel_auditentry SET body = body",
        "DELETE FROM kernel_auditentry",
        "TRUNCATE kernel_auditentry",
        "UPDATE kernel_audithead SET seq = 0",
        "DELETE FROM kernel_auditsubject",
        "INSERT INTO kernel_auditsubject (subject_key, entry_id) SELECT 7, id FROM kernel_auditentry",
        "ALTER TABLE kernel_auditentry DISABLE TRIGGER ALL",
    ],
)
def test_the_application_may_only_add(statement):
    record()
    with transaction.atomic(), pytest.raises(DatabaseError, match=r"permission denied|must be owner"):
        tamper(f"SET LOCAL ROLE lingnan_app; {statement}")
    assert AuditEntry.objects.count() == 1
    assert list_breaks() == []


def test_the_application_can_add():
    with transaction.atomic():
        tamper("SET LOCAL ROLE lingnan_app")
        audit.record(kind=AuditEntry.Kind.READ, name="read", subject_key=None, by=PLATFORM, at=AT)
    assert AuditEntry.objects.get().seq == 1
    assert list_breaks() == []


@pytest.mark.parametrize("chain", [-1, CHAINS])
def test_there_are_no_other_chains(chain):
    with pytest.raises(DatabaseError, match="audit_chain_known"), transaction.atomic():
        AuditEntry.objects.create(kind="act", name="x", at=AT, body="{}", chain=chain)

"""Tables of a department: judged by element, once however often they come, corrected by key, bad rows set aside."""

from datetime import timedelta

import pytest

from lingnan.kernel.actors import PLATFORM
from lingnan.rooms.exchange import api
from lingnan.rooms.exchange.types import Need
from lingnan.rooms.identity import api as identity
from lingnan.rooms.identity.types import NewPerson
from tests.house import AT, Family

COLUMNS = ("id_number", "sample_number", "sampled_at", "result", "laboratory", "as_of")
FATHER = "440104194305121235"


def row(**changed: str) -> dict[str, str]:
    sound = ("440104194305121235", "S1", "2026-11-20 08:00", "1", "省疾控中心", "2026-11-20 20:00")
    return dict(zip(COLUMNS, sound, strict=True)) | changed


def load(*rows: dict[str, str], at=AT):
    return api.load_table(resource="nucleic-acid-test", columns=COLUMNS, rows=rows, by=PLATFORM, at=at)


def results(family: Family, key: int | None = None) -> list[str]:
    need = Need(resource="nucleic-acid-test", element="health.test_result")
    look = api.list_facts(
        subject_key=key or family.father_key, needs=[need], purpose="核对检测结果", by=PLATFORM, at=AT
    )
    return [fact.value for fact in look.facts]


def test_a_person_has_many_tests_and_the_same_table_twice_is_loaded_once(family):
    tests = [row(), row(sample_number="S2", result="阳性")]
    first, second = load(*tests), load(*tests, at=AT + timedelta(days=1))
    assert (first.loaded, first.held, first.refused) == (2, 0, ())
    assert (second.loaded, second.held) == (0, 2)
    assert sorted(results(family)) == ["1", "2"]


def test_a_correction_replaces_the_record_of_that_key_and_an_older_table_does_not(family):
    load(row(result="2"))
    load(row(as_of="2026-11-21 09:00"))
    load(row(result="3", as_of="2026-11-20 21:00"))
    assert results(family) == ["1"]


def test_rows_that_can_not_be_used_are_set_aside_with_reasons(family):
    done = load(
        row(id_number="440104194305121236"),
        row(id_number="11010519491231002X"),
        row(result="不知道"),
        row(sampled_at="2026-11-24 08:00"),
        row(laboratory=""),
        row(as_of="昨天"),
        row(),
    )
    assert done.loaded == 1
    assert [(refused.number, *refused.reasons) for refused in done.refused] == [
        (1, "id_number"), (2, "id_number"), (3, "result"), (4, "sampled_at"), (5, "laboratory"), (6, "as_of"),
    ]  # fmt: skip
    assert [refused.number for refused in done.refused if None in refused.reasons.values()] == [2]


def test_a_table_without_a_needed_column_is_refused(family):
    with pytest.raises(api.ColumnsMissing):
        api.load_table(resource="nucleic-acid-test", columns=["id_number"], rows=[], by=PLATFORM, at=AT)


def test_a_row_names_its_person_by_the_kind_and_the_number_of_her_document(family):
    people = [
        NewPerson(id_number=number, id_kind=kind, name=name)
        for number, kind, name in (("12345678", "511", "林怡君"), ("12345678", "414", "Mary Smith"))
    ]
    lin, mary = identity.register_people(people=people, at=AT)
    done = load(
        row(id_kind="511", id_number="12345678 02（B）", sample_number="S1"),
        row(id_kind="414", id_number="12345678", sample_number="S2", result="2"),
        row(id_kind="111", sample_number="S3"),
        row(id_kind="516", id_number="12345678", sample_number="S4"),
        row(id_kind="99", sample_number="S5"),
        row(id_kind="516", id_number="H12345678", sample_number="S6"),
        row(id_number="12345678", sample_number="S7"),
    )
    assert done.loaded == 3
    assert [(refused.number, *refused.reasons) for refused in done.refused] == [
        (4, "id_number"), (5, "id_kind"), (6, "id_number"), (7, "id_number"),
    ]  # fmt: skip
    assert (results(family), results(family, lin), results(family, mary)) == (["1"], ["1"], ["2"])

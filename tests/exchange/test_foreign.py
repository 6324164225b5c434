"""FHIR R4 Observations as rows, by the mapping that the content declares; what is no such test is set aside."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from lingnan.kernel.actors import PLATFORM
from lingnan.rooms.exchange import api
from tests.conftest import ROOT
from tests.exchange.test_tables import results
from tests.house import AT, Family

SAMPLE = ROOT.parent / "shared" / "data" / "health_samples" / "fhir"
FATHER = "440104194305121235"
RNA, ANTIGEN = "94500-6", "94558-4"
DETECTED, NOT_DETECTED = "260373001", "260415000"


def observation(number: str = "S1", *, code: str = RNA, value: str = NOT_DETECTED, of: str = FATHER, **changed) -> dict:
    sound = {
        "resourceType": "Observation",
        "status": "final",
        "code": {"coding": [{"system": "urn:oid:2.16.156", "code": "0"}, {"system": "http://loinc.org", "code": code}]},
        "subject": {"identifier": {"system": "urn:oid:2.16.156.10011.1.3", "value": of}},
        "specimen": {"identifier": {"value": number}},
        "effectiveDateTime": "2026-11-20T08:00:00+08:00",
        "issued": "2026-11-20T20:00:00+08:00",
        "performer": [{"display": "省疾控中心"}],
        "valueCodeableConcept": {"coding": [{"system": "http://snomed.info/sct", "code": value}]},
    }
    return {name: value for name, value in {**sound, **changed}.items() if value is not None}


def load(*resources: dict, at=AT):
    return load_text("\n".join(json.dumps(each) for each in resources), at=at)


def load_text(text: str, *, at=AT):
    return api.load_foreign(resource="nucleic-acid-test", data=text.encode(), by=PLATFORM, at=at)


def test_observations_are_loaded_once_and_corrected_by_the_sample(family: Family) -> None:
    lines = [observation(), observation("S2", value=DETECTED)]
    first, second = load(*lines), load(*lines, at=AT + timedelta(hours=1))
    assert (first.loaded, first.held, first.refused) == (2, 0, ())
    assert (second.loaded, second.held) == (0, 2)
    assert sorted(results(family)) == ["1", "2"]
    load(observation("S2", status="corrected", issued="2026-11-21T08:00:00+08:00"))
    assert results(family) == ["1", "1"]


def test_what_the_laboratory_entered_in_error_is_void(family: Family) -> None:
    load(observation(value=DETECTED))
    load(observation(value=DETECTED, status="entered-in-error", issued="2026-11-21T08:00:00+08:00"))
    assert results(family) == ["4"]


GAT, HL7 = "urn:lingnan:ga-t-517", "http://terminology.hl7.org/CodeSystem/v2-0203"


def subject(number: str, system: str, code: str) -> dict:
    """A patient with a hospital's number and a document of a stated type."""
    typed = {"type": {"coding": [{"system": system, "code": code}]}, "value": number}
    return {"identifier": [{"value": "MR-1"}, typed]}


@pytest.mark.parametrize(
    ("system", "code", "number", "kind"),
    [
        (GAT, "516", "H12345678", "516"),
        (GAT, "511", "12345678", "511"),
        (HL7, "PPN", "E 1234567", "414"),
        (HL7, "PRC", "DEU440190010112", "553"),
    ],
)
def test_a_permit_or_a_passport_finds_its_bearer_by_kind_and_number(family: Family, system, code, number, kind) -> None:
    from lingnan.rooms.identity import api as identity
    from lingnan.rooms.identity.types import NewPerson

    written = number.replace(" ", "")
    kinds = [kind, "414" if kind == "516" else "516"]
    keys = identity.register_people(
        people=[NewPerson(id_number=written, name="某", id_kind=each) for each in kinds], at=AT
    )
    done = load(observation(subject=subject(number, system, code)))
    assert (done.loaded, done.refused) == (1, ())
    assert [results(family, key) for key in keys] == [["1"], [None]]


def test_a_document_of_a_type_that_is_none_and_a_misspelt_number_are_set_aside(family: Family) -> None:
    for wrong in (subject("H12345678", HL7, "MR"), subject("H1234", GAT, "516"), subject("H12345678", GAT, "999")):
        (refused,) = load(observation(subject=wrong)).refused
        assert set(refused.reasons) == {"id_number"}


def test_references_are_followed_within_a_bundle(family: Family) -> None:
    patient = {"resourceType": "Patient", "identifier": [{"system": "urn:oid:2.16.156.10011.1.3", "value": FATHER}]}
    specimen = {"resourceType": "Specimen", "id": "a", "identifier": [{"value": "S9"}]}
    seen = observation(subject={"reference": "urn:uuid:1"}, specimen={"reference": "Specimen/a"})
    entries = [
        {"fullUrl": "urn:uuid:1", "resource": patient},
        {"fullUrl": "urn:uuid:2", "resource": specimen},
        {"fullUrl": "urn:uuid:3", "resource": seen},
    ]
    done = load({"resourceType": "Bundle", "type": "collection", "entry": entries})
    assert (done.loaded, done.refused) == (1, ())


@pytest.mark.parametrize(
    ("changed", "column", "words"),
    [
        ({"code": ANTIGEN}, "code.coding", ANTIGEN),
        ({"status": "preliminary"}, "status", "preliminary"),
        ({"value": "0"}, "result", "没有对应的值"),
        ({"valueCodeableConcept": None}, "result", ""),
        ({"effectiveDateTime": "2026-11-20"}, "sampled_at", "不够细"),
        ({"effectiveDateTime": "2026-11-24T08:00:00+08:00"}, "sampled_at", "还没有到"),
        ({"of": "440104194305121236"}, "id_number", ""),
        ({"of": "11010519491231002X"}, "id_number", None),
        ({"subject": {"display": "陈国栋"}}, "id_number", ""),
        ({"specimen": None}, "sample_number", ""),
        ({"performer": None}, "laboratory", ""),
    ],
)
def test_what_does_not_fit_is_set_aside_with_its_reason_and_the_rest_is_loaded(
    family: Family, changed: dict, column: str, words: str | None
) -> None:
    done = load(observation("S0"), observation(**changed), observation("S2"))
    assert done.loaded == 2
    (refused,) = done.refused
    assert (refused.number, set(refused.reasons)) == (2, {column})
    problem = refused.reasons[column]
    assert (problem is None) if words is None else (problem is not None and words in problem.text())


def test_a_file_that_is_no_fhir_is_refused_by_its_line(family: Family) -> None:
    with pytest.raises(api.ForeignUnreadable) as refused:
        load_text(json.dumps(observation()) + "\n{")
    assert refused.value.details == {"line": 2}
    with pytest.raises(api.ForeignUnreadable):
        load_text("[1, 2]")
    assert results(family) == [None]


def test_a_resource_without_a_mapping_says_so(family: Family) -> None:
    with pytest.raises(api.NoForeignFormat):
        api.load_foreign(resource="infection", data=b"{}", by=PLATFORM, at=AT)


def test_a_published_sample_is_read_and_set_aside_for_what_it_is(family: Family) -> None:
    if not SAMPLE.is_dir():
        pytest.skip("../shared/data/health_samples is not here")
    data = next(SAMPLE.glob("Bundle-*.json")).read_bytes()
    done = api.load_foreign(resource="nucleic-acid-test", data=data, by=PLATFORM, at=AT)
    (refused,) = done.refused
    assert (done.loaded, refused.number, set(refused.reasons)) == (0, 2, {"code.coding"})  # an antigen test


def test_a_sample_with_an_rna_code_is_told_what_it_lacks(family: Family) -> None:
    """The published bundle, as our own: a reference that is no identifier, and a day without its time."""
    patient = {"resourceType": "Patient", "name": [{"family": "Anyperson"}], "birthDate": "1951-01-20"}
    seen = observation(subject={"reference": "resource:0"}, specimen=None, effectiveDateTime="2026-11-17", issued=None)
    entries = [{"fullUrl": f"resource:{place}", "resource": each} for place, each in enumerate([patient, seen])]
    (refused,) = load({"resourceType": "Bundle", "entry": entries}).refused
    assert "sampled_at" in refused.reasons


def test_on_the_command_line_what_was_set_aside_is_written_beside_the_file(
    family: Family, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from click.testing import CliRunner

    from lingnan.cli import main
    from lingnan.kernel import clock

    monkeypatch.setattr(clock, "now", lambda: AT)
    file = tmp_path / "tests.ndjson"
    file.write_text("\n".join(map(json.dumps, [observation(), observation(code=ANTIGEN)])), encoding="utf-8")
    done = CliRunner().invoke(main, ["exchange", "load", "nucleic-acid-test", str(file)])
    assert done.exit_code == 1, done.output
    assert ANTIGEN in (tmp_path / "tests.refused.csv").read_text(encoding="utf-8-sig")

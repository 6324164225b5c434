"""Loading: what is wrong in declarations is told all at once, by element and key."""

import pytest

from lingnan.engine.elements import Dictionary, InvalidDictionary, Sensitivity, UnknownElement, load_dictionary

LABEL = {"zh-Hans": "性别", "zh-Hant": "性別", "en": "Sex"}
SEX = [{"code": "1", "zh-Hans": "男", "zh-Hant": "男", "en": "Male"}]


def load(**elements: object) -> Dictionary:
    declared = {name.replace("__", "."): entry for name, entry in elements.items()}
    return load_dictionary(elements=declared, code_lists={"sex": SEX}, divisions=[])  # type: ignore[arg-type]


def test_a_small_dictionary() -> None:
    loaded = load(person__sex={"type": "code", "codes": "sex", "label": LABEL, "sensitivity": 2})
    assert list(loaded) == ["person.sex"]
    element = loaded["person.sex"]
    assert (element.label("zh-Hant"), element.label("fr"), element.sensitivity) == (
        "性別",
        "性别",
        Sensitivity.INTERNAL,
    )
    assert element.codes is loaded.code_lists["sex"]


def test_an_unknown_element_is_named() -> None:
    with pytest.raises(UnknownElement) as refusal:
        load()["person.shoe_size"]
    assert refusal.value.element_id == "person.shoe_size"


@pytest.mark.parametrize(
    ("entry", "key", "words"),
    [
        ({"label": LABEL, "sensitivity": 2}, "type", "is missing"),
        ({"type": "string", "sensitivity": 2}, "label", "is missing"),
        ({"type": "string", "label": LABEL}, "sensitivity", "is missing"),
        ({"type": "text", "label": LABEL, "sensitivity": 2}, "type", "'text' is unknown"),
        ({"type": "string", "label": LABEL, "sensitivity": 5}, "sensitivity", "5 is unknown"),
        ({"type": "string", "label": LABEL, "sensitivity": 2, "colour": "red"}, "colour", "no such key"),
        (
            {"type": "string", "label": LABEL, "sensitivity": 2, "validator": "sorcery"},
            "validator",
            "'sorcery' is unknown",
        ),
        ({"type": "string", "label": LABEL, "sensitivity": 2, "mask": "veil"}, "mask", "'veil' is unknown"),
        ({"type": "string", "label": LABEL, "sensitivity": 2, "max_length": "ten"}, "max_length", "'ten' is not"),
        ({"type": "string", "label": LABEL, "sensitivity": 2, "pattern": "[0-9"}, "pattern", "no regular expression"),
        ({"type": "number", "label": LABEL, "sensitivity": 2, "derived_from": "a.b"}, "derived_from", "'a.b' is not"),
        (None, "type", "is missing"),
        ({"type": "code", "label": LABEL, "sensitivity": 2}, "codes", "names its code list"),
        ({"type": "code", "codes": "zodiac", "label": LABEL, "sensitivity": 2}, "codes", "'zodiac' is unknown"),
        ({"type": "string", "label": {"zh-Hans": "甲"}, "sensitivity": 2}, "label", "no text in zh-Hant"),
        ({"type": "string", "label": LABEL, "help": {"en": "x"}, "sensitivity": 2}, "help", "no text in zh-Hans"),
        ({"type": "number", "label": LABEL, "sensitivity": 2, "derived_from": ["a.b"]}, "derived_from", "a.b is not"),
    ],
)
def test_each_fault_is_told_with_its_place(entry: dict[str, object], key: str, words: str) -> None:
    with pytest.raises(InvalidDictionary) as refusal:
        load(person__sex=entry)
    assert [fault.element for fault in refusal.value.faults] == ["person.sex"] * len(refusal.value.faults)
    assert any(fault.key == key and words in fault.message for fault in refusal.value.faults)


def test_ids_are_written_as_group_and_name() -> None:
    with pytest.raises(InvalidDictionary, match=r"Person: id: write it as group\.name"):
        load(Person={"type": "string", "label": LABEL, "sensitivity": 2})


def test_all_faults_come_at_once() -> None:
    with pytest.raises(InvalidDictionary) as refusal:
        load(person__a={"type": "text", "label": LABEL, "sensitivity": 9}, person__b={})
    assert {(fault.element, fault.key) for fault in refusal.value.faults} == {
        ("person.a", "type"),
        ("person.a", "sensitivity"),
        ("person.b", "type"),
        ("person.b", "label"),
        ("person.b", "sensitivity"),
    }

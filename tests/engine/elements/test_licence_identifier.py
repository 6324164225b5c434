"""GB/T 36904 identifiers: the published vectors, and what is composed is accepted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lingnan.engine.elements import DivisionTable
from lingnan.engine.elements.finding import Accepted, Problem
from lingnan.engine.elements.licence_identifier import InvalidLicencePart, check, compose

VECTORS = [
    "1.2.156.3005.2.11100000000013338W011.11430000006122244L.20230000403.001.U",
    "1.2.156.3005.2.11100000000013338W011.11430000006122244L.20230000403.002.S",
    "1.2.156.3005.2.11100000000013338W032.11220000013544541J.2430599.001.F",
]


@pytest.mark.parametrize("identifier", VECTORS)
def test_published_identifiers(identifier: str, divisions: DivisionTable) -> None:
    found = check(f" {identifier.lower()} ", divisions=divisions)
    assert isinstance(found, Accepted)
    assert found.value == identifier
    _, _, _, _, _, type_code, issuer, serial, version, last = identifier.split(".")
    assert (found.parts["type_code"], found.parts["issuer"], found.parts["serial"]) == (type_code, issuer, serial)
    assert (found.parts["version"], found.parts["check"]) == (version, last)
    assert compose(type_code=type_code, issuer=issuer, serial=serial, version=int(version)) == identifier


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("3005.2.", "3005.3.", "licence_identifier.prefix"),
        (".001.", ".", "licence_identifier.segments"),
        ("3338W011", "3338X011", "licence_identifier.type_code"),
        ("2244L", "2244M", "licence_identifier.issuer"),
        ("0403", "04-3", "licence_identifier.serial"),
        (".001.", ".01.", "licence_identifier.version"),
        ("0403", "0404", "licence_identifier.check"),
        (".001.U", ".002.U", "licence_identifier.check"),
    ],
)
def test_each_fault_is_told_apart(old: str, new: str, code: str, divisions: DivisionTable) -> None:
    found = check(VECTORS[0].replace(old, new), divisions=divisions)
    assert isinstance(found, Problem)
    assert found.code == code


@given(
    serial=st.text(alphabet="0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=1, max_size=40),
    version=st.integers(1, 999),
)
def test_what_is_composed_is_accepted(serial: str, version: int, divisions: DivisionTable) -> None:
    identifier = compose(type_code="11100000000013338W011", issuer="11430000006122244L", serial=serial, version=version)
    found = check(identifier, divisions=divisions)
    assert isinstance(found, Accepted)
    assert found.parts["serial"] == serial


@pytest.mark.parametrize(
    ("part", "value"),
    [("type_code", "1"), ("issuer", "x"), ("serial", "a.b"), ("serial", ""), ("version", 0), ("version", 1000)],
)
def test_parts_that_have_no_place_are_refused(part: str, value: object) -> None:
    arguments: dict[str, object] = {
        "type_code": "11100000000013338W011",
        "issuer": "11430000006122244L",
        "serial": "1",
        "version": 1,
    }
    with pytest.raises(InvalidLicencePart) as refusal:
        compose(**(arguments | {part: value}))  # type: ignore[arg-type]
    assert refusal.value.part == part

"""Plates of GA 36-2018."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lingnan.engine.elements.finding import Accepted, Problem
from lingnan.engine.elements.plate import check

AUTHORITIES = {"粤A": "广州市", "粤B": "深圳市"}


@pytest.mark.parametrize(
    ("typed", "plate", "kind"),
    [
        ("粤a·12345", "粤A12345", "ordinary"),
        ("粤Ｂ 1A2B3", "粤B1A2B3", "ordinary"),
        ("京AD12345", "京AD12345", "new_energy_small"),
        ("粤BF1A234", "粤BF1A234", None),
        ("粤BFA1234", "粤BFA1234", "new_energy_small"),
        ("粤B12345D", "粤B12345D", "new_energy_large"),
        ("粤Z·A123港", "粤ZA123港", "cross_border_hong_kong"),
        ("粤Z1234澳", "粤Z1234澳", "cross_border_macau"),
        ("粤A1234警", "粤A1234警", "police"),
        ("粤A1234学", "粤A1234学", "learner"),
        ("粤A1234挂", "粤A1234挂", "trailer"),
        ("粤A0014领", "粤A0014领", "consulate"),
        ("使014578", "使014578", "embassy"),
        ("川X0001应急", "川X0001应急", "emergency"),
    ],
)
def test_kinds_of_plates(typed: str, plate: str, kind: str | None) -> None:
    found = check(typed, authorities=AUTHORITIES)
    if kind is None:
        assert isinstance(found, Problem)
        return
    assert isinstance(found, Accepted), found
    assert (found.value, found.parts["kind"]) == (plate, kind)


def test_parts_of_a_plate() -> None:
    found = check("粤AD12345", authorities=AUTHORITIES)
    assert isinstance(found, Accepted)
    assert found.parts == {
        "kind": "new_energy_small",
        "issuer": "粤A",
        "place": "广州市",
        "serial": "D12345",
        "energy": "battery_electric",
    }


@pytest.mark.parametrize(
    ("plate", "code"),
    [
        ("A12345", "plate.province"),
        ("", "plate.province"),
        ("国A12345", "plate.province"),
        ("粤AI2345", "plate.confusable"),
        ("粤O12345", "plate.confusable"),
        ("粤AABC12", "plate.letters"),
        ("粤Z12345", "plate.cross_border"),
        ("粤Z1234警", "plate.cross_border"),
        ("粤A1234港", "plate.form"),
        ("湘Z1234港", "plate.form"),
        ("粤A123456", "plate.form"),
        ("粤AL12345", "plate.form"),
    ],
)
def test_each_fault_is_told_apart(plate: str, code: str) -> None:
    found = check(plate, authorities=AUTHORITIES)
    assert isinstance(found, Problem), found
    assert found.code == code


@given(serial=st.text(alphabet="ABCDEFGHJKLMNPQRSTUVWXYZ0123456789", min_size=5, max_size=5))
def test_ordinary_serials_have_at_most_two_letters(serial: str) -> None:
    found = check(f"粤A{serial}", authorities=AUTHORITIES)
    assert isinstance(found, Accepted) == (len(re.findall("[A-Z]", serial)) <= 2)

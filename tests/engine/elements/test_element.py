"""Elements as others meet them: one check for text and values alike, limits, masks, JSON."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lingnan.engine.elements import Dictionary, Element, ElementType
from tests.engine.elements.conftest import TODAY, Check

PHOTO = "0198f3a2-7c1b-7d20-9a55-0d9f6f3f1a01"


@pytest.mark.parametrize(
    ("element", "given_value", "normal"),
    [
        ("person.sex", "男", "1"),
        ("person.sex", "Female", "2"),
        ("person.nation", "壮族", "08"),
        ("person.nationality", "chn", "CHN"),
        ("kinship.relation", "女", "30"),
        ("kinship.relation", "51", "51"),
        ("person.household_division", "440103000000", "440103"),
        ("benefit.monthly_amount", "1,234.5元", 123450),
        ("benefit.monthly_amount", 30000, 30000),
        ("person.birth_date", date(1946, 2, 3), date(1946, 2, 3)),
        ("person.birth_date", "1946年2月3日", date(1946, 2, 3)),
        ("person.age", 80, Decimal(80)),
        ("person.alive", True, True),
        ("person.alive", "否", False),
        (
            "service.applied_at",
            datetime(2026, 11, 23, 1, tzinfo=UTC),
            datetime(2026, 11, 23, 1, tzinfo=UTC),
        ),
        ("person.photo", PHOTO.upper(), PHOTO),
        ("vehicle.identification_number", "lsvaa4182e2184567", "LSVAA4182E2184567"),
        ("bank.account_number", "４４０１ 2345-6789", "440123456789"),
        ("person.residence_address", " 北京路１２号（后座）　3楼 ", "北京路１２号（后座） 3楼"),
    ],
)
def test_text_and_values_are_judged_alike(check: Check, element: str, given_value: object, normal: object) -> None:
    checked = check(element, given_value)
    assert checked.valid, checked.error
    assert checked.value == given_value
    assert checked.normal == normal
    assert type(checked.normal) is type(normal)


@pytest.mark.parametrize(
    ("element", "given_value", "code"),
    [
        ("person.name", None, "value.missing"),
        ("person.name", " \u3000", "value.missing"),
        ("person.sex", "3", "code.unknown"),
        ("person.age", "151", "number.too_large"),
        ("person.age", "-1", "number.too_small"),
        ("benefit.monthly_amount", -1, "number.too_small"),
        ("benefit.monthly_amount", 300.0, "money.form"),
        ("benefit.monthly_amount", True, "money.form"),
        ("person.birth_date", date(2027, 1, 1), "date.future"),
        ("person.alive", 2, "boolean.form"),
        ("person.photo", "photo.jpg", "file.reference"),
        ("licence.use_cause", "用" * 201, "value.too_long"),
        ("vehicle.identification_number", "LSVAA4182E218I234", "value.pattern"),
    ],
)
def test_each_fault_is_told_apart(check: Check, element: str, given_value: object, code: str) -> None:
    checked = check(element, given_value)
    assert not checked.valid
    assert checked.normal is None
    assert checked.error is not None
    assert checked.error.code == code


def test_limits_of_money_are_told_in_yuan(dictionary: Dictionary) -> None:
    error = dictionary["benefit.monthly_amount"].check("-1", today=TODAY).error
    assert error is not None
    assert error.text() == "这一项不能小于0.00，请再核对一次。"


def test_the_answer_as_plain_data(check: Check) -> None:
    valid = check("person.birth_date", "1946年2月3日").as_json()
    assert valid == {"value": "1946年2月3日", "valid": True, "normal": "1946-02-03", "parts": None, "error": None}
    wrong = check("person.id_number", "110105194912310021").as_json()
    assert json.loads(json.dumps(wrong)) == wrong
    assert wrong["error"] == {
        "code": "citizen_number.check",
        "params": {},
        "text": {
            "zh-Hans": "身份证号第18位与前17位对不上，请再核对一次。",
            "zh-Hant": "身份證號第18位與前17位對不上，請再核對一次。",
            "en": "The 18th character does not agree with the first 17. Please check once more.",
        },
    }


def test_masks_of_elements(dictionary: Dictionary) -> None:
    masked = {
        "person.name": ("张小三", "张*三"),
        "person.id_number": ("440106194602031234", "4401**********1234"),
        "person.mobile": ("13800138000", "138****8000"),
        "person.birth_date": (date(1946, 2, 3), "1946-**-**"),
        "person.residence_address": ("广东省广州市越秀区北京路12号", "广东省广州市越秀区****"),
        "benefit.bank_account": ("6222000000000000008", "6222***********0008"),
        "assistance.kind": ("subsistence-allowance", "***"),
        "person.sex": ("1", "1"),
    }
    assert {name: dictionary[name].mask(value) for name, (value, _) in masked.items()} == {
        name: shown for name, (_, shown) in masked.items()
    }


@given(text=st.text(max_size=40), data=st.data())
def test_no_text_makes_a_check_fail(text: str, data: st.DataObject, dictionary: Dictionary) -> None:
    element = dictionary[data.draw(st.sampled_from(sorted(dictionary)))]
    checked = element.check(text, today=TODAY)
    assert checked.valid == (checked.error is None)
    if checked.error:
        assert all(checked.error.text(locale) for locale in ("zh-Hans", "zh-Hant", "en"))


@given(digits=st.text(alphabet="0123456789Xx٣፩² -", max_size=24), data=st.data())
def test_a_normal_value_is_normal(digits: str, data: st.DataObject, dictionary: Dictionary) -> None:
    element = dictionary[data.draw(st.sampled_from(sorted(dictionary)))]
    checked = element.check(digits, today=TODAY)
    if checked.valid:
        again = element.check(checked.normal, today=TODAY)
        assert (again.normal, again.parts) == (checked.normal, checked.parts)


def test_types_say_what_python_holds(dictionary: Dictionary) -> None:
    def holds(element: Element, value: object) -> object:
        return type(element.check(value, today=TODAY).normal)

    assert {
        kind: holds(dictionary[name], value)
        for kind, name, value in (
            (ElementType.STRING, "person.name", "张三"),
            (ElementType.NUMBER, "person.age", "80"),
            (ElementType.DATE, "death.date", "2026-01-01"),
            (ElementType.DATETIME, "service.applied_at", "2026-01-01 08:00"),
            (ElementType.BOOLEAN, "person.alive", "是"),
            (ElementType.CODE, "person.sex", "女"),
            (ElementType.MONEY, "benefit.monthly_amount", "1"),
            (ElementType.FILE, "person.photo", PHOTO),
        )
    } == {
        ElementType.STRING: str,
        ElementType.NUMBER: Decimal,
        ElementType.DATE: date,
        ElementType.DATETIME: datetime,
        ElementType.BOOLEAN: bool,
        ElementType.CODE: str,
        ElementType.MONEY: int,
        ElementType.FILE: str,
    }

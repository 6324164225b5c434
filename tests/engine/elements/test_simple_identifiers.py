"""Phones, cards, travel documents, postal codes, mailboxes and names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn

from lingnan.engine.elements import address, bank_card, person_name, phone_number, travel_document
from lingnan.engine.elements.finding import Accepted, Problem


@pytest.mark.parametrize(
    ("check", "typed", "normal"),
    [
        (phone_number.check_mobile, "138 0013 8000", "13800138000"),
        (phone_number.check_mobile, "+86-138-0013-8000", "13800138000"),
        (phone_number.check_mobile, "008613800138000", "13800138000"),
        (phone_number.check_mobile, "１９８００１３８０００", "19800138000"),
        (phone_number.check_telephone, "13800138000", "13800138000"),
        (phone_number.check_telephone, "020-83123456", "02083123456"),
        (phone_number.check_telephone, "(0755) 8312 3456 转 801", "075583123456转801"),
        (phone_number.check_telephone, "0660-3123456", "06603123456"),
        (phone_number.check_telephone, "+852 9123 4567", "+85291234567"),
        (phone_number.check_telephone, "00853 6612 3456", "+85366123456"),
        (phone_number.check_telephone, "+886 912 345 678", "+886912345678"),
        (phone_number.check_telephone, "400-123-4567", "4001234567"),
        (phone_number.check_telephone, "12345", "12345"),
        (bank_card.check, "6222 0000 0000 0000 004", "6222000000000000004"),
        (travel_document.check_passport, "e1234 5678", "E12345678"),
        (travel_document.check_passport, "EA1234567", "EA1234567"),
        (travel_document.check_passport, "533380006", "533380006"),
        (travel_document.check_home_return_permit, "h12345678", "H12345678"),
        (travel_document.check_home_return_permit, "M1234567801", "M12345678"),
        (travel_document.check_taiwan_permit, "12345678", "12345678"),
        (travel_document.check_taiwan_permit, "1234567801B", "12345678"),
        (travel_document.check_taiwan_permit, "１２３４５６７８ 01（b）", "12345678"),
        (travel_document.check_foreigner_card, "usa 1100 731128 01", "USA110073112801"),
        (travel_document.check_exit_permit, "C12345678", "C12345678"),
        (travel_document.check_exit_permit, "CA1234567", "CA1234567"),
        (travel_document.check_hong_kong_card, "a123456(3)", "A123456(3)"),
        (travel_document.check_hong_kong_card, "AB987654（3）", "AB987654(3)"),
        (travel_document.check_macau_card, "1234567(8)", "1234567(8)"),
        (address.check_postal_code, "510030", "510030"),
        (address.check_postal_code, "999077", "999077"),
        (address.check_email, " Li.Si@Example.COM ", "Li.Si@example.com"),
        (person_name.check, " 张 三 ", "张三"),
        (person_name.check, "阿依古丽•买买提", "阿依古丽·买买提"),
        (person_name.check, "𠮷田", "𠮷田"),
        (person_name.check, "Mary  O'Neil-Chan", "Mary O'Neil-Chan"),
    ],
)
def test_what_is_typed_becomes_normal(check, typed: str, normal: str) -> None:
    found = check(typed)
    assert isinstance(found, Accepted), found
    assert found.value == normal
    assert check(normal) == found


@pytest.mark.parametrize(
    ("check", "typed", "code"),
    [
        (phone_number.check_mobile, "1380013800", "mobile.length"),
        (phone_number.check_mobile, "1380013800a", "mobile.length"),
        (phone_number.check_mobile, "12800138000", "mobile.prefix"),
        (phone_number.check_telephone, "83123456", "telephone.form"),
        (phone_number.check_telephone, "+85212345678", "telephone.form"),
        (bank_card.check, "622200", "bank_card.form"),
        (bank_card.check, "6222000000000000005", "bank_card.check"),
        (travel_document.check_passport, "E1", "passport.form"),
        (travel_document.check_passport, "ABCDEFG", "passport.form"),
        (travel_document.check_home_return_permit, "A12345678", "home_return_permit.form"),
        (travel_document.check_taiwan_permit, "1234567", "taiwan_permit.form"),
        (travel_document.check_foreigner_card, "USA110073132801", "foreigner_card.form"),
        (travel_document.check_foreigner_card, "US1110073112801", "foreigner_card.form"),
        (travel_document.check_exit_permit, "E12345678", "exit_permit.form"),
        (travel_document.check_hong_kong_card, "A123456", "hong_kong_card.form"),
        (travel_document.check_hong_kong_card, "A123456(4)", "hong_kong_card.check"),
        (travel_document.check_macau_card, "2234567(8)", "macau_card.form"),
        (address.check_postal_code, "5100300", "postal_code.form"),
        (address.check_postal_code, "000000", "postal_code.form"),
        (address.check_email, "someone@", "email.form"),
        (address.check_email, ".a@example.com", "email.form"),
        (address.check_email, "a..b@example.com", "email.form"),
        (address.check_email, "a@example", "email.form"),
        (person_name.check, "张3", "person_name.character"),
        (person_name.check, "张", "person_name.length"),
        (person_name.check, "张" * 51, "person_name.length"),
    ],
)
def test_each_fault_is_told_apart(check, typed: str, code: str) -> None:
    found = check(typed)
    assert isinstance(found, Problem), found
    assert found.code == code


def test_a_chinese_passport_is_told_from_others() -> None:
    kinds = {number: travel_document.check_passport(number) for number in ("EJ1234567", "DE1234567", "X1234567")}
    assert [found.parts["kind"] for found in kinds.values() if isinstance(found, Accepted)] == [
        "chinese",
        "chinese",
        "other",
    ]


@given(body=st.text(alphabet="0123456789", min_size=11, max_size=17))
def test_card_digits_agree_with_the_oracle(body: str) -> None:
    number = f"6{body}"
    assert bank_card.check_digit(number) == luhn.calc_check_digit(number)
    assert isinstance(bank_card.check(number + bank_card.check_digit(number)), Accepted)

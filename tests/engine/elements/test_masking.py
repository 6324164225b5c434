"""What stays readable of a masked value."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lingnan.engine.elements import MaskStyle, mask


@pytest.mark.parametrize(
    ("style", "text", "shown"),
    [
        (MaskStyle.NONE, "广州市", "广州市"),
        (MaskStyle.NAME, "张三", "张*"),
        (MaskStyle.NAME, "张小三", "张*三"),
        (MaskStyle.NAME, "欧阳娜娜", "欧**娜"),
        (MaskStyle.NAME, "阿依古丽·买买提", "阿******提"),
        (MaskStyle.NAME, "John Smith", "J*** S****"),
        (MaskStyle.NAME, "", ""),
        (MaskStyle.ID_NUMBER, "440106194602031234", "4401**********1234"),
        (MaskStyle.ID_NUMBER, "E12345678", "E1*****78"),
        (MaskStyle.PHONE, "13800138000", "138****8000"),
        (MaskStyle.PHONE, "02083123456", "020****3456"),
        (MaskStyle.PHONE, "12345", "1***5"),
        (MaskStyle.PLATE, "粤A12345", "粤A***45"),
        (MaskStyle.PLATE, "粤AD12345", "粤A****45"),
        (MaskStyle.ADDRESS, "广东省广州市越秀区北京路12号3楼", "广东省广州市越秀区****"),
        (MaskStyle.ADDRESS, "东莞市南城街道鸿福路1号", "东莞市****"),
        (MaskStyle.ADDRESS, "广西壮族自治区南宁市青秀区民族大道1号", "广西壮族自治区南宁市青秀区****"),
        (MaskStyle.ADDRESS, "北京路12号", "****"),
        (MaskStyle.EMAIL, "li.si@example.com", "l***@example.com"),
        (MaskStyle.DATE, "1946-02-03", "1946-**-**"),
        (MaskStyle.WHOLE, "低保", "***"),
    ],
)
def test_styles(style: MaskStyle, text: str, shown: str) -> None:
    assert mask(text, style=style) == shown


@given(
    text=st.from_regex("[0-9A-Z]{4,30}", fullmatch=True),
    style=st.sampled_from([MaskStyle.ID_NUMBER, MaskStyle.ACCOUNT, MaskStyle.PHONE]),
)
def test_a_third_of_a_number_is_always_hidden(text: str, style: MaskStyle) -> None:
    shown = mask(text, style=style)
    assert len(shown) == len(text)
    assert shown.count("*") * 3 >= len(text)


@given(name=st.from_regex("[一-龥]{2,8}", fullmatch=True))
def test_a_name_shows_at_most_two_characters(name: str) -> None:
    shown = mask(name, style=MaskStyle.NAME)
    assert len(shown) == len(name)
    assert len(shown.replace("*", "")) <= 2
    assert shown != name

"""Masking of values on screens, paper and logs, where the reader need not know all of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from enum import IntEnum, StrEnum


class Sensitivity(IntEnum):
    """How much harm a leak does (GB/T 35273-2020, annex B, in four steps)."""

    PUBLIC = 1
    """May be published: names of divisions, departments and items."""
    INTERNAL = 2
    """Known within government and to the subject: sex, kind of household."""
    PERSONAL = 3
    """Identifies or locates a person: name, address, phone."""
    SENSITIVE = 4
    """Harms when abused: identity numbers, accounts, health, hardship, biometrics."""


class MaskStyle(StrEnum):
    """What stays readable of a value."""

    NONE = "none"
    NAME = "name"
    ID_NUMBER = "id_number"
    PHONE = "phone"
    ACCOUNT = "account"
    ADDRESS = "address"
    PLATE = "plate"
    EMAIL = "email"
    DATE = "date"
    WHOLE = "whole"


_WHOLE = "***"
_PLACE = re.compile(
    r"^(?:.{2,7}?(?:省|自治区|特别行政区))?(?:.{2,10}?(?:市|自治州|地区|盟))?(?:.{1,10}?(?:区|县|旗|市))?"
)


def default_style(sensitivity: Sensitivity) -> MaskStyle:
    """The style of an element that declares none: nothing of a personal value stays readable."""
    return MaskStyle.WHOLE if sensitivity >= Sensitivity.PERSONAL else MaskStyle.NONE


def mask(text: str, *, style: MaskStyle) -> str:
    """The text with stars: 张*三, 4401**********1234, 138****1234, 粤A***45."""
    return _MASKS[style](text)


def _keep(text: str, *, head: int, tail: int) -> str:
    """The two ends. A text too short to hide a third of it shows a quarter at each end instead."""
    if 3 * (len(text) - head - tail) < len(text):
        head = tail = len(text) // 4
    return text[:head] + "*" * (len(text) - head - tail) + text[len(text) - tail :]


def _mask_name(name: str) -> str:
    """The family name and the last character: 张*三, 张*, 欧**娜; of a name in letters each initial."""
    if name.isascii():
        return " ".join(word[0] + "*" * (len(word) - 1) for word in name.split())
    if len(name) <= 2:
        return name[:1] + "*" * (len(name) - 1)
    return name[0] + "*" * (len(name) - 2) + name[-1]


def _mask_address(address: str) -> str:
    """The province, city and county stay, the street and door go."""
    match = _PLACE.match(address)
    place = match.group() if match else ""
    return f"{place}****"


def _mask_email(email: str) -> str:
    local, _, domain = email.rpartition("@")
    return f"{local[:1]}***@{domain}"


_MASKS: Mapping[MaskStyle, Callable[[str], str]] = {
    MaskStyle.NONE: lambda text: text,
    MaskStyle.NAME: _mask_name,
    MaskStyle.ID_NUMBER: lambda text: _keep(text, head=4, tail=4),
    MaskStyle.ACCOUNT: lambda text: _keep(text, head=4, tail=4),
    MaskStyle.PHONE: lambda text: _keep(text, head=3, tail=4),
    MaskStyle.PLATE: lambda text: _keep(text, head=2, tail=2),
    MaskStyle.ADDRESS: _mask_address,
    MaskStyle.EMAIL: _mask_email,
    MaskStyle.DATE: lambda text: f"{text[:4]}-**-**",
    MaskStyle.WHOLE: lambda _text: _WHOLE,
}

"""Telephone numbers: mainland mobiles, mainland landlines, and numbers of Hong Kong, Macau and Taiwan."""

from __future__ import annotations

import re

from lingnan.engine.elements.finding import Accepted, Finding, problem
from lingnan.engine.elements.folding import fold_identifier

_COUNTRY_PREFIX = re.compile(r"^(?:\+|00)?86(?=1[0-9]{10}$)")
_PUNCTUATION = re.compile(r"[().]")
_DIGITS = re.compile("[0-9]*")
_MOBILE = re.compile(r"1[3-9][0-9]{9}")

# Area codes: 10 and 2x are followed by eight digits, the three-digit ones by seven or eight.
_LANDLINE = re.compile(r"(0(?:10|2[0-9])[0-9]{8}|0[3-9][0-9]{2}[0-9]{7,8})(?:(?:转|EXT|X)([0-9]{1,6}))?")
_SERVICE_LINE = re.compile(r"(?:400|800)[0-9]{7}|1[12][0-9]{3}|95[0-9]{3,6}")
_OVERSEAS = {
    "+852": re.compile(r"\+852[2-9][0-9]{7}"),
    "+853": re.compile(r"\+853(?:6[0-9]{7}|28[0-9]{6}|8[0-9]{7})"),
    "+886": re.compile(r"\+886[2-9][0-9]{7,8}"),
}


def check_mobile(text: str) -> Finding:
    """A mainland mobile number of 11 digits; +86 and 0086 are taken off."""
    number = _COUNTRY_PREFIX.sub("", _fold(text))
    if not _DIGITS.fullmatch(number) or len(number) != 11:
        return problem("mobile.length", length=len(number))
    if not _MOBILE.fullmatch(number):
        return problem("mobile.prefix", prefix=number[:3])
    return Accepted(number)


def check_telephone(text: str) -> Finding:
    """A number that can be called: mobile, landline with area code (and extension), service line, +852, +853, +886."""
    number = _COUNTRY_PREFIX.sub("", _fold(text))
    if _MOBILE.fullmatch(number) or _SERVICE_LINE.fullmatch(number) or _is_overseas(number):
        return Accepted(number)
    landline = _LANDLINE.fullmatch(number)
    if landline is None:
        return problem("telephone.form", number=number)
    line, extension = landline.groups()
    return Accepted(f"{line}转{extension}" if extension else line)


def _fold(text: str) -> str:
    number = _PUNCTUATION.sub("", fold_identifier(text))
    return f"+{number[2:]}" if number.startswith("00") else number


def _is_overseas(number: str) -> bool:
    pattern = _OVERSEAS.get(number[:4])
    return bool(pattern and pattern.fullmatch(number))

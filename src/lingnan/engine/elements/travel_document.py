"""Passports and travel permits, the identity cards of Hong Kong and Macau, and the older card of foreigners."""

from __future__ import annotations

import re

from lingnan.engine.elements.finding import Accepted, Finding, problem
from lingnan.engine.elements.folding import fold_identifier

# Electronic passports E + 8 digits, then E + a letter other than I and O + 7 digits; earlier ordinary passports
# G + 8, 14 or 15 + 7; diplomatic, service and public-affairs passports DE, SE, PE + 7 digits.
_CHINESE_PASSPORT = re.compile(r"E[0-9]{8}|E[A-HJ-NP-Z][0-9]{7}|G[0-9]{8}|1[45][0-9]{7}|[DSP]E[0-9]{7}")
# ICAO Doc 9303 leaves nine places for the number of any passport.
_PASSPORT = re.compile(r"[A-Z0-9]{6,9}")

# Home return permits of people from Hong Kong (H) and Macau (M): eight digits for life, since 2013 without the two
# digits that counted replacements.
_HOME_RETURN_PERMIT = re.compile(r"([HM][0-9]{8})([0-9]{2})?")
# Mainland travel permits of people from Taiwan: eight digits for life; the older booklet adds two digits that count
# replacements and a letter in brackets.
_TAIWAN_PERMIT = re.compile(r"([0-9]{8})([0-9]{2}(\(?[A-Z]\)?)?)?")
_EXIT_PERMIT = re.compile(r"C[0-9]{8}|C[A-HJ-NP-Z][0-9]{7}|W[0-9]{8}")

_HONG_KONG_CARD = re.compile(r"([A-Z]{1,2})([0-9]{6})\(?([0-9A])\)?")
# Permanent residence cards of foreigners before 2023-12-01: the country in three letters (GB/T 2659), the place of
# issue (4), the birth in six digits, an order number and a check digit of which no rule is published.
_FOREIGNER_CARD = re.compile(r"[A-Z]{3}[0-9]{4}[0-9]{2}([0-9]{2})([0-9]{2})[0-9]{2}")
_MACAU_CARD = re.compile(r"([1578][0-9]{6})\(?([0-9])\)?")


def check_passport(text: str) -> Finding:
    """A passport of any country; parts tell a Chinese one."""
    number = fold_identifier(text)
    if not _PASSPORT.fullmatch(number) or not any(character.isdigit() for character in number):
        return problem("passport.form", number=number)
    return Accepted(number, {"kind": "chinese" if _CHINESE_PASSPORT.fullmatch(number) else "other"})


def check_home_return_permit(text: str) -> Finding:
    """港澳居民来往内地通行证; the digits that count replacements are taken off."""
    match = _HOME_RETURN_PERMIT.fullmatch(fold_identifier(text))
    if match is None:
        return problem("home_return_permit.form")
    holder = "hong_kong_resident" if match[1][0] == "H" else "macau_resident"
    return Accepted(match[1], {"kind": holder})


def check_taiwan_permit(text: str) -> Finding:
    """台湾居民来往大陆通行证; the digits that count replacements are taken off, with the letter after them."""
    match = _TAIWAN_PERMIT.fullmatch(fold_identifier(text))
    if match is None:
        return problem("taiwan_permit.form")
    return Accepted(match[1])


def check_foreigner_card(text: str) -> Finding:
    """外国人永久居留身份证 as issued until 2023; the newer ones have 18 digits like a citizen's."""
    number = fold_identifier(text)
    match = _FOREIGNER_CARD.fullmatch(number)
    if match is None or not 1 <= int(match[1]) <= 12 or not 1 <= int(match[2]) <= 31:
        return problem("foreigner_card.form")
    return Accepted(number)


def check_exit_permit(text: str) -> Finding:
    """往来港澳通行证 of mainland residents."""
    number = fold_identifier(text)
    if not _EXIT_PERMIT.fullmatch(number):
        return problem("exit_permit.form")
    return Accepted(number)


def check_hong_kong_card(text: str) -> Finding:
    """A Hong Kong identity card, with its check digit in brackets as printed: `A123456(3)`."""
    match = _HONG_KONG_CARD.fullmatch(fold_identifier(text))
    if match is None:
        return problem("hong_kong_card.form")
    letters, digits, given = match.groups()
    if given != _hong_kong_check(letters, digits):
        return problem("hong_kong_card.check")
    return Accepted(f"{letters}{digits}({given})", {"check": given})


def check_macau_card(text: str) -> Finding:
    """A Macau identity card: `1234567(8)`. Its check digit is not published, so only the form is judged."""
    match = _MACAU_CARD.fullmatch(fold_identifier(text))
    if match is None:
        return problem("macau_card.form")
    return Accepted(f"{match[1]}({match[2]})")


def _hong_kong_check(letters: str, digits: str) -> str:
    """MOD 11 over eight places, letters counted from A = 10, a missing first letter as 36."""
    values = [36] * (2 - len(letters)) + [ord(letter) - 55 for letter in letters] + [int(digit) for digit in digits]
    total = sum(value * weight for value, weight in zip(values, range(9, 1, -1), strict=True))
    remainder = -total % 11
    return "A" if remainder == 10 else str(remainder)

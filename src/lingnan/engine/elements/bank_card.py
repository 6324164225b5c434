"""Bank card numbers, ISO/IEC 7812-1 with its Luhn check digit."""

from __future__ import annotations

import re

from lingnan.engine.elements.finding import Accepted, Finding, problem
from lingnan.engine.elements.folding import fold_identifier

_DOUBLED = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)
_FORM = re.compile(r"[1-9][0-9]{12,18}")


def check_digit(body: str) -> str:
    """The last digit of a card number whose other digits are `body`."""
    digits = [int(digit) for digit in reversed(body)]
    total = sum(_DOUBLED[digit] for digit in digits[::2]) + sum(digits[1::2])
    return str(-total % 10)


def check(text: str) -> Finding:
    """A card number of 13 to 19 digits; the issuer is its first six."""
    number = fold_identifier(text)
    if not _FORM.fullmatch(number):
        return problem("bank_card.form", length=len(number))
    if number[-1] != check_digit(number[:-1]):
        return problem("bank_card.check")
    return Accepted(number, {"issuer": number[:6], "check": number[-1]})

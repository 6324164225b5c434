"""FEEL numbers: IEEE 754-2008 decimal128 (DMN 1.5, 10.3.2.3.1)."""

from decimal import (
    ROUND_HALF_EVEN,
    Context,
    Decimal,
    DivisionByZero,
    InvalidOperation,
    Overflow,
)
from typing import Final

DECIMAL128: Final = Context(
    prec=34,
    rounding=ROUND_HALF_EVEN,
    Emin=-6143,
    Emax=6144,
    clamp=1,
    traps=[DivisionByZero, InvalidOperation, Overflow],
)
FAILURES: Final = (DivisionByZero, InvalidOperation, Overflow)


def number_text(number: Decimal) -> str:
    """The number as plain digits, without an exponent."""
    text = format(number, "f")
    return "0" if text == "-0" else text

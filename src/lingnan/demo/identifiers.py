"""Numbers of invented people: valid by their standards, drawn from a seeded source."""

from collections.abc import Iterable
from datetime import date
from random import Random

from lingnan.engine.elements import bank_card, citizen_number

ORDERS_A_SEX = 497  # of 1 to 995: GB 11643 keeps 996 to 999 for centenarians
CARD_PREFIX = "62999900"  # made up for the demo bank
CARD_DIGITS = 19
MOBILE_PREFIXES = ("134", "135", "136", "137", "138", "139", "150", "151", "158", "159", "186", "188", "189")


class NumbersExhausted(ValueError):
    """Every order number of one place, day and sex is taken."""


class IdNumbers:
    """Gives each person a citizen identity number (GB 11643) that nobody else here has."""

    def __init__(self, *, taken: Iterable[str] = ()) -> None:
        self._taken = set(taken)

    def draw(self, *, place: str, birth_date: date, sex: str, rng: Random) -> str:
        """A free number for the county code `place`. Raises `NumbersExhausted`."""
        first = rng.randrange(ORDERS_A_SEX)
        for step in range(ORDERS_A_SEX):
            sequence = 2 * ((first + step) % ORDERS_A_SEX) + int(sex)  # odd for men, even for women
            number = citizen_number.compose(division=place, birth_date=birth_date, sequence=sequence)
            if number not in self._taken:
                self._taken.add(number)
                return number
        raise NumbersExhausted(f"no free number for {place} on {birth_date}")


def draw_bank_account(rng: Random) -> str:
    """A card number of the demo bank."""
    free = CARD_DIGITS - len(CARD_PREFIX) - 1
    body = CARD_PREFIX + f"{rng.randrange(10**free):0{free}d}"
    return body + bank_card.check_digit(body)


def draw_mobile(rng: Random) -> str:
    """An eleven-digit mobile number."""
    return rng.choice(MOBILE_PREFIXES) + f"{rng.randrange(10**8):08d}"

"""Addresses, at a town that exists, on a street and in a house that need not."""

from dataclasses import dataclass
from itertools import count
from random import Random

from .places import Places

STREETS = (
    "人民路", "建设路", "解放路", "文明路", "新风路", "和平路", "东风路", "兴华路", "环城路", "长堤路", "书院路",
    "榕树巷", "木棉街", "祠堂街", "学前路", "市场街", "河堤路", "新村", "旧圩", "广场东路", "康乐街", "荔枝湾路",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Address:
    """A division, to the town where the table goes so far, and the whole address in words."""

    division: str
    text: str


class Addresses:
    """Draws addresses and numbers the households registered at them."""

    def __init__(self, *, places: Places, first_household: int) -> None:
        self._places = places
        self._households = count(first_household)

    def draw(self, *, county: str, rng: Random) -> Address:
        division = self._places.draw_town(county=county, rng=rng)
        house = f"{rng.choice(STREETS)}{rng.randint(1, 199)}号{rng.randint(1, 9)}0{rng.randint(1, 6)}房"
        return Address(division, self._places.full_name(division) + house)

    def next_household_number(self) -> str:
        """A running number of nine digits."""
        return str(next(self._households))

"""Finding somebody of a fitting age, fast: people kept by age, drawn at random within a span."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from random import Random
from typing import Generic, TypeVar

Item = TypeVar("Item")
TRIES = 12


class ByAge(Generic[Item]):
    """Items by an age, drawn with and without removal."""

    def __init__(self, items: Iterable[Item], age: Callable[[Item], int]) -> None:
        self._age = age
        self._items: dict[int, list[Item]] = defaultdict(list)
        for item in items:
            self.add(item)

    def add(self, item: Item) -> None:
        self._items[self._age(item)].append(item)

    def find(self, *, ages: range, fits: Callable[[Item], bool], rng: Random) -> Item | None:
        """Someone whose age is in `ages` and who `fits`; None after a dozen vain tries."""
        spot = self._spot(ages, fits, rng)
        return self._items[spot[0]][spot[1]] if spot else None

    def take(self, *, ages: range, fits: Callable[[Item], bool], rng: Random) -> Item | None:
        """As `find`, and the one found is no longer here."""
        spot = self._spot(ages, fits, rng)
        if spot is None:
            return None
        bucket = self._items[spot[0]]
        bucket[spot[1]], bucket[-1] = bucket[-1], bucket[spot[1]]
        return bucket.pop()

    def _spot(self, ages: range, fits: Callable[[Item], bool], rng: Random) -> tuple[int, int] | None:
        inhabited = [age for age in ages if self._items.get(age)]
        if not inhabited:
            return None
        for _ in range(TRIES):
            age = rng.choice(inhabited)
            place = rng.randrange(len(self._items[age]))
            if fits(self._items[age][place]):
                return age, place
        return None

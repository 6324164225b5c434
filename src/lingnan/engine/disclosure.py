"""Which counts of a table may be shown: small ones are withheld, and as many others as keep them from being worked out.

Primary and complementary suppression, as statistical offices practise it. Whoever reads the table knows which counts
add up to which; a withheld count that follows from those shown is no secret. That is decided by linear algebra.
"""

from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
# Arithmetic modulo a large prime tells what is determined as fractions would, and stays small.
_PRIME = 2**61 - 1


@dataclass(frozen=True, slots=True)
class Total(Generic[Key]):
    """A count that is the sum of others."""

    whole: Key
    parts: tuple[Key, ...]

    @property
    def keys(self) -> tuple[Key, ...]:
        """All counts of the equation."""
        return (self.whole, *self.parts)


def withheld(
    *, counts: Mapping[Key, int], totals: Sequence[Total[Key]], threshold: int, shown: Collection[Key] = ()
) -> frozenset[Key]:
    """The counts not to be shown: those from 1 to below `threshold`, and what would give one of them away.

    `shown` are known to the reader in any case. Nobody can work out a small count from what is left, unless she knows
    one of the counted herself. The smallest others are withheld first, zeros last.
    """
    small = {key for key, count in counts.items() if 0 < count < threshold and key not in shown}
    hidden = set(small)
    while small & (determined := _determined(hidden, totals)):
        alone = [total for total in totals if len(hidden.intersection(total.keys)) == 1]
        near = [total for total in totals if determined.intersection(total.keys)]
        choice = _cover(alone, hidden, counts, shown) or _cover(near, hidden, counts, shown)
        if choice is None:
            break
        hidden.add(choice)
    return frozenset(hidden)


def _cover(
    totals: Sequence[Total[Key]], hidden: Collection[Key], counts: Mapping[Key, int], shown: Collection[Key]
) -> Key | None:
    """The next count to withhold: of the first equation that has one to give, the smallest."""
    for total in totals:
        choices = [key for key in total.keys if key not in hidden and key not in shown]
        if choices:
            return min(choices, key=lambda key: (counts[key] == 0, counts[key]))
    return None


def _determined(hidden: set[Key], totals: Sequence[Total[Key]]) -> set[Key]:
    """The withheld counts that follow from the others: a row of the reduced equations that has one unknown alone."""
    reduced: dict[Key, dict[Key, int]] = {}
    for total in totals:
        row = {part: 1 for part in total.parts if part in hidden}
        if total.whole in hidden:
            row[total.whole] = _PRIME - 1
        for pivot in [each for each in row if each in reduced]:
            _eliminate(row, pivot, reduced[pivot])
        if row:
            _reduce(reduced, row)
    return {pivot for pivot, row in reduced.items() if len(row) == 1}


def _reduce(reduced: dict[Key, dict[Key, int]], row: dict[Key, int]) -> None:
    """Take a row in: scaled to its pivot, which every other row loses."""
    pivot = next(iter(row))
    inverse = pow(row[pivot], -1, _PRIME)
    scaled = {key: value * inverse % _PRIME for key, value in row.items()}
    for other in reduced.values():
        _eliminate(other, pivot, scaled)
    reduced[pivot] = scaled


def _eliminate(row: dict[Key, int], pivot: Key, by: Mapping[Key, int]) -> None:
    factor = row.get(pivot, 0)
    if not factor:
        return
    for key, value in by.items():
        left = (row.get(key, 0) - factor * value) % _PRIME
        if left:
            row[key] = left
        else:
            row.pop(key, None)

"""Small counts stay unknown: what is withheld can't be worked out from what is shown."""

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from lingnan.engine.disclosure import Total, withheld

Cell = tuple[int, int]


def table_of(rows: list[list[int]]) -> tuple[dict[Cell, int], list[Total[Cell]]]:
    """A table with its margins in row and column -1, and what adds up to what."""
    height, width = range(len(rows)), range(len(rows[0]))
    counts = {(row, column): rows[row][column] for row in height for column in width}
    counts |= {(row, -1): sum(rows[row]) for row in height}
    counts |= {(-1, column): sum(rows[row][column] for row in height) for column in width}
    counts[-1, -1] = sum(map(sum, rows))
    totals = [Total((row, -1), tuple((row, column) for column in width)) for row in (*height, -1)]
    totals += [Total((-1, column), tuple((row, column) for row in height)) for column in (*width, -1)]
    return counts, totals


def test_a_small_count_is_withheld_and_so_are_those_that_would_give_it_away() -> None:
    counts, totals = table_of([[3, 50, 60], [40, 20, 30], [70, 80, 90]])
    assert withheld(counts=counts, totals=totals, threshold=10) == {(0, 0), (0, 1), (1, 0), (1, 1)}


def test_nothing_small_withholds_nothing_and_zeros_are_shown() -> None:
    counts, totals = table_of([[0, 50], [40, 20]])
    assert withheld(counts=counts, totals=totals, threshold=10) == frozenset()


@settings(deadline=None, max_examples=60)
@given(st.integers(2, 4).flatmap(lambda width: st.lists(
    st.lists(st.integers(0, 40), min_size=width, max_size=width), min_size=2, max_size=4)))  # fmt: skip
def test_no_small_count_follows_from_the_others(rows: list[list[int]]) -> None:
    counts, totals = table_of(rows)
    hidden = withheld(counts=counts, totals=totals, threshold=10, shown=[(-1, -1)])
    small = {key for key, count in counts.items() if 0 < count < 10 and key != (-1, -1)}
    assert small <= hidden
    for key in small:
        assert _other_table(hidden, totals, key)


def _other_table(hidden: frozenset[Cell], totals: list[Total[Cell]], key: Cell) -> bool:
    """Whether the equations leave a count open: adding 'it is nought' to them takes a degree of freedom."""
    order = sorted(hidden)
    rows = [[Fraction((each in total.parts) - (each == total.whole)) for each in order] for total in totals]
    return _rank([*rows, [Fraction(each == key) for each in order]]) > _rank(rows)


def _rank(rows: list[list[Fraction]]) -> int:
    rows, rank = [list(row) for row in rows], 0
    for column in range(len(rows[0])):
        pivot = next((row for row in rows[rank:] if row[column]), None)
        if pivot is None:
            continue
        rows.remove(pivot)
        rows = [
            row if not row[column] else [a - b * row[column] / pivot[column] for a, b in zip(row, pivot, strict=True)]
            for row in rows
        ]
        rows.insert(rank, pivot)
        rank += 1
    return rank

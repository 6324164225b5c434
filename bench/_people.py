"""People who were born in Yuexiu, a thousand a day from 1961 on."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from lingnan.engine.elements import citizen_number

FIRST_BIRTH = date(1961, 1, 1)


def citizen_numbers(places: Iterable[int]) -> Iterator[str]:
    """The citizen number of each, by her place among all."""
    for place in places:
        birth = FIRST_BIRTH + timedelta(days=place // 1000)
        yield citizen_number.compose(division="440104", birth_date=birth, sequence=place % 1000)

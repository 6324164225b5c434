"""Kin who live apart, and what is handed down: surname and nation."""

from collections.abc import Iterable, Sequence
from random import Random

from .candidates import ByAge
from .drafts import Draft
from .families import YOUNGEST_PARENT, may_be_child
from .names import Names

HAS_PARENTS_HERE = 0.55
GROWN_UP = range(22, 72)
MOST_CHILDREN = 4
YOUNGEST_ELDER = 45
# Where people who are not Han mostly belong to, by the province of registration (GB/T 3304).
NATIONS = {
    "42": ("15",),
    "43": ("15", "06", "12", "13"),
    "45": ("08", "08", "08", "13"),
    "51": ("07", "15", "04"),
    "52": ("06", "09", "12", "03"),
    "53": ("07", "14", "08"),
}
OTHER_NATIONS = ("08", "13", "15", "06", "12", "11", "03", "14")
HAN = "01"
MOTHERS_SURNAME = 0.04
LONGEST_WAIT = 20_000


class Lineage:
    """Links grown-up children to parents who live elsewhere in the province, and hands names down."""

    def __init__(self, *, names: Names) -> None:
        self._names = names
        self._elders: ByAge[Draft] = ByAge((), lambda elder: elder.age)
        self._waiting = 0

    def link(self, *, people: Sequence[Draft], rng: Random) -> None:
        """Find parents for some of the grown-ups registered in the province, here or where we have been before."""
        for person in people:
            if _may_have_left_children(person) and self._waiting < LONGEST_WAIT:
                self._elders.add(person)
                self._waiting += 1
        for person in people:
            if _lacks_parents(person) and rng.random() < HAS_PARENTS_HERE:
                self._find_parents(person, rng)

    def _find_parents(self, person: Draft, rng: Random) -> None:
        elder = self._elders.find(
            ages=range(person.age + YOUNGEST_PARENT + 2, person.age + 38),
            fits=lambda elder: _is_plausible(person, elder),
            rng=rng,
        )
        if elder is not None:
            person.adopt_parent(elder)

    def name(self, *, people: Iterable[Draft], minority_share: float, rng: Random) -> None:
        """Fill `surname`, `name` and `nation`, the oldest first, so that parents have theirs to hand down."""
        for person in sorted(people, key=lambda person: person.birth_date):
            person.surname = self._surname(person, rng)
            given = self._names.draw_given(birth_year=person.birth_date.year, sex=person.sex, rng=rng)
            person.name = person.surname + given
            person.nation = _nation(person, minority_share, rng)

    def _surname(self, person: Draft, rng: Random) -> str:
        parents = [parent for parent in (person.father, person.mother) if parent and parent.surname]
        if parents:
            return parents[-1 if rng.random() < MOTHERS_SURNAME else 0].surname
        return self._names.draw_surname(rng)


def _may_have_left_children(person: Draft) -> bool:
    """One of each couple, the wife, stands for both."""
    represents = person.spouse is None or not person.is_man
    return represents and person.age >= YOUNGEST_ELDER and person.household_county.startswith("44")


def _lacks_parents(person: Draft) -> bool:
    return (
        person.age in GROWN_UP
        and person.father is None
        and person.mother is None
        and person.household_county.startswith("44")
    )


def _is_plausible(person: Draft, elder: Draft) -> bool:
    related = person.spouse is not None and elder in (person.spouse.mother, person.spouse.father)
    return not related and len(elder.children) < MOST_CHILDREN and may_be_child(person, elder)


def _nation(person: Draft, minority_share: float, rng: Random) -> str:
    parent = person.father or person.mother
    if parent is not None and parent.nation:
        return parent.nation
    if rng.random() >= minority_share:
        return HAN
    return rng.choice(NATIONS.get(person.household_county[:2], OTHER_NATIONS))

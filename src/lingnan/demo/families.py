"""Families: who lives with whom, and who is whose child.

The census gives each county its households, the people in them and those who live alone; the rest live in dormitories
and homes. Couples form first, by age; then as many dwellings as are due; then children, grandparents and others join.
Every parent is at least 18 years older than the child.
"""

from collections.abc import Iterable, Sequence
from functools import partial
from random import Random

from .candidates import ByAge
from .census import County
from .drafts import Draft, Dwelling

# Who marries among those neither alone nor in a dormitory, by a woman's age from the first column. Set so that the
# households come out at the census's number.
MARRIED_FROM = ((22, 0.35), (27, 0.8), (32, 0.95), (60, 0.92), (70, 0.8), (80, 0.5), (90, 0.2))
ALONE_WEIGHT_FROM = ((18, 1.0), (40, 0.6), (60, 0.8), (75, 1.4), (90, 0.5))
ALONE_BY_CHOICE = 0.89  # the rest of those alone are founders whom nobody joined
COLLECTIVE_WEIGHT_FROM = ((15, 1.0), (19, 2.0), (35, 0.8), (50, 0.2), (75, 0.05))
COLLECTIVE_SIZE = 6
YOUNGEST_PARENT = 18
CHILD_GAP = range(20, 39)
WIDE_CHILD_GAP = range(YOUNGEST_PARENT, 46)
MOST_CHILDREN = 3
ADULT = 18
ELDER = 55
LARGEST_DWELLING = 8


def form_dwellings(*, people: Sequence[Draft], county: County, rng: Random) -> list[Dwelling]:
    """Put every one of the people of a county under a roof, after the census's sizes."""
    collective, family = _split_collective(people, county, rng)
    dwellings_due = round(len(family) * county.households / county.household_people)
    alone_due = round(ALONE_BY_CHOICE * dwellings_due * county.one_person_households / county.households)
    alone, shared = split_by_weight(family, alone_due, ALONE_WEIGHT_FROM, rng)
    formed = _form_shared(shared, max(dwellings_due - len(alone), 1), rng) if shared else []
    return [*collective, *(Dwelling(members=[person]) for person in alone), *formed]


def _split_collective(people: Sequence[Draft], county: County, rng: Random) -> tuple[list[Dwelling], list[Draft]]:
    due = round(len(people) * (1 - county.household_people / county.people))
    chosen, rest = split_by_weight(people, due, COLLECTIVE_WEIGHT_FROM, rng)
    rooms = [chosen[start : start + COLLECTIVE_SIZE] for start in range(0, len(chosen), COLLECTIVE_SIZE)]
    return [Dwelling(members=room, is_collective=True) for room in rooms], rest


def split_by_weight(
    people: Sequence[Draft], due: int, weights: Sequence[tuple[int, float]], rng: Random
) -> tuple[list[Draft], list[Draft]]:
    """Draw up to `due` people, each by the weight of her age; the younger than the first age are never drawn."""
    # Efraimidis and Spirakis (2006): the highest u^(1/w) are a weighted sample without replacement.
    keys = [(rng.random() ** (1 / weight), place) for place, weight in _weighted(people, weights)]
    drawn = {place for _, place in sorted(keys, reverse=True)[:due]}
    chosen = [person for place, person in enumerate(people) if place in drawn]
    return chosen, [person for place, person in enumerate(people) if place not in drawn]


def _weighted(people: Sequence[Draft], weights: Sequence[tuple[int, float]]) -> Iterable[tuple[int, float]]:
    for place, person in enumerate(people):
        weight = by_age(weights, person.age)
        if weight:
            yield place, weight


def by_age(steps: Sequence[tuple[int, float]], age: int) -> float:
    """The value of the last step that `age` has reached; 0 before the first."""
    return next((value for start, value in reversed(steps) if age >= start), 0.0)


def _form_shared(people: Sequence[Draft], due: int, rng: Random) -> list[Dwelling]:
    couples, single = _marry(people, rng)
    cores, waiting = _choose_cores(couples, single, due, rng)
    dwellings = [Dwelling(members=list(core)) for core in cores]
    by_mother = ByAge(dwellings, _mothers_age)
    for group in sorted(waiting, key=lambda group: group[0].age):
        _join(group, by_mother, dwellings, rng)
    return dwellings


def _marry(people: Sequence[Draft], rng: Random) -> tuple[list[list[Draft]], list[Draft]]:
    men = ByAge((person for person in people if person.is_man), lambda man: man.age)
    couples = []
    for woman in sorted((p for p in people if not p.is_man), key=lambda _: rng.random()):
        if rng.random() < by_age(MARRIED_FROM, woman.age):
            ages = range(max(woman.age - 2, 22), woman.age + 8)
            man = men.take(ages=ages, fits=lambda _: True, rng=rng)
            if man is not None:
                man.marry(woman)
                couples.append([man, woman])
    return couples, [person for person in people if person.spouse is None]


def _choose_cores(
    couples: list[list[Draft]], single: list[Draft], due: int, rng: Random
) -> tuple[list[list[Draft]], list[list[Draft]]]:
    """The groups that found a dwelling of their own, and those who join one: couples of middle age found first."""
    adults = [[person] for person in single if person.age >= ADULT]
    minors = [[person] for person in sorted(single, key=lambda person: -person.age) if person.age < ADULT]
    founders = sorted([*couples, *adults], key=lambda group: _founding_rank(group, rng))
    if not founders:  # a handful of people may hold no adult
        return minors[:1], minors[1:]
    return founders[:due], [*founders[due:], *minors]


def _founding_rank(group: list[Draft], rng: Random) -> float:
    age = group[-1].age
    late = 0.6 if age >= 65 else 0.3 if age < 25 else 0.0
    return (len(group) == 1) * (0.9 if age >= 28 else 1.5) + late + rng.random()


def _mothers_age(dwelling: Dwelling) -> int:
    return dwelling.core[-1].age


def _join(group: list[Draft], by_mother: ByAge[Dwelling], dwellings: Sequence[Dwelling], rng: Random) -> None:
    """Let a person or a couple join a dwelling, as children or as parents if the ages fit, else as others."""
    move_in = _move_in_as_parents if group[0].age >= ELDER else _move_in_as_child
    home = move_in(group[0], by_mother, rng) or _roomiest(dwellings, rng)
    home.members.extend(group)


def _move_in_as_child(person: Draft, by_mother: ByAge[Dwelling], rng: Random) -> Dwelling | None:
    for gaps, most in ((CHILD_GAP, MOST_CHILDREN), (WIDE_CHILD_GAP, MOST_CHILDREN + 1)):
        ages = range(person.age + gaps.start, person.age + gaps.stop)
        home = by_mother.find(ages=ages, fits=partial(_takes_child, person, most), rng=rng)
        if home is not None:
            person.adopt_parent(home.core[-1])
            return home
    return None


def _takes_child(person: Draft, most: int, dwelling: Dwelling) -> bool:
    mother = dwelling.core[-1]
    old_enough = all(parent.age >= person.age + YOUNGEST_PARENT for parent in dwelling.core)
    return old_enough and len(mother.children) < most and len(dwelling.members) < LARGEST_DWELLING


def _move_in_as_parents(elder: Draft, by_mother: ByAge[Dwelling], rng: Random) -> Dwelling | None:
    home = by_mother.find(
        ages=range(max(elder.age - 42, YOUNGEST_PARENT), elder.age - 17),
        fits=lambda dwelling: _child_for(elder, dwelling) is not None,
        rng=rng,
    )
    child = _child_for(elder, home) if home else None
    if child is not None:
        child.adopt_parent(elder)
    return home


def _child_for(elder: Draft, dwelling: Dwelling) -> Draft | None:
    """The one of the core (sons before daughters) who may be the child of `elder`, and of the elder's spouse."""
    if len(dwelling.members) >= LARGEST_DWELLING:
        return None
    return next((person for person in dwelling.core if may_be_child(person, elder)), None)


def may_be_child(person: Draft, elder: Draft) -> bool:
    """True if ages allow it and the places of the parents are free."""
    parents = [parent for parent in (elder, elder.spouse) if parent is not None]
    free = not any(person.has_parent_like(parent) for parent in parents)
    return free and all(parent.age - person.age in WIDE_CHILD_GAP for parent in parents)


def _roomiest(dwellings: Sequence[Dwelling], rng: Random) -> Dwelling:
    return min(rng.choices(dwellings, k=12), key=lambda dwelling: len(dwelling.members))

"""Kinship as the registers hold it: every pair both ways."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from lingnan.rooms.identity.types import Relation

from .drafts import Draft
from .types import DemoKinship


class Kinfolk:
    """Tells kin, and holds back what concerns somebody whose dwelling is still to come."""

    def __init__(self) -> None:
        self._present: set[str] = set()
        self._awaited: dict[str, list[DemoKinship]] = defaultdict(list)

    def tell(self, members: Sequence[Draft]) -> Iterator[DemoKinship]:
        """The kin of a dwelling's members among them and those of earlier dwellings, both ways, each pair once."""
        numbers = [person.id_number for person in members]
        self._present.update(numbers)
        for kin in _list_kinships(members):
            absent = next((number for number in (kin.person, kin.relative) if number not in self._present), None)
            if absent is None:
                yield kin
            else:
                self._awaited[absent].append(kin)
        for number in numbers:
            yield from self._awaited.pop(number, ())


def _list_kinships(members: Sequence[Draft]) -> Iterator[DemoKinship]:
    """The kin of a dwelling's members through marriage and upward, and siblings.

    Marriages and births are registered wherever people live, so spouses, parents and children are told everywhere;
    grandparents and siblings stand in the register of a household only, so they are told where they live together.
    """
    for place, person in enumerate(members):
        if person.is_man and person.spouse is not None:
            yield from _both_ways(person, person.spouse, "spouse", "spouse")
        for parent in _parents(person):
            yield from _both_ways(person, parent, _parent_word(parent), _child_word(person))
        for elder in _grandparents(person):
            if elder in members:
                yield from _both_ways(person, elder, "grandparent", "grandchild")
        for other in members[:place]:
            if _are_siblings(person, other):
                yield from _both_ways(person, other, "sibling", "sibling")


def _both_ways(person: Draft, relative: Draft, is_to: Relation, back: Relation) -> Iterator[DemoKinship]:
    yield DemoKinship(person=person.id_number, relative=relative.id_number, relation=is_to)
    yield DemoKinship(person=relative.id_number, relative=person.id_number, relation=back)


def _parents(person: Draft) -> list[Draft]:
    return [parent for parent in (person.father, person.mother) if parent is not None]


def _grandparents(person: Draft) -> list[Draft]:
    return [elder for parent in _parents(person) for elder in _parents(parent)]


def _are_siblings(one: Draft, other: Draft) -> bool:
    return any(parent in _parents(other) for parent in _parents(one))


def _parent_word(parent: Draft) -> Relation:
    return "father" if parent.is_man else "mother"


def _child_word(child: Draft) -> Relation:
    return "son" if child.is_man else "daughter"

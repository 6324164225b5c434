"""The people in one's care: those who let one act for them, and what each is to one."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext

from lingnan.kernel.actors import Actor
from lingnan.portal.values import with_note
from lingnan.rooms.identity import api as identity
from lingnan.rooms.identity.types import Delegation, Person, Relation


@dataclass(frozen=True, slots=True, kw_only=True)
class Principal:
    """Someone who agreed that one acts for her, or one's child; `relation` in words, `mandates` those that run now."""

    person: Person
    relation: str
    mandates: tuple[Delegation, ...]

    @property
    def name(self) -> str:
        """Her masked name, and what she is to one."""
        return with_note(self.person.masked_name, self.relation)

    @property
    def services(self) -> tuple[str, ...]:
        """What one may do for her, by code, each once."""
        return tuple(dict.fromkeys(service for mandate in self.mandates for service in mandate.services))

    @property
    def ends_at(self) -> datetime:
        """When the last of the mandates ends."""
        return max(mandate.ends_at for mandate in self.mandates)


def list_principals(*, by: Actor, at: datetime) -> list[Principal]:
    """Everyone the actor may act for now, herself not counted; the latest mandate first."""
    running: dict[int, list[Delegation]] = {}
    for mandate in identity.list_delegations(person_key=own_key(by)):
        if mandate.delegate.key == by.person_key and mandate.is_active(at=at):
            running.setdefault(mandate.principal.key, []).append(mandate)
    relations = relations_of(by) if running else {}
    return [
        Principal(
            person=mandates[0].principal,
            relation=relations.get(key) or (gettext("委托人") if mandates[0].ground == "grant" else gettext("子女")),
            mandates=tuple(mandates),
        )
        for key, mandates in running.items()
    ]


def relations_of(by: Actor) -> dict[int, str]:
    """What each relative is to the actor, in a word, by the relative's key."""
    return {kin.person.key: relation_word(kin.relation) for kin in identity.list_kin(person_key=own_key(by))}


def relation_word(relation: Relation) -> str:
    """父亲, 女儿 … as the language says it."""
    return {
        "spouse": gettext("配偶"),
        "father": gettext("父亲"),
        "mother": gettext("母亲"),
        "son": gettext("儿子"),
        "daughter": gettext("女儿"),
        "grandparent": gettext("祖辈"),
        "grandchild": gettext("孙辈"),
        "sibling": gettext("兄弟姐妹"),
    }[relation]


def own_key(by: Actor) -> int:
    """The key of a resident at her own page; `for_residents` lets no one else in."""
    if by.person_key is None:
        raise TypeError(f"{by.ref} is not a person")
    return by.person_key

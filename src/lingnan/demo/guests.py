"""Guests: people whose documents are no resident's card. In no register, and with a health code like anyone."""

from dataclasses import dataclass
from typing import Literal

from lingnan.rooms.identity.types import NewPerson

GuestPart = Literal["from-hong-kong", "from-macau", "from-taiwan", "from-abroad"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Guest:
    """Somebody invented, by the kind of document (GA/T 517) and its number."""

    part: GuestPart
    name: str
    id_kind: str
    id_number: str

    def registered(self) -> NewPerson:
        return NewPerson(id_number=self.id_number, id_kind=self.id_kind, name=self.name)


GUESTS = (
    Guest(part="from-hong-kong", name="黄家俊", id_kind="516", id_number="H99000001"),
    Guest(part="from-macau", name="何嘉欣", id_kind="516", id_number="M99000002"),
    Guest(part="from-taiwan", name="林怡君", id_kind="511", id_number="99000003"),
    Guest(part="from-abroad", name="Anna Schmidt", id_kind="414", id_number="X99000004"),
)

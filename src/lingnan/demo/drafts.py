"""People in the making: the generator fills them in, step by step, before they are handed over for good."""

from dataclasses import dataclass, field
from datetime import date


@dataclass(slots=True, eq=False)
class Draft:
    """One person in the making. The order of the fields is the order in which the steps fill them."""

    age: int
    sex: str
    birth_date: date
    spouse: "Draft | None" = None
    father: "Draft | None" = None
    mother: "Draft | None" = None
    children: "list[Draft]" = field(default_factory=list)
    household_county: str = ""
    birth_place: str = ""
    surname: str = ""
    name: str = ""
    nation: str = ""
    id_number: str = ""

    @property
    def is_man(self) -> bool:
        return self.sex == "1"

    def marry(self, other: "Draft") -> None:
        self.spouse, other.spouse = other, self

    def has_parent_like(self, elder: "Draft") -> bool:
        """True if the place of father or mother that `elder` would take is filled."""
        return (self.father if elder.is_man else self.mother) is not None

    def adopt_parent(self, elder: "Draft") -> None:
        """Make `elder` the father or mother, and her spouse the other parent."""
        for parent in filter(None, (elder, elder.spouse)):
            if not self.has_parent_like(parent):
                if parent.is_man:
                    self.father = parent
                else:
                    self.mother = parent
                parent.children.append(self)


@dataclass(slots=True, eq=False)
class Dwelling:
    """People under one roof: first the couple, or the one person, whom the others joined."""

    members: list[Draft]
    is_collective: bool = False

    @property
    def head(self) -> Draft:
        return self.members[0]

    @property
    def core(self) -> list[Draft]:
        """The head, with the spouse who lives there too."""
        spouse = self.head.spouse
        return [self.head, spouse] if spouse is not None and spouse in self.members else [self.head]

"""Kinds of electronic licence (GB/T 36903, GB/T 36904)."""

from typing import Annotated, Literal

from pydantic import Field

from .declared import Declaration, Slug, Texts, in_locale
from .services import Basis, Source


class LicenceField(Declaration):
    """A field on the face of a licence."""

    element: str
    label: Texts


class PublicField(Declaration):
    """What a verifier sees, and whether masked."""

    element: str
    masked: bool = False


class Validity(Declaration):
    """How long a licence runs, and what ends it before its time.

    `days` counts the first day. One that is `repeated` is issued again while an earlier one is still valid, as what it
    certifies happened again.
    """

    kind: Literal["long-term", "years", "days"]
    years: int | None = None
    days: int | None = None
    repeated: bool = False
    ends: tuple[Literal["death"], ...] = ()


class Layout(Declaration):
    """Hints for the face of a licence."""

    tone: Literal["banyan", "kapok", "ink"]
    front: tuple[str, ...]
    back: tuple[str, ...] = ()


class LicenceKind(Declaration):
    """A kind of electronic licence; `type_code` after GB/T 36904 (definer's credit code and three digits).

    `delegated` are mandates, besides those of the services that grant it, by which another may see and show it.
    """

    id: Slug
    type_code: Annotated[str, Field(min_length=21, max_length=21)]
    issuer: str
    subject: Literal["person"]
    title: Texts
    fields: tuple[LicenceField, ...]
    validity: Validity
    layout: Layout
    public_fields: tuple[PublicField, ...]
    delegated: tuple[str, ...] = ()
    basis: tuple[Basis, ...]
    sources: tuple[Source, ...] = ()

    def title_in(self, locale: str) -> str:
        return str(in_locale(self.title, locale))

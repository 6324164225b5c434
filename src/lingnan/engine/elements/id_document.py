"""Numbers of identity documents of every kind: citizens', of people from Hong Kong, Macau, Taiwan, and abroad."""

from __future__ import annotations

import re
from collections.abc import Container
from datetime import date

from lingnan.engine.elements import citizen_number
from lingnan.engine.elements.divisions import DivisionTable
from lingnan.engine.elements.finding import Accepted, Finding, problem
from lingnan.engine.elements.folding import fold_identifier
from lingnan.engine.elements.travel_document import (
    check_foreigner_card,
    check_home_return_permit,
    check_passport,
    check_taiwan_permit,
)

CITIZEN_CARD, RESIDENCE_PERMIT, FOREIGNER_CARD = "111", "154", "553"

# The kinds (GA/T 517) to which an 18-character number may belong, by whose number it is. A register that keeps no
# kinds files all of them as identity cards.
_EIGHTEEN = {
    "citizen": (CITIZEN_CARD,),
    "hong_kong_resident": (RESIDENCE_PERMIT, CITIZEN_CARD),
    "macau_resident": (RESIDENCE_PERMIT, CITIZEN_CARD),
    "taiwan_resident": (RESIDENCE_PERMIT, CITIZEN_CARD),
    "foreign_permanent_resident": (FOREIGNER_CARD, CITIZEN_CARD),
}
_LIKE_A_CARD = (CITIZEN_CARD, RESIDENCE_PERMIT)
_BY_FORM = {
    "516": check_home_return_permit,
    "511": check_taiwan_permit,
    FOREIGNER_CARD: check_foreigner_card,
    "414": check_passport,
}
# No other document has so many digits, so whatever has them is meant for an identity card.
_MEANT_FOR_A_CARD = re.compile(r"[0-9]{12,}[0-9X]?")


def check(text: str, *, today: date, divisions: DivisionTable, countries: Container[str]) -> Finding:
    """The normal number; the part `kinds` names, with commas, each kind of document that writes its numbers so."""
    written = fold_identifier(text)
    found: Finding = citizen_number.check(text, today=today, divisions=divisions, countries=countries)
    if isinstance(found, Accepted):
        return Accepted(found.value, {"kinds": ",".join(_EIGHTEEN[str(found.parts["kind"])])})
    if _MEANT_FOR_A_CARD.fullmatch(written):
        return found
    return _by_form(written)


def check_of_kind(text: str, *, kind: str) -> Finding | None:
    """The number of a document of this kind; None where it is written like an identity card's, in 18 characters."""
    written = fold_identifier(text)
    if kind in _LIKE_A_CARD or (kind == FOREIGNER_CARD and written.isdigit()):
        return None
    if kind not in _BY_FORM:
        return problem("code.unknown", written=kind)
    return _BY_FORM[kind](written)


def _by_form(written: str) -> Finding:
    """All kinds that have the form agree on the normal number: where one shortens it, no other takes the long one."""
    fits = [(kind, found.value) for kind, check in _BY_FORM.items() if isinstance(found := check(written), Accepted)]
    if not fits:
        return problem("id_document.form")
    return Accepted(fits[0][1], {"kinds": ",".join(kind for kind, _ in fits)})

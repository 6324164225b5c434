"""Descriptions: a case, a licence, with every word that a template needs, so that templates only lay out."""

from datetime import date

from lingnan.engine.elements.masking import MaskStyle
from lingnan.rooms.cases.types import Case
from lingnan.rooms.catalogue import api as catalogue
from lingnan.rooms.catalogue.types import in_locale
from lingnan.rooms.licences.types import Licence

from .templatetags.portal import page_language
from .values import write_value
from .wording import (
    appeal_words,
    department_name,
    licence_title,
    licence_words,
    outcome_words,
    reason_words,
    service_text,
    status_words,
)

NAME, PHOTO = "person.name", "person.photo"


def described_case(found: Case) -> dict[str, object]:
    """A case with its service's words, in the version that it was filed under."""
    service = catalogue.get_service(code=found.service, version=found.version)
    tone, word = status_words(found.status)
    reason = reason_words(service=service, case=found)
    return {
        "case": found,
        "service": service,
        "text": service_text(service),
        "department": department_name(service.declaration.department),
        "outcome": outcome_words(service=service, case=found),
        "reason": reason,
        "reasons": [reason.sentence] if reason else [],
        "appeal": appeal_words(service=service, deadline=found.appeal_deadline),
        "tone": tone,
        "word": word,
    }


def _on_its_face(element: str, value: object) -> str:
    """Starred as elsewhere, but not hidden whole: a certificate of a test says when the sample was taken."""
    is_hidden = catalogue.dictionary()[element].mask_style is MaskStyle.WHOLE
    return write_value(element=element, value=value, masked=not is_hidden)


def described_licence(found: Licence, *, today: date) -> dict[str, object]:
    """A licence with its kind, its issuer and the fields on its face; the photograph and the name stand apart."""
    kind = catalogue.get_licence_kind(code=found.kind)
    state, word = licence_words(licence=found, today=today)
    return {
        "licence": found,
        "kind": kind,
        "title": licence_title(found.kind),
        "issuer": department_name(kind.issuer),
        "holder": write_value(element=NAME, value=found.fields.get(NAME)),
        "holder_masked": catalogue.dictionary()[NAME].mask(str(found.fields.get(NAME) or "")),
        "fields": [
            (str(in_locale(each.label, page_language())), _on_its_face(each.element, value))
            for each in kind.fields
            if each.element not in (NAME, PHOTO) and (value := found.fields.get(each.element)) is not None
        ],
        "state": state,
        "word": word,
    }

"""One change as its hearers need it: from which colour, whether it still holds, and what its codes mean in words."""

from functools import lru_cache
from uuid import UUID

from lingnan.kernel.errors import NotFound
from lingnan.rooms.catalogue import api as catalogue

from . import models
from .colours import BOOK
from .rules import read_texts
from .types import CallText, ClassText, Locale, Step, Texts


def get_step(*, receipt: UUID) -> Step:
    """The change that a receipt is about, beside the one before it. Raises NotFound. Tells nothing of the evidence."""
    change = models.ColourChange.objects.filter(uuid=receipt).first()
    if change is None:
        raise NotFound()
    own = models.ColourChange.objects.filter(subject_key=change.subject_key)
    before = own.filter(id__lt=change.id).order_by("-id").values_list("colour", flat=True).first()
    return Step(
        colour=change.colour,
        before=before,
        is_standing=models.StandingColour.objects.filter(subject_key=change.subject_key, change=change).exists(),
    )


def describe(*, class_code: str, way_out: str, locale: Locale) -> tuple[str, str]:
    """The name of a class and the sentence of a way out, as published; empty for codes that are no longer used."""
    texts = _texts(catalogue.get_rule_files(code=BOOK).number, locale)
    known = texts.classes.get(class_code)
    return known.name if known else "", texts.ways_out.get(way_out, "")


def words_of(*, class_code: str, way_out: str, locale: Locale) -> tuple[ClassText, str]:
    """A class by its name and reason, which has places for facts (`{contact_until}`), and the way out in a sentence."""
    texts = _texts(catalogue.get_rule_files(code=BOOK).number, locale)
    return texts.classes[class_code], texts.ways_out[way_out]


def get_call_text(*, calling: str, locale: Locale) -> CallText:
    """What whoever calls says and asks, as published: `community` or `police`. Raises NotFound for any other."""
    texts = _texts(catalogue.get_rule_files(code=BOOK).number, locale)
    if calling not in texts.calls:
        raise NotFound()
    return texts.calls[calling]


@lru_cache(maxsize=6)
def _texts(number: int, locale: Locale) -> Texts:
    """Without the rest of the book, which takes a second to read: a page asks."""
    return read_texts(catalogue.get_rule_files(code=BOOK, version=number).files, locale)

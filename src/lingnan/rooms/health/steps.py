"""A change as its hearers need it: from which colour, whether it still holds, and what its codes mean in words."""

from collections.abc import Sequence
from functools import lru_cache

from django.db.models import CharField, OuterRef, Subquery
from django.db.models.functions import Cast

from lingnan.kernel.errors import NotFound
from lingnan.rooms.catalogue import api as catalogue

from . import models
from .colours import BOOK
from .rules import read_texts
from .types import CallText, ClassText, Locale, Step, Texts

NO_SCRIPT = CallText(say=(), ask=())
# Written by the database: to write a thousand takes Python longer than to read them.
RECEIPT = Cast("uuid", CharField())
TOLD = ("subject_key", "colour", "class_code", "way_out", "division")


def list_steps(*, changes: Sequence[int]) -> list[Step]:
    """Changes by their ids, each beside the one before it, in order; those destroyed are left out.

    Tells nothing of the evidence.
    """
    own = models.ColourChange.objects.filter(subject_key=OuterRef("subject_key"))
    before = own.filter(id__lt=OuterRef("id")).order_by("-id").values("colour")[:1]
    rows = models.ColourChange.objects.filter(id__among=set(changes)).order_by("id")
    return [Step(*told) for told in rows.values_list(RECEIPT, *TOLD, Subquery(before))]


def list_overtaken(*, changes: Sequence[int], subject_keys: Sequence[int]) -> frozenset[str]:
    """Of changes of these people, by their ids, the receipts of those by which nobody stands any more."""
    rows = models.StandingColour.objects.filter(subject_key__among=set(subject_keys))
    stands = set(rows.values_list("change_id", flat=True))
    if not (overtaken := {change for change in changes if change not in stands}):
        return frozenset()
    return frozenset(models.ColourChange.objects.filter(id__among=overtaken).values_list(RECEIPT, flat=True))


def describe(*, class_code: str, way_out: str, locale: Locale) -> tuple[str, str]:
    """The name of a class and the sentence of a way out, as published; empty for codes that are no longer used."""
    texts = _texts(catalogue.get_rule_files(code=BOOK).number, locale)
    known = texts.classes.get(class_code)
    return known.name if known else "", texts.ways_out.get(way_out, "")


def words_of(*, class_code: str, way_out: str, locale: Locale) -> tuple[ClassText, str]:
    """A class by its name and reason, which has places for facts (`{contact_until}`), and the way out in a sentence."""
    texts = _texts(catalogue.get_rule_files(code=BOOK).number, locale)
    return texts.classes[class_code], texts.ways_out[way_out]


def get_call_text(*, calling: str, class_code: str, locale: Locale) -> CallText:
    """What whoever calls says and asks, as published: `community` or `police`. Raises NotFound for any other.

    After who is calling comes what happened, and its questions come before the general ones; a class of a book that
    has none for it has the general ones alone.
    """
    texts = _texts(catalogue.get_rule_files(code=BOOK).number, locale)
    if calling not in texts.calls:
        raise NotFound()
    general, own = texts.calls[calling], texts.calls_by_class.get(class_code, NO_SCRIPT)
    return CallText(say=(*general.say[:1], *own.say, *general.say[1:]), ask=(*own.ask, *general.ask))


@lru_cache(maxsize=6)
def _texts(number: int, locale: Locale) -> Texts:
    """Without the rest of the book, which takes a second to read: a page asks."""
    return read_texts(catalogue.get_rule_files(code=BOOK, version=number).files, locale)

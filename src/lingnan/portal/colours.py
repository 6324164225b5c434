"""Words of the health code's colours for a page, in the reader's language, from the published rule book."""

from django.utils.translation import get_language

from lingnan.rooms.catalogue.types import in_locale
from lingnan.rooms.health import api as health
from lingnan.rooms.health.types import Texts


def class_name(code: str) -> str:
    """What a class of a colour is called."""
    return _texts().classes[code].name


def way_out_words(code: str) -> str:
    """How the colour comes back to green, in a sentence."""
    return _texts().ways_out[code]


def _texts() -> Texts:
    texts: Texts = in_locale(health.published_texts(), get_language() or "")
    return texts

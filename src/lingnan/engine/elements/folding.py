"""Folding of what people type: full-width digits, stray spaces and dashes, invisible characters."""

from __future__ import annotations

import re
import unicodedata

# Zero-width characters and direction marks arrive with text pasted from chat programs and web pages.
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u00ad"))
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−﹣－ー"), "-")
_SEPARATORS = re.compile(r"[\s\-_]+")
_SPACES = re.compile(r"\s+")


def fold_width(text: str) -> str:
    """Half-width letters and digits, plain dashes, no invisible characters, no space at either end."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text.translate(_INVISIBLE).translate(_DASHES))
    return text.strip()


def fold_identifier(text: str) -> str:
    """An identifier in capitals without the spaces and dashes by which people group its characters."""
    return _SEPARATORS.sub("", fold_width(text)).upper()


def fold_text(text: str) -> str:
    """Running text: inner spaces collapsed; Chinese punctuation keeps its full width."""
    return _SPACES.sub(" ", text.translate(_INVISIBLE)).strip()

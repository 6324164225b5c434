"""What all declarations of content have in common: immutable, strict, with texts by locale."""

from collections.abc import Mapping
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Locale = Literal["zh-Hans", "zh-Hant", "en"]
LOCALES: tuple[Locale, ...] = ("zh-Hans", "zh-Hant", "en")
Slug = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
Texts = Mapping[Locale, str]
_BY_LANGUAGE: Mapping[str, Locale] = {"zh-hant": "zh-Hant", "en": "en"}


def locale_of(language: str) -> Locale:
    """The locale of a language code as Django writes it (`zh-hant`); zh-Hans for any other."""
    return _BY_LANGUAGE.get(language.lower(), "zh-Hans")


def in_locale(texts: Mapping[Locale, Any], locale: str) -> Any:
    """The entry for a language code as Django writes it, else the zh-Hans one."""
    return texts[locale_of(locale)]


class Declaration(BaseModel):
    """Base of every declared thing: immutable, and an unknown key is an error, so a typing slip is never silent."""

    model_config = ConfigDict(frozen=True, extra="forbid", ignored_types=(cached_property,))

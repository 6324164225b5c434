"""Search of services in Chinese: by words, by pinyin and by initials; forgiving of script (繁) and case."""

from dataclasses import dataclass
from functools import lru_cache

from opencc import OpenCC
from pypinyin import Style, lazy_pinyin

from .shelf import list_services
from .types import LOCALES, Service

TITLE_WEIGHT, KEYWORD_WEIGHT, TEXT_WEIGHT = 8, 4, 1
_simplify = OpenCC("t2s").convert


@dataclass(frozen=True, slots=True)
class _Indexed:
    """A service's words, folded, each with its weight; and the spellings of its title and keywords."""

    words: tuple[tuple[str, int], ...]
    spellings: tuple[tuple[str, int], ...]


def search_services(*, text: str) -> list[Service]:
    """The services that fit what was typed, best first; all of them for an empty text."""
    wanted = _fold(text)
    ranked = [(_score(_index(service.code, service.version), wanted), service) for service in list_services()]
    return [service for score, service in sorted(ranked, key=lambda pair: -pair[0]) if score > 0 or not wanted]


def _score(indexed: _Indexed, wanted: str) -> int:
    by_word = max((weight * _closeness(word, wanted) for word, weight in indexed.words), default=0)
    if by_word or not wanted.isascii():
        return by_word
    return max((weight * _closeness(spelling, wanted) for spelling, weight in indexed.spellings), default=0)


def _closeness(word: str, wanted: str) -> int:
    """How well a word of the service fits what was typed: the same, its beginning, a part of it, or held in it."""
    if word == wanted:
        return 4
    if word.startswith(wanted):
        return 3
    if wanted in word:
        return 2
    return 1 if len(word) > 1 and word in wanted else 0


@lru_cache(maxsize=2048)
def _index(code: str, version: int) -> _Indexed:
    service = next(each for each in list_services() if (each.code, each.version) == (code, version))
    words = [
        (_fold(word), weight) for locale in LOCALES for texts, weight in _weighted(service, locale) for word in texts
    ]
    chinese = [(word, weight) for texts, weight in _weighted(service, "zh-Hans")[:2] for word in texts]
    spellings = [(spelling, weight) for word, weight in chinese for spelling in _spellings(word)]
    return _Indexed(tuple(dict.fromkeys(words)), tuple(dict.fromkeys(spellings)))


def _weighted(service: Service, locale: str) -> list[tuple[tuple[str, ...], int]]:
    text = service.text(locale)
    return [
        ((text.title,), TITLE_WEIGHT),
        (text.keywords, KEYWORD_WEIGHT),
        ((text.summary, text.for_whom), TEXT_WEIGHT),
    ]


def _spellings(word: str) -> tuple[str, str]:
    return "".join(lazy_pinyin(word)), "".join(lazy_pinyin(word, style=Style.FIRST_LETTER))


def _fold(text: str) -> str:
    return "".join(_simplify(text).casefold().split())

"""Every problem that can be found has words in three locales, and all words are used."""

import re
from pathlib import Path

import pytest

from lingnan.engine import elements
from lingnan.engine.elements.wording import LOCALES, WORDING

SOURCES = [path for path in Path(elements.__file__).parent.glob("*.py") if path.name != "wording.py"]
RAISED = {
    code for path in SOURCES for code in re.findall(r'problem\(\s*"([a-z_.]+)"', path.read_text(encoding="utf-8"))
}


def test_codes_and_words_match() -> None:
    assert set(WORDING) == RAISED


@pytest.mark.parametrize("code", sorted(WORDING))
def test_words_are_kind_and_complete(code: str) -> None:
    words = WORDING[code]
    assert set(words) == set(LOCALES)
    placeholders = {locale: set(re.findall(r"{(\w+)}", text)) for locale, text in words.items()}
    assert placeholders["zh-Hans"] == placeholders["zh-Hant"]
    for phrase in ("有误", "错误", "非法", "invalid input", "illegal"):
        assert phrase not in " ".join(words.values()).lower()

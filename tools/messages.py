"""The pages' catalogues: `python -m tools.messages` writes them anew, `--check` says what is missing or left over.

English is written by people: a sentence keeps its translation, a new one waits with none, one said no more goes.
zh-Hant is derived each time, by OpenCC and then the reviewed wordings of Hong Kong and Macau; that table is where a
reviewer writes, never the catalogue.
"""

import csv
import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from opencc import OpenCC

from tools import catalogues
from tools.sentences import SOURCE, Sentence, find_all

LOCALES = SOURCE / "locale"
REVIEWED = LOCALES / "zh_Hant" / "reviewed.csv"
ENGLISH, TRADITIONAL = "en", "zh_Hant"
PLURAL_FORMS = {ENGLISH: "nplurals=2; plural=(n != 1);", TRADITIONAL: "nplurals=1; plural=0;"}
FORMS = {ENGLISH: 2, TRADITIONAL: 1}


def path_of(locale: str) -> Path:
    return LOCALES / locale / "LC_MESSAGES" / "django.po"


def read(locale: str) -> dict[str, str]:
    """The finished translations by `Sentence.key`, plural forms parted by NUL."""
    messages = catalogues.parse(path_of(locale).read_text(encoding="utf-8"))
    return {key: translated for key, translated in messages.items() if key}


def read_reviewed(path: Path = REVIEWED) -> list[tuple[str, str]]:
    """What OpenCC leaves and what is printed instead, the longest first: a phrase goes before its characters."""
    with path.open(encoding="utf-8", newline="") as rows:
        pairs = [(row["source"], row["wording"]) for row in csv.DictReader(rows)]
    return sorted(pairs, key=lambda pair: -len(pair[0]))


def derive(sentences: Iterable[Sentence], reviewed: Sequence[tuple[str, str]]) -> dict[str, str]:
    """zh-Hant by `Sentence.key`."""
    convert = OpenCC("s2hk").convert
    return {sentence.key: _review(convert(sentence.text), reviewed) for sentence in sentences}


def _review(text: str, reviewed: Sequence[tuple[str, str]]) -> str:
    for source, wording in reviewed:
        text = text.replace(source, wording)
    return text


def render(locale: str, places: Mapping[Sentence, Sequence[str]], translations: Mapping[str, str]) -> str:
    """A catalogue as gettext's tools read it, one line a text."""
    header = f"Language: {locale}\nContent-Type: text/plain; charset=UTF-8\nPlural-Forms: {PLURAL_FORMS[locale]}\n"
    blocks = [f'msgid ""\nmsgstr {_quoted(header)}']
    for sentence, files in places.items():
        forms = translations.get(sentence.key, catalogues.PLURAL * (FORMS[locale] - 1)).split(catalogues.PLURAL)
        blocks.append("\n".join(_list_lines(sentence, files, forms)))
    return "\n\n".join(blocks) + "\n"


def _list_lines(sentence: Sentence, files: Sequence[str], forms: Sequence[str]) -> Iterator[str]:
    yield f"#: {' '.join(files)}"
    if "%" in sentence.text:
        yield "#, python-format"
    if sentence.context:
        yield f"msgctxt {_quoted(sentence.context)}"
    yield f"msgid {_quoted(sentence.text)}"
    if sentence.plural:
        yield f"msgid_plural {_quoted(sentence.plural)}"
        yield from (f"msgstr[{number}] {_quoted(form)}" for number, form in enumerate(forms))
    else:
        yield f"msgstr {_quoted(forms[0])}"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def update() -> None:
    """Write both catalogues for what is said now."""
    places = find_all()
    path_of(ENGLISH).write_text(render(ENGLISH, places, read(ENGLISH)), encoding="utf-8")
    derived = derive(places, read_reviewed())
    path_of(TRADITIONAL).write_text(render(TRADITIONAL, places, derived), encoding="utf-8")


def list_problems() -> list[str]:
    """What is not translated, left over, or not as derived; a line each."""
    said = {sentence.key: sentence for sentence in find_all()}
    english, traditional = read(ENGLISH), read(TRADITIONAL)
    derived = derive(said.values(), read_reviewed())
    return [
        *(f"{ENGLISH}: not translated: {said[key].text}" for key in said.keys() - english.keys()),
        *(f"{ENGLISH}: left over: {key}" for key in english.keys() - said.keys()),
        *(f"{TRADITIONAL}: not as derived: {text}" for text, _ in sorted(derived.items() ^ traditional.items())),
    ]


def main(arguments: Sequence[str]) -> int:
    """0 if nothing is missing, left over or, with `--check`, not as it would be written."""
    if "--check" not in arguments:
        update()
    problems = list_problems()
    print("\n".join(problems) or "Every sentence is translated.", file=sys.stderr if problems else sys.stdout)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

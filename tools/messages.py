"""The pages' catalogues: `python -m tools.messages` writes them anew, `--check` says what is missing or left over.

English is written by people: a sentence keeps its translation, a new one waits with none, one said no more goes.
zh-Hant is derived each time, by OpenCC and then the reviewed wordings of Hong Kong and Macau, which is where a reviewer
writes, never the catalogue. zh-Hans is the sentences themselves: its catalogue holds only what libraries say on our
pages (sign-in, passwords), in our words.
"""

import csv
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from opencc import OpenCC

from tools import catalogues
from tools.sentences import SOURCE, Sentence, find_all

LOCALES = SOURCE / "locale"
BORROWED = LOCALES / "borrowed.csv"
REVIEWED = LOCALES / "zh_Hant" / "reviewed.csv"
PLURALS = {"en": "nplurals=2; plural=(n != 1);", "zh_Hans": "nplurals=1; plural=0;", "zh_Hant": "nplurals=1; plural=0;"}
FORMS = {"en": 2, "zh_Hans": 1, "zh_Hant": 1}


@dataclass(frozen=True, kw_only=True)
class Catalogue:
    """The sentences of a language with the files that say them, and their translations by `Sentence.key`."""

    places: Mapping[Sentence, Sequence[str]]
    translations: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Borrowed:
    """A sentence of a library in our words; in English none where the library's own will do."""

    sentence: Sentence
    chinese: str
    english: str


def path_of(locale: str) -> Path:
    return LOCALES / locale / "LC_MESSAGES" / "django.po"


def read(locale: str) -> dict[str, str]:
    """The finished translations by `Sentence.key`, plural forms parted by NUL."""
    messages = catalogues.parse(path_of(locale).read_text(encoding="utf-8"))
    return {key: translated for key, translated in messages.items() if key}


def read_borrowed() -> list[Borrowed]:
    with BORROWED.open(encoding="utf-8", newline="") as rows:
        return [
            Borrowed(sentence=Sentence(row["source"], row["plural"]), chinese=row["zh-Hans"], english=row["en"])
            for row in csv.DictReader(rows)
        ]


def read_reviewed(path: Path = REVIEWED) -> list[tuple[str, str]]:
    """What OpenCC leaves and what is printed instead, the longest first: a phrase goes before its characters."""
    with path.open(encoding="utf-8", newline="") as rows:
        pairs = [(row["source"], row["wording"]) for row in csv.DictReader(rows)]
    return sorted(pairs, key=lambda pair: -len(pair[0]))


def derive(chinese: Mapping[str, str], reviewed: Sequence[tuple[str, str]]) -> dict[str, str]:
    """zh-Hant of texts in zh-Hans, by the same keys."""
    convert = OpenCC("s2hk").convert
    return {key: _review(convert(text), reviewed) for key, text in chinese.items()}


def _review(text: str, reviewed: Sequence[tuple[str, str]]) -> str:
    for source, wording in reviewed:
        text = text.replace(source, wording)
    return text


def compose() -> dict[str, Catalogue]:
    """Each language as it should stand, from what is said now and what is translated already."""
    own, borrowed = find_all(), read_borrowed()
    place = (BORROWED.relative_to(SOURCE).as_posix(),)
    lent = {each.sentence: place for each in borrowed}
    lent_in_english = {each.sentence: place for each in borrowed if each.english}
    chinese = {each.sentence.key: each.chinese for each in borrowed}
    english = read("en") | {each.sentence.key: each.english for each in borrowed if each.english}
    derived = derive({sentence.key: sentence.text for sentence in own} | chinese, read_reviewed())
    return {
        "en": Catalogue(places={**own, **lent_in_english}, translations=english),
        "zh_Hans": Catalogue(places=lent, translations=chinese),
        "zh_Hant": Catalogue(places={**own, **lent}, translations=derived),
    }


def render(locale: str, catalogue: Catalogue) -> str:
    """A catalogue as gettext's tools read it, one line a text."""
    header = f"Language: {locale}\nContent-Type: text/plain; charset=UTF-8\nPlural-Forms: {PLURALS[locale]}\n"
    blocks = [f'msgid ""\nmsgstr {_quoted(header)}']
    for sentence, files in catalogue.places.items():
        empty = catalogues.PLURAL * (FORMS[locale] - 1)
        forms = catalogue.translations.get(sentence.key, empty).split(catalogues.PLURAL)
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


def list_problems(composed: Mapping[str, Catalogue]) -> list[str]:
    """What is not translated, left over, or not as it would be written; a line each."""
    return [problem for locale, catalogue in composed.items() for problem in _compare(locale, catalogue)]


def _compare(locale: str, catalogue: Catalogue) -> Iterator[str]:
    kept = read(locale)
    wanted = {sentence.key: sentence.text for sentence in catalogue.places}
    for key, text in wanted.items():
        if key not in catalogue.translations:
            yield f"{locale}: not translated: {text}"
        elif kept.get(key) != catalogue.translations[key]:
            yield f"{locale}: not up to date: {text}"
    yield from (f"{locale}: left over: {key}" for key in kept.keys() - wanted.keys())


def compose_command_line() -> Catalogue:
    """zh-Hant of what the command line says: its own sentences, and click's words in our Chinese."""
    own = {text: text for text in _read_command_line("en")}
    chinese = own | _read_command_line("zh_Hans")
    return Catalogue(
        places={Sentence(text): ("cli",) for text in chinese}, translations=derive(chinese, read_reviewed())
    )


def _read_command_line(locale: str) -> dict[str, str]:
    messages = catalogues.parse(command_line_path(locale).read_text(encoding="utf-8"))
    return {text: translated for text, translated in messages.items() if text}


def command_line_path(locale: str) -> Path:
    return SOURCE / "cli" / "locale" / locale / "LC_MESSAGES" / "cli.po"


def main(arguments: Sequence[str]) -> int:
    """0 if nothing is missing, left over or, with `--check`, not as it would be written."""
    composed = compose()
    if "--check" not in arguments:
        for locale, catalogue in composed.items():
            path_of(locale).write_text(render(locale, catalogue), encoding="utf-8")
        derived = command_line_path("zh_Hant")
        derived.write_text(render("zh_Hant", compose_command_line()), encoding="utf-8")
    problems = list_problems(composed)
    print("\n".join(problems) or "Every sentence is translated.", file=sys.stderr if problems else sys.stdout)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

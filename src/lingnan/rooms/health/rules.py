"""The rule book: dated rules as content declares them, and the one in force on a day."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import Any, get_args

import yaml

from lingnan.engine.decisions import load
from lingnan.engine.evidence import read_declarations
from lingnan.kernel.errors import LingnanError

from .grounds import read_grounds
from .types import LOCALES, CallText, ClassText, Locale, RuleBook, RuledOn, RuleSet, Texts

FOLDER, REGISTER, FACTS, MANUAL = "health", "rules.yaml", "facts.yaml", "manual.yaml"
SUFFIXES = frozenset({".yaml", ".dmn", ".csv"})


class NoRuleInForce(LingnanError):
    """No version of the rule holds on that day: before the first, or after the sunset."""

    code = "no-rule-in-force"
    status = 404
    message = "%(day)s 没有有效的健康码规则，所以没有颜色。"


class RulesOutOfLine(ValueError):
    """Two versions overlap, or a day between them has none. Such a book is not published."""

    code = "rules-out-of-line"

    def __init__(self, rules_on: str, earlier: RuleSet, later: RuleSet) -> None:
        super().__init__(
            f"{rules_on}: {earlier.version} ends {earlier.valid_until}, {later.version} begins {later.valid_from}"
        )


def read_rule_book(files: Mapping[str, str]) -> RuleBook:
    """The rule book from the files of `content/<province>/health`, by relative name.

    Raises RulesOutOfLine, GroundProvesNothing, and what the engine raises for a model or for facts that can't be
    carried out.
    """
    register = _yaml(files, REGISTER)
    rule_sets = tuple(rule_set for rules_on in get_args(RuledOn) for rule_set in _rule_sets(files, rules_on, register))
    declarations = read_declarations(_yaml(files, FACTS))
    return RuleBook(
        rule_sets=rule_sets,
        declarations=declarations,
        texts={locale: read_texts(files, locale) for locale in LOCALES},
        digest=_digest(files),
        grounds=read_grounds(_yaml(files, MANUAL) if MANUAL in files else {}, declarations),
    )


def read_rule_book_in(*, folder: Path) -> RuleBook:
    """The rule book as it stands in a content folder."""
    return read_rule_book(files_in(folder))


def files_in(folder: Path) -> dict[str, str]:
    """The files of a rule book in a content folder, by relative name."""
    root = folder / FOLDER
    paths = [path for path in sorted(root.rglob("*")) if path.suffix in SUFFIXES]
    return {path.relative_to(root).as_posix(): path.read_text(encoding="utf-8") for path in paths}


def list_kinds(files: Mapping[str, str]) -> frozenset[str]:
    """The kinds of evidence that the facts are declared over, without reading the rest of the book."""
    return frozenset(_yaml(files, FACTS)["evidence"])


def rule_set_in_force(*, book: RuleBook, rules_on: RuledOn, day: date) -> RuleSet:
    """The version in force on a day in the province. Raises NoRuleInForce."""
    for rule_set in book.rule_sets:
        if rule_set.rules_on == rules_on and rule_set.valid_from <= day <= rule_set.valid_until:
            return rule_set
    raise NoRuleInForce(day=day.isoformat())


def days_ruled(*, book: RuleBook, rules_on: RuledOn) -> tuple[date, date]:
    """The first day that a rule holds, and the last."""
    found = [rule_set for rule_set in book.rule_sets if rule_set.rules_on == rules_on]
    return min(each.valid_from for each in found), max(each.valid_until for each in found)


def _rule_sets(files: Mapping[str, str], rules_on: RuledOn, register: Mapping[str, Any]) -> list[RuleSet]:
    found = [
        RuleSet(
            rules_on=rules_on,
            version=entry["version"],
            valid_from=entry["valid_from"],
            valid_until=entry["valid_until"],
            source=entry["source"]["title"],
            model=load(files[f"{rules_on}/{entry['version']}.dmn"].encode()),
        )
        for entry in register[rules_on]
    ]
    for earlier, later in pairwise(found):
        if later.valid_from != earlier.valid_until + timedelta(days=1):
            raise RulesOutOfLine(rules_on, earlier, later)
    return found


def read_texts(files: Mapping[str, str], locale: Locale) -> Texts:
    """All that is said of colours in one language."""
    data = _yaml(files, f"text.{locale}.yaml")
    return Texts(
        classes={code: ClassText(**words) for code, words in data["classes"].items()},
        ways_out=data["ways_out"],
        calls=_scripts(data.get("calls", {})),
        calls_by_class=_scripts(data.get("calls_by_class", {})),
    )


def _scripts(data: Mapping[str, Any]) -> dict[str, CallText]:
    return {code: CallText(say=tuple(words["say"]), ask=tuple(words["ask"])) for code, words in data.items()}


def _yaml(files: Mapping[str, str], name: str) -> Any:
    return yaml.load(files[name], yaml.CSafeLoader)


def _digest(files: Mapping[str, str]) -> str:
    """SHA-256, in hex, over names and contents: the same files give the same digest anywhere."""
    digest = sha256()
    for part in _parts(files):
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()


def _parts(files: Mapping[str, str]) -> Iterator[bytes]:
    for name in sorted(files):
        yield name.encode()
        yield files[name].encode()

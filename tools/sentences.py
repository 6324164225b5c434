"""Finds each sentence that a page or a refusal can say: its message id is its zh-Hans text.

A sentence stands in a template's `{% translate %}`, `{% blocktranslate %}` or `_("…")`, in Python's `gettext("…")` and
its kin, or in the `message` of a `LingnanError`. What the command line alone says is in a catalogue of its own.
"""

import ast
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from django.template.base import Lexer, Token, TokenType
from django.utils.translation import template, trim_whitespace

from tools.catalogues import CONTEXT, PLURAL

SOURCE = Path(__file__).resolve().parents[1] / "src" / "lingnan"
COMMAND_LINE = ("cli", "kernel/database.py", "config/environment.py")
ROOT_OF_REFUSALS = "LingnanError"
CALLS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "_": ("text",),
        "gettext": ("text",),
        "gettext_lazy": ("text",),
        "gettext_noop": ("text",),
        "ngettext": ("text", "plural"),
        "ngettext_lazy": ("text", "plural"),
        "pgettext": ("context", "text"),
        "pgettext_lazy": ("context", "text"),
        "npgettext": ("context", "text", "plural"),
        "npgettext_lazy": ("context", "text", "plural"),
    }
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """What gettext looks up: a text, with its plural if it counts, with a context if one word has two meanings."""

    text: str
    plural: str = ""
    context: str = ""

    @property
    def key(self) -> str:
        """As `tools.catalogues` keys it."""
        return (self.context and self.context + CONTEXT) + self.text + (self.plural and PLURAL + self.plural)


def find_all(source: Path = SOURCE) -> dict[Sentence, list[str]]:
    """Each sentence, in the order of the files, with the files that say it, relative to `source`."""
    found: dict[Sentence, list[str]] = {}
    for place, sentences in _list_said(source):
        for sentence in sentences:
            places = found.setdefault(sentence, [])
            if place not in places:
                places.append(place)
    return found


def _list_said(source: Path) -> Iterator[tuple[str, Iterator[Sentence]]]:
    silent = [source / name for name in COMMAND_LINE]
    paths = [path for path in sorted(source.rglob("*")) if not any(map(path.is_relative_to, silent))]
    trees = {path: ast.parse(path.read_text(encoding="utf-8")) for path in paths if path.suffix == ".py"}
    refusals = _name_refusals(trees.values())
    for path in paths:
        place = path.relative_to(source).as_posix()
        if path.suffix == ".html":
            yield place, in_template(path.read_text(encoding="utf-8"))
        elif path in trees:
            yield place, in_module(trees[path], refusals)


def in_template(text: str) -> Iterator[Sentence]:
    """What a template says; tags in an attribute of a component count too, what stands in a comment doesn't."""
    tokens = iter(Lexer(text).tokenize())
    for token in tokens:
        words = token.contents
        if token.token_type is TokenType.BLOCK and words == "comment":
            _take(tokens, until="endcomment")
        elif token.token_type is TokenType.BLOCK and (block := template.block_re.match(words)):
            inside = _take(tokens, until=f"end{words.split()[0]}")
            yield _counted(inside, trims="trimmed" in words.split(), context=_unquoted(block[2]))
        elif token.token_type is TokenType.BLOCK and (inline := template.inline_re.match(words)):
            yield Sentence(_percent(_unquoted(inline[1])), context=_unquoted(inline[3]))
        if token.token_type in (TokenType.BLOCK, TokenType.VAR):
            yield from (Sentence(_percent(_unquoted(quoted))) for quoted in template.constant_re.findall(words))


def _take(tokens: Iterator[Token], *, until: str) -> list[Token]:
    taken = []
    for token in tokens:
        if token.token_type is TokenType.BLOCK and token.contents == until:
            break
        taken.append(token)
    return taken


def _counted(inside: list[Token], *, trims: bool, context: str) -> Sentence:
    """A block's sentence, parted at `{% plural %}`, with a placeholder for each variable."""
    texts = [""]
    for token in inside:
        if token.token_type is TokenType.BLOCK and template.plural_re.match(token.contents):
            texts.append("")
        else:
            texts[-1] += f"%({token.contents})s" if token.token_type is TokenType.VAR else _percent(token.contents)
    singular, *plural = [trim_whitespace(text) if trims else text for text in texts]
    return Sentence(singular, plural="".join(plural), context=context)


def _unquoted(literal: str | None) -> str:
    return literal[1:-1] if literal else ""


def _percent(text: str) -> str:
    """Django looks up a template's text with its percent signs doubled."""
    return text.replace("%", "%%")


def in_module(tree: ast.Module, refusals: Collection[str]) -> Iterator[Sentence]:
    """What a module says: calls of gettext, and the messages of the classes named in `refusals`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            names = CALLS.get(_name(node.func), ())
            texts = [each.value for each in node.args if isinstance(each, ast.Constant) and isinstance(each.value, str)]
            if names and len(texts) == len(names):
                yield Sentence(**dict(zip(names, texts, strict=True)))
        elif isinstance(node, ast.ClassDef) and node.name in refusals:
            yield from (Sentence(message) for message in _messages(node))


def _messages(refusal: ast.ClassDef) -> Iterator[str]:
    for statement in refusal.body:
        targets = [statement.target] if isinstance(statement, ast.AnnAssign) else getattr(statement, "targets", [])
        if isinstance(statement, ast.Assign | ast.AnnAssign) and statement.value and "message" in map(_name, targets):
            yield str(ast.literal_eval(statement.value))


def _name_refusals(trees: Iterable[ast.Module]) -> frozenset[str]:
    """`LingnanError` and whatever is derived from it."""
    classes = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    bases = {node.name: {_name(base) for base in node.bases} for node in classes}
    refusals = {ROOT_OF_REFUSALS}
    while derived := {name for name, among in bases.items() if among & refusals} - refusals:
        refusals |= derived
    return frozenset(refusals)


def _name(node: ast.expr) -> str:
    return str(getattr(node, "id", getattr(node, "attr", "")))

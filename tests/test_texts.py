"""What the pages say, in three languages: nothing missing, nothing left over, the same places in each."""

import ast
import csv
import gettext
import re
from io import BytesIO
from pathlib import Path

import allauth
import django
import pytest
import yaml

from tools import catalogues, messages, sentences
from tools.sentences import Sentence

ROOT = Path(__file__).resolve().parents[1]
CONTENT = ROOT / "content" / "guangdong"
GLOSSARY = ROOT / "docs" / "glossary.md"
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[%d]|\{\w+\}")
ELEMENT = re.compile(r"</?\w+")
CHINESE = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
WRITTEN_IN_CHINESE = re.compile(r"[\u3400-\u9fff]")


@pytest.fixture(scope="module")
def said() -> dict[str, messages.Catalogue]:
    """Each language as it should stand."""
    return messages.compose()


def list_pairs(catalogue: messages.Catalogue):
    """Each translated sentence with each form of its translation."""
    translated = [sentence for sentence in catalogue.places if sentence.key in catalogue.translations]
    for sentence in translated:
        for form in catalogue.translations[sentence.key].split(catalogues.PLURAL):
            yield sentence.text, form


def test_every_sentence_is_translated_and_none_is_left_over(said):
    assert messages.list_problems(said) == []


@pytest.mark.parametrize("locale", messages.PLURALS)
def test_a_translation_fills_the_same_places(locale, said):
    pairs = [(PLACEHOLDER.findall(text), PLACEHOLDER.findall(form)) for text, form in list_pairs(said[locale])]
    assert [pair for pair in pairs if sorted(pair[0]) != sorted(pair[1])] == []


@pytest.mark.parametrize("locale", messages.PLURALS)
def test_a_translation_has_the_same_elements(locale, said):
    pairs = [(ELEMENT.findall(text), ELEMENT.findall(form)) for text, form in list_pairs(said[locale])]
    assert [pair for pair in pairs if pair[0] != pair[1]] == []


def test_english_has_no_chinese_left(said):
    assert [form for _, form in list_pairs(said["en"]) if CHINESE.search(form)] == []


@pytest.mark.parametrize("locale", messages.PLURALS)
def test_a_count_has_as_many_forms_as_its_language(locale, said):
    counted = [said[locale].translations.get(sentence.key) for sentence in said[locale].places if sentence.plural]
    assert {len(text.split(catalogues.PLURAL)) for text in counted if text} == {messages.FORMS[locale]}


@pytest.mark.parametrize("locale", messages.PLURALS)
def test_gettext_reads_what_is_compiled(locale, said):
    text = messages.render(locale, said[locale])
    reader = gettext.GNUTranslations(BytesIO(catalogues.encode(catalogues.parse(text))))
    translations = said[locale].translations
    counted = next(sentence for sentence in said[locale].places if sentence.plural and sentence.key in translations)
    forms = translations[counted.key].split(catalogues.PLURAL)
    assert reader.ngettext(counted.text, counted.plural, 1) == forms[0]
    assert reader.ngettext(counted.text, counted.plural, 2) == forms[-1]


def test_what_is_borrowed_is_said_by_its_library():
    libraries = [
        Path(allauth.__file__).parent,
        *(Path(django.__file__).parent / name for name in ("contrib/auth", "forms")),
    ]
    whole = "".join(
        path.read_text(encoding="utf-8")
        for folder in libraries
        for path in folder.rglob("*")
        if path.suffix in {".py", ".txt"}
    )
    texts = [each.sentence.text for each in messages.read_borrowed()]
    assert [text for text in texts if re.sub(r"%\((name)\)s", r"{{\1}}", text) not in whole] == []


@pytest.mark.parametrize(
    ("asked", "language", "title"),
    [
        ("zh-CN", "zh-Hans", "谁在运行"),
        ("zh-HK", "zh-Hant", "由誰營運"),
        ("zh-MO,pt;q=0.8", "zh-Hant", "由誰營運"),
        ("en-GB", "en", "Who runs this"),
        ("pt", "zh-Hans", "谁在运行"),
    ],
)
def test_a_page_speaks_the_readers_language(asked, language, title, client):
    page = client.get("/about/", headers={"accept-language": asked}).content.decode()
    assert f'<html lang="{language}"' in page
    assert f"<h1>{title}</h1>" in page


@pytest.mark.parametrize(
    ("chosen", "title"), [("en", "Who runs this"), ("zh-hant", "由誰營運"), ("zh-hans", "谁在运行")]
)
def test_the_language_chosen_goes_before_the_browsers(chosen, title, client):
    client.post("/preferences/language/", {"language": chosen, "next": "/about/"})
    assert f"<h1>{title}</h1>" in client.get("/about/", headers={"accept-language": "fr"}).content.decode()


def test_content_is_spelt_as_the_pages_are():
    characters = "".join(source for source, _ in messages.read_reviewed() if len(source) == 1)
    assert [text for text in _list_traditional() if re.search(f"[{characters}]", text)] == []


def _list_traditional():
    for path in CONTENT.rglob("text.zh-Hant.yaml"):
        yield from _said(yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader))
    for path in CONTENT.rglob("*.yaml"):
        yield from _values(yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader))
    for path in CONTENT.rglob("*.csv"):
        with path.open(encoding="utf-8", newline="") as rows:
            yield from (row["zh-Hant"] or "" for row in csv.DictReader(rows) if "zh-Hant" in row)


def _said(node):
    """Every value; a key may be a rule's own wording, which is zh-Hans."""
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict | list):
        yield from (text for value in (node.values() if isinstance(node, dict) else node) for text in _said(value))


def _values(node):
    if isinstance(node, dict):
        yield str(node.get("zh-Hant", ""))
        yield from (text for value in node.values() for text in _values(value))
    elif isinstance(node, list):
        yield from (text for value in node for text in _values(value))


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ('{% translate "办理" %}', Sentence("办理")),
        ("<c-field label=\"{% translate '姓名' %}\" />", Sentence("姓名")),
        ("{% translate '到' context '期限' %}", Sentence("到", context="期限")),
        ('{% include "x.html" with heading=_("家人的证照") %}', Sentence("家人的证照")),
        ("{% blocktranslate trimmed %}\n 第 {{ n }} 步\n{% endblocktranslate %}", Sentence("第 %(n)s 步")),
        (
            "{% blocktranslate count n=x %}{{ n }} 件{% plural %}共 {{ n }} 件{% endblocktranslate %}",
            Sentence("%(n)s 件", plural="共 %(n)s 件"),
        ),
        ('{% translate "满 100%" %}', Sentence("满 100%%")),
    ],
)
def test_a_template_says(template, expected):
    assert list(sentences.in_template(template)) == [expected]


def test_a_comment_says_nothing():
    assert list(sentences.in_template('{% comment %}{% translate "办理" %}{% endcomment %}{# _("办") #}')) == []


@pytest.mark.parametrize(
    ("module", "expected"),
    [
        ('gettext("办" "理")', Sentence("办理")),
        ('ngettext("%(n)d 天", "%(n)d 天", n)', Sentence("%(n)d 天", plural="%(n)d 天")),
        ('translation.pgettext("列举", "、")', Sentence("、", context="列举")),
        ('class Full(NotFound):\n    message = "满了。"', Sentence("满了。")),
        ('class Full(NotFound):\n    message: ClassVar[str] = "满了。"', Sentence("满了。")),
    ],
)
def test_a_module_says(module, expected):
    assert list(sentences.in_module(ast.parse(module), {"Full"})) == [expected]


def test_only_a_refusals_message_is_a_sentence():
    assert list(sentences.in_module(ast.parse('class Other:\n    message = "满了。"\ngettext(word)'), {"Full"})) == []


def test_a_phrase_is_reviewed_before_its_characters(tmp_path):
    table = tmp_path / "reviewed.csv"
    table.write_text("source,wording\n户,戶\n用户名,用戶名稱\n", encoding="utf-8")
    derived = messages.derive({"a": "用户名", "b": "账户"}, messages.read_reviewed(table))
    assert derived == {"a": "用戶名稱", "b": "賬戶"}


def test_no_template_speaks_one_language_only():
    """Outside of comments and the gallery's examples, a Chinese character stands in a tag that translates it."""
    templates = [path for path in (sentences.SOURCE / "portal").rglob("*.html") if not _is_sample(path)]
    bare = {path.as_posix(): _bare(path.read_text(encoding="utf-8")) for path in templates}
    assert {name: texts for name, texts in bare.items() if texts} == {}


def _is_sample(path: Path) -> bool:
    return path.name == "example.html" or "gallery" in path.parts


def _bare(template: str) -> list[str]:
    for kept in (
        r"{% comment %}.*?{% endcomment %}",
        r"{% (blocktranslate).*?{% end\1 %}",
        r"{#.*?#}",
        r"{% translate .*?%}",
        r"_\(\".*?\"\)",
    ):
        template = re.sub(kept, "", template, flags=re.DOTALL)
    return WRITTEN_IN_CHINESE.findall(template)


def test_the_glossary_is_in_order_and_whole():
    rows = re.findall(r"^\| (.+?) \| (.+?) \| (.+?) \| (.+?) \|$", GLOSSARY.read_text(encoding="utf-8"), re.MULTILINE)
    terms = rows[2:]
    assert [term for term, *_ in terms] == sorted((term for term, *_ in terms), key=str.lower)
    chinese = {simplified: simplified for _, simplified, _, _ in terms}
    assert {row[1]: row[2] for row in terms} == messages.derive(chinese, messages.read_reviewed())

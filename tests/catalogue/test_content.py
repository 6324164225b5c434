"""Content is checked before it is published: the file, the line, what is wrong, what to do."""

import shutil
from pathlib import Path

import pytest

from lingnan.kernel.actors import PLATFORM
from tests.house import AT, CONTENT

CARD = "services/senior-card"
ELSEWHERE = '<rule id="elsewhere">\n        <inputEntry><text>'


def api():
    from lingnan.rooms.catalogue import api

    return api


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """Guangdong's content, to be broken; without the demo and the allowance, to be quick."""
    skipped = shutil.ignore_patterns("demo", "senior-allowance")
    return Path(shutil.copytree(CONTENT, tmp_path / "content", ignore=skipped))


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new, 1))


def test_guangdong_has_no_problems() -> None:
    assert api().check_content(CONTENT) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "code", "words"),
    [
        (f"{CARD}/service.yaml", "element: person.sex", "element: person.gender", "not-in-resource", "person.gender"),
        (f"{CARD}/service.yaml", "element: contact.mobile", "element: contact.tel", "unknown-element", "contact.tel"),
        (f"{CARD}/service.yaml", "from: death", "from: deaths", "unknown-resource", "deaths"),
        (f"{CARD}/service.yaml", "licence: senior-card", "licence: elder-card", "unknown-licence", "elder-card"),
        (f"{CARD}/service.yaml", "department: gd-civil-affairs", "department: nobody", "unknown-department", "nobody"),
        (f"{CARD}/service.yaml", "fee: 0", "fees: 0", "schema", "fees"),
        (f"{CARD}/service.yaml", "asks: [person.birth_", "asks: [benefit.", "self-check", "benefit.date"),
        (f"{CARD}/service.yaml", "given: {facts_conflict", "given: {conflict", "self-check", "conflict"),
        (f"{CARD}/service.yaml", "days: 60", "days: 0", "schema", "appeal.days"),
        (f"{CARD}/service.yaml", "item_code: \"11", "item_code: \"21", "item-code", ""),
        (f"{CARD}/service.yaml", "facts:", "facts: [", "unreadable", "缩进"),
        (f"{CARD}/service.yaml", "required: true, step: contact", "required: true, step: contact, when: 'person_age >'",
         "condition", "FEEL"),
        (f"{CARD}/service.yaml", "required: true, step: contact", "required: true, step: contact, when: 'age > 1'",
         "condition-name", "age"),
        (f"{CARD}/decision.dmn", "<text>\"too-young\"</text>", "<text>\"young\"</text>", "text-missing", "young"),
        ("health/rules.yaml", "valid_from: 2020-04-29", "valid_from: 2020-05-02", "rules-gap", "2020-05-02 才开始"),
        ("health/rules.yaml", "valid_from: 2020-04-29", "valid_from: 2020-04-20", "rules-overlap", "有两版"),
        ("health/rules.yaml", "version: 2020-04", "version: 2020-05", "rules-no-file", "2020-05 版"),
        ("health/text.en.yaml", "\n  home-isolation:\n", "\n  home:\n", "call-script", "home-isolation"),
        ("health/text.zh-Hans.yaml", "calls_by_class:", "calls_by_event:", "call-script", "outbreak-site"),
        ("health/rules.yaml", "colour:", "colour: [", "unreadable", "缩进"),
        ("health/colour/2020-03.dmn", "<text>infected</text>", "<text>infected ++</text>", "decision", "infected"),
        (f"{CARD}/decision.dmn", "&lt; 60", "&lt; 65", "example", "六十"),
        (f"{CARD}/decision.dmn", "&lt; 60", "&lt; 60 岁", "decision", ""),
        (f"{CARD}/decision.dmn", f"{ELSEWHERE}-", f"{ELSEWHERE}true", "table-gap", "登记互相矛盾 false"),
        (f"{CARD}/decision.dmn", f"{ELSEWHERE}-", f"{ELSEWHERE}true", "table-unreachable", "规则总是在它之前"),
        (f"{CARD}/decision.dmn", '<text>"44"</text>', '<text>"49"</text>', "table-value", '"49"'),
        (f"{CARD}/decision.dmn", "&lt; 60", 'matches(string(?), "[1-5].")', "bulk-outside", "string()"),
        (f"{CARD}/decision.dmn", 'age" typeRef="number"', 'age" typeRef="string"', "input-type", "number"),
        (f"{CARD}/text.en.yaml", "  contact: How", "  contacts: How", "text-missing", "contact"),
        ("resources/death.yaml", "element: death.date,", "element: death.day,", "unknown-element", "death.day"),
        ("resources/infection.yaml", "record_key: [health.infection_number]", "record_key: [health.number]",
         "not-in-resource", "health.number"),
        ("resources/infection.yaml", "after: [health.infection_closed_on]", "after: [health.test_sampled_at]",
         "not-in-resource", "health.test_sampled_at"),
        ("resources/nucleic-acid-test.yaml", "    laboratory: [{", "    lab: [{", "not-in-resource", "lab"),
        ("resources/nucleic-acid-test.yaml", "matches: '", "matches: '(", "schema", "正则"),
        ("resources/nucleic-acid-test.yaml", "type_system: urn", "system: urn", "types-misplaced", "id_number"),
        ("resources/nucleic-acid-test.yaml", "published_at: [{path: issued",
         "published_at: [{type_system: x, types: {a: b}, path: issued", "types-misplaced", "published_at"),
        ("licences/senior-card.yaml", "issuer: gd-civil-affairs", "issuer: nobody", "unknown-department", "nobody"),
        ("elements.yaml", "type: string", "type: text", "element", "text"),
    ],
)  # fmt: skip
def test_a_broken_file_is_named_with_its_line(
    content: Path, file: str, old: str, new: str, code: str, words: str
) -> None:
    change(content / file, old, new)
    problems = api().check_content(content)
    found = [problem for problem in problems if problem.code == code]
    assert found, [str(problem) for problem in problems]
    if code != "example":
        assert any(words in str(problem) for problem in found)
    assert all(problem.file and problem.line >= 1 and problem.message for problem in problems)


def test_a_gap_that_is_meant_is_a_remark_in_the_readers_language(content: Path) -> None:
    from django.utils.translation import gettext, override

    change(content / CARD / "decision.dmn", f"{ELSEWHERE}-", f"{ELSEWHERE}not(false)")
    change(content / CARD / "service.yaml", "name: Outcome}", "name: Outcome, gaps: {outcome-table: 由窗口核对}}")
    (gap,) = [each for each in api().check_content(content) if each.code == "table-gap"]
    line = next(n for n, text in enumerate((content / gap.file).read_text().splitlines(), 1) if "outcome-table" in text)
    assert (gap.severity, gap.element_id, gap.line) == ("remark", "outcome-table", line)
    assert "由窗口核对" in gap.tell()
    with override("en"):
        assert "no rule" in gap.tell(gettext)


def test_the_line_is_the_line(content: Path) -> None:
    file = content / CARD / "service.yaml"
    change(file, "element: contact.mobile", "element: contact.mobil")
    line = next(n for n, text in enumerate(file.read_text().splitlines(), 1) if "contact.mobil," in text)
    (problem,) = [each for each in api().check_content(content) if each.code == "unknown-element"]
    assert (problem.file, problem.line) == (f"{CARD}/service.yaml", line)


def test_a_language_that_is_missing_is_asked_for(content: Path) -> None:
    (content / CARD / "text.en.yaml").unlink()
    (problem,) = api().check_content(content)
    assert problem.code == "text-missing"
    assert "翻译" in problem.advice


def test_a_service_without_examples_is_refused(content: Path) -> None:
    shutil.rmtree(content / CARD / "examples")
    assert {problem.code for problem in api().check_content(content)} == {"no-example"}


def test_a_rule_without_an_example_is_named(content: Path) -> None:
    (content / CARD / "examples" / "already-held.yaml").unlink()
    (problem,) = api().check_content(content)
    assert problem.code == "rule-uncovered"
    assert "already-held" in problem.tell()


def test_broken_content_publishes_nothing(published, db, content: Path) -> None:
    from lingnan.rooms.catalogue.models import Publication

    change(content / CARD / "service.yaml", "fee: 0", "fees: 0")
    change(content / "resources" / "death.yaml", "update: daily", "update: hourly")
    before = Publication.objects.count()
    with pytest.raises(api().ContentRefused, match="一处也没有发布"):
        api().publish_content(folder=content, by=PLATFORM, at=AT)
    assert Publication.objects.count() == before


def test_the_same_content_makes_no_new_version(published, db) -> None:
    assert api().publish_content(folder=CONTENT, by=PLATFORM, at=AT) == []


def test_changed_content_makes_the_next_version_and_the_old_one_stays(published, db, content: Path) -> None:
    change(content / CARD / "service.yaml", "days: 20", "days: 15")
    (publication,) = api().publish_content(folder=content, by=PLATFORM, at=AT)
    assert (publication.kind, publication.code, publication.number) == ("service", "senior-card", 2)
    assert api().get_service(code="senior-card").declaration.statutory.days == 15
    assert api().get_service(code="senior-card", version=1).declaration.statutory.days == 20


@pytest.mark.parametrize(
    "query", ["老人证", "老年人优待证", "laorenzheng", "lrz", "LNRYDZ", "老年人優待證", "senior card", "我想办老人证"]
)
def test_the_card_is_found(published, db, query: str) -> None:
    assert [service.code for service in api().search_services(text=query)][:1] == ["senior-card"]


def test_nothing_is_found_for_nonsense(published, db) -> None:
    assert api().search_services(text="冰箱维修") == []
    assert len(api().search_services(text="")) == 2


def test_a_rule_book_with_a_gap_names_it_and_nothing_is_published(content: Path, published, db) -> None:
    from lingnan.rooms.catalogue.models import Publication

    file = "health/colour/2021-01.dmn"
    rest = '<rule id="no-finding">'
    text = (content / file).read_text()
    assert rest in text
    before, _, after = text.partition(rest)
    (content / file).write_text(before + after.partition("</rule>")[2])
    gaps = [each for each in api().check_content(content) if each.code == "table-gap"]
    assert gaps
    assert all(each.file == file and each.severity == "error" for each in gaps)
    assert any("到过之后已有一次阴性 true" in str(each) for each in gaps)
    versions = Publication.objects.count()
    with pytest.raises(api().ContentRefused, match="没有一条规则"):
        api().publish_content(folder=content, by=PLATFORM, at=AT)
    assert Publication.objects.count() == versions

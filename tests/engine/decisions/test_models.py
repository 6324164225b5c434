"""Models: graphs, knowledge, services, imports, types, boxed expressions, and what is wrong with a bad one."""

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from lingnan.engine.decisions import ModelError, UnknownElement, load
from tests.engine.decisions.dmn import (
    decision,
    definitions,
    input_data,
    knowledge,
    literal,
    requires,
    single_table,
    table,
)

BY_DECISION = "requiredDecision"


def graph() -> bytes:
    """Allowance requires the band, which requires the age; and a rate from a knowledge model."""
    bands = table([("age", "number")], [("band", "string")], [("< 80", '"none"'), (">= 80", '"aged"')])
    amount = 'if band = "aged" then monthly(age) * months of claim else 0'
    return definitions(
        input_data("age", "number"),
        input_data("months of claim", "number"),
        decision("band", bands, requires("age"), "string"),
        knowledge("monthly", [("years", "number")], literal("if years >= 100 then 800 else 100"), kind="number"),
        decision(
            "Allowance",
            literal(amount),
            requires("age", "months of claim")
            + requires("band", kind=BY_DECISION)
            + requires("monthly", kind="requiredKnowledge"),
            "number",
        ),
    )


def test_a_decision_is_evaluated_through_what_it_requires() -> None:
    model = load(graph())
    found = model.evaluate("Allowance", {"age": 101, "months of claim": 2})
    assert found.value == Decimal(1600)
    assert [(match.table, match.rule) for match in found.matched] == [("band", 2)]
    assert model.decisions == ("band", "Allowance")
    assert {name: str(kind) for name, kind in model.inputs("Allowance").items()} == {
        "age": "number",
        "months of claim": "number",
    }
    assert model.requires("Allowance") == ("band",)


def test_a_knowledge_model_is_invoked_by_name_or_position() -> None:
    model = load(graph())
    assert model.invoke("monthly", {"years": 100}).value == Decimal(800)
    assert model.invoke("monthly", [80]).value == Decimal(100)
    refused = model.invoke("monthly", {"years": "many"})
    assert refused.value is None
    assert refused.warnings


def test_an_unknown_decision_is_refused() -> None:
    with pytest.raises(UnknownElement, match="has no 'Nothing'"):
        load(graph()).evaluate("Nothing", {})


def test_a_knowledge_model_may_call_itself() -> None:
    model = load(definitions(knowledge("fact", [("n", "number")], literal("if n < 2 then 1 else n * fact(n - 1)"))))
    assert model.invoke("fact", {"n": 20}).value == Decimal(2432902008176640000)


def test_an_expression_sees_only_what_its_decision_requires() -> None:
    model = load(definitions(input_data("age", "number"), decision("Blind", literal("age + 1", "here"))))
    found = model.evaluate("Blind", {"age": 1})
    assert found.value is None
    assert found.warnings[0].place.element_id == "here"
    assert [name for name, _ in model.unresolved] == ["age"]


def service(*outputs: str) -> bytes:
    links = "".join(f'<outputDecision href="#{name}"/>' for name in outputs)
    body = f'{links}<encapsulatedDecision href="#inner"/><inputDecision href="#given"/><inputData href="#age"/>'
    return definitions(
        input_data("age", "number"),
        decision("given", literal('"from the model"')),
        decision("inner", literal("age + 1"), requires("age"), "number"),
        decision("first", literal("string(inner) + given"), requires("inner", "given", kind=BY_DECISION)),
        decision("second", literal("inner * 2"), requires("inner", kind=BY_DECISION)),
        f'<decisionService id="serve" name="serve"><variable name="serve"/>{body}</decisionService>',
        decision("caller", literal('serve(1, "!")'), requires("serve", kind="requiredKnowledge")),
    )


def test_a_service_takes_inputs_then_given_decisions() -> None:
    model = load(service("first"))
    assert model.invoke("serve", {"age": 1, "given": "!"}).value == "2!"
    assert model.evaluate("caller", {}).value == "2!"
    assert model.evaluate("first", {"age": 1}).value == "2from the model"


def test_a_service_of_several_decisions_gives_a_context() -> None:
    found = load(service("first", "second")).invoke("serve", {"age": 1, "given": "!"})
    assert found.value == {"first": "2!", "second": Decimal(4)}


def imported() -> tuple[bytes, bytes]:
    person = (
        '<itemDefinition name="tPerson"><itemComponent name="full name"><typeRef>string</typeRef></itemComponent>'
        "</itemDefinition>"
    )
    greeting = knowledge("Say Hello", [("p", "tPerson")], literal('"Hello " + p.full name'))
    other = definitions(person, greeting, decision("Place", literal('"Guangdong"')), namespace="urn:other")
    main = definitions(
        '<import namespace="urn:other" name="other" importType="x"/>',
        input_data("person", "other.tPerson"),
        decision(
            "Greeting",
            literal('other.Say Hello(person) + " in " + other.Place'),
            requires("person")
            + requires("urn:other#Place", kind=BY_DECISION)
            + requires("urn:other#Say Hello", kind="requiredKnowledge"),
        ),
    )
    return main, other


def test_what_is_imported_stands_under_the_imports_name() -> None:
    main, other = imported()
    found = load(main, imports=[other]).evaluate("Greeting", {"person": {"full name": "Mei"}})
    assert found.value == "Hello Mei in Guangdong"


def test_a_missing_import_is_named() -> None:
    main, _ = imported()
    with pytest.raises(ModelError) as caught:
        load(main)
    assert "import-missing" in {problem.code for problem in caught.value.problems}


def typed(kind: str, definition: str = "", logic: str = "x") -> bytes:
    return definitions(definition, input_data("x"), decision("Typed", literal(logic), requires("x"), kind))


TEENS = (
    '<itemDefinition name="tAge"><typeRef>number</typeRef><allowedValues><text>[0..150]</text></allowedValues>'
    '</itemDefinition><itemDefinition name="tAges" isCollection="true"><typeRef>tAge</typeRef></itemDefinition>'
    '<itemDefinition name="tPair"><itemComponent name="a"><typeRef>tAge</typeRef></itemComponent>'
    '<itemComponent name="b"><typeRef>string</typeRef></itemComponent></itemDefinition>'
)


@pytest.mark.parametrize(
    ("kind", "given", "expected"),
    [
        ("number", [5], Decimal(5)),
        ("number", "5", None),
        ("tAge", 150, Decimal(150)),
        ("tAge", 151, None),
        ("tAges", 7, [Decimal(7)]),
        ("tAges", [7, 151], None),
        ("tPair", {"a": 1, "b": "x", "c": None}, {"a": Decimal(1), "b": "x", "c": None}),
        ("tPair", {"a": 1}, None),
        ("Any", {"a": 1}, {"a": Decimal(1)}),
    ],
)
def test_a_result_conforms_to_its_type_or_is_null(kind: str, given: object, expected: object) -> None:
    found = load(typed(kind, TEENS)).evaluate("Typed", {"x": given})
    assert found.value == expected
    assert bool(found.warnings) is (expected is None)


def test_an_input_outside_its_allowed_values_is_null() -> None:
    model = load(definitions(TEENS, input_data("age", "tAge"), decision("D", literal("age"), requires("age"))))
    assert model.evaluate("D", {"age": 150}).value == Decimal(150)
    found = model.evaluate("D", {"age": 151})
    assert found.value is None
    assert "151 is not among [0..150]" in found.warnings[0].message


def boxed(inner: str, *inputs: str) -> object:
    model = load(definitions(*(input_data(name) for name in inputs), decision("B", inner, requires(*inputs))))
    return model.evaluate("B", {"xs": [1, 2, 3]}).value


def test_boxed_context_with_and_without_a_result() -> None:
    entries = '<contextEntry><variable name="a b"/>' + literal("1") + "</contextEntry>"
    entries += '<contextEntry><variable name="c" typeRef="number"/>' + literal("a b + 1") + "</contextEntry>"
    assert boxed(f"<context>{entries}</context>") == {"a b": Decimal(1), "c": Decimal(2)}
    assert boxed(f"<context>{entries}<contextEntry>{literal('c * 10')}</contextEntry></context>") == Decimal(20)


def test_boxed_list_relation_and_invocation() -> None:
    assert boxed(f"<list>{literal('1')}{literal('2')}</list>") == [Decimal(1), Decimal(2)]
    columns = '<column name="n"/><column name="price now"/>'
    row = f"<row>{literal('1')}{literal('2.5')}</row>"
    assert boxed(f"<relation>{columns}{row}</relation>") == [{"n": Decimal(1), "price now": Decimal("2.5")}]
    binding = f'<binding><parameter name="list"/>{literal("[1, 2]")}</binding>'
    assert boxed(f"<invocation>{literal('count')}{binding}</invocation>") == Decimal(2)


def test_boxed_function() -> None:
    function = (
        f'<functionDefinition><formalParameter name="n" typeRef="number"/>{literal("n + 1")}</functionDefinition>'
    )
    entry = f'<contextEntry><variable name="next"/>{function}</contextEntry>'
    assert boxed(f"<context>{entry}<contextEntry>{literal('next(1)')}</contextEntry></context>") == Decimal(2)
    external = entry.replace("<functionDefinition>", '<functionDefinition kind="Java">')
    assert boxed(f"<context>{external}<contextEntry>{literal('next(1)')}</contextEntry></context>") is None


def test_boxed_control() -> None:
    def part(name: str, text: str) -> str:
        return f"<{name}>{literal(text)}</{name}>"

    then = part("then", '"few"') + part("else", '"many"')
    assert boxed(f"<conditional>{part('if', 'count(xs) < 5')}{then}</conditional>", "xs") == "few"
    assert boxed(f"<filter>{part('in', 'xs')}{part('match', 'item > 1')}</filter>", "xs") == [Decimal(2), Decimal(3)]
    loop = f'<for iteratorVariable="x">{part("in", "xs")}{part("return", "x * 2")}</for>'
    assert boxed(loop, "xs") == [Decimal(2), Decimal(4), Decimal(6)]
    tested = part("in", "xs") + part("satisfies", "x > 2")
    assert boxed(f'<some iteratorVariable="x">{tested}</some>', "xs") is True
    assert boxed(f'<every iteratorVariable="x">{tested}</every>', "xs") is False


def test_a_decision_without_logic_is_null() -> None:
    found = load(definitions(decision("Empty", ""))).evaluate("Empty", {})
    assert found.value is None
    assert "has no logic" in found.warnings[0].message


def test_now_is_the_moment_given() -> None:
    model = load(definitions(decision("D", literal("today()"))))
    assert str(model.evaluate("D", {}, at=datetime(2020, 2, 4, 8, tzinfo=UTC)).value) == "2020-02-04"


def one_cell(condition: str, result: str = '"x"', kind: str = "number") -> bytes:
    return single_table([("age", kind)], [("rate", "string")], [("-", '"a"'), (condition, result)])


@pytest.mark.parametrize(
    ("data", "code", "element", "row", "column"),
    [
        (b"<definitions", "xml-syntax", None, 1, 1),
        (b'<!DOCTYPE d [<!ENTITY a "b">]><definitions/>', "xml-doctype", None, None, None),
        (b"<html/>", "dmn-root", None, None, None),
        (one_cell(">= and"), "feel-syntax", "cell-2-1", 2, 1),
        (one_cell(">= 1", '"a" +'), "feel-syntax", "cell-2-2", 2, 2),
        (one_cell(">= 1", kind="nummber"), "type-unknown", "age", None, None),
        (definitions(decision("D", literal("1 +\n +", "text"))), "feel-syntax", "text", 2, 2),
        (
            single_table([("a", "number")], [("b", "number")], [("1", "2")], "BEST"),
            "table-hit-policy",
            "table",
            None,
            None,
        ),
        (single_table([("a", "number")], [("b", "number")], [("1",)]), "table-rule", "rule-1", None, None),
        (definitions(decision("D", literal("1"), requires("nothing"))), "reference-unknown", "D", None, None),
        (
            definitions(
                decision("A", literal("B"), requires("B", kind=BY_DECISION)),
                decision("B", literal("A"), requires("A", kind=BY_DECISION)),
            ),
            "requirement-cycle",
            "A",
            None,
            None,
        ),
        (
            definitions('<itemDefinition name="t"><typeRef>t</typeRef></itemDefinition>'),
            "type-cycle",
            "model",
            None,
            None,
        ),
    ],
)
def test_a_bad_model_names_the_place(
    data: bytes, code: str, element: str | None, row: int | None, column: int | None
) -> None:
    with pytest.raises(ModelError) as caught:
        load(data)
    error = caught.value
    assert (error.code, error.element_id, error.row, error.column) == (code, element, row, column)
    assert error.file == "<bytes>"
    assert error.line is not None


def test_all_faults_are_listed_at_once_and_a_tolerant_load_keeps_the_rest() -> None:
    data = definitions(decision("Good", literal("1")), decision("Bad", literal("1 +")), decision("Worse", literal(")")))
    with pytest.raises(ModelError) as caught:
        load(data)
    assert [problem.element_id for problem in caught.value.problems] == ["Bad", "Worse"]
    model = load(data, tolerant=True)
    assert model.evaluate("Good", {}).value == Decimal(1)
    assert model.evaluate("Bad", {}).value is None
    assert len(model.problems) == 2


def test_the_hash_is_of_the_meaning_not_of_the_writing() -> None:
    data = graph()
    rewritten = data.replace(b"<definitions ", b"<?xml version='1.0'?>\n<!-- a note -->\n<definitions  ", 1)
    assert load(data).hash == load(rewritten).hash != load(data.replace(b"800", b"900")).hash
    assert len(load(data).hash) == 64


def test_a_model_is_loaded_once(tmp_path: Path) -> None:
    file = tmp_path / "allowance.dmn"
    file.write_bytes(graph())
    assert load(file) is load(str(file))
    file.write_bytes(graph().replace(b"800", b"900"))
    assert load(file).invoke("monthly", [100]).value == Decimal(900)

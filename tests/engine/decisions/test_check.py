"""What an author is told about a table: gaps, overlaps, rules never reached, values not allowed."""

from decimal import Decimal
from itertools import combinations, product

from hypothesis import given, settings
from hypothesis import strategies as st

from lingnan.engine.decisions import Domain, Finding, check, load
from tests.engine.decisions.dmn import decision, definitions, input_data, literal, requires, single_table, table
from tests.engine.decisions.test_direct import INPUTS, facts, rules

RATE = [("rate", "string")]


def findings(data: bytes) -> list[Finding]:
    return check(load(data))


def messages(data: bytes) -> list[str]:
    return [finding.message for finding in findings(data)]


def test_a_complete_table_has_no_findings() -> None:
    assert messages(single_table([("age", "number")], RATE, [("< 60", '"a"'), (">= 60", '"b"')])) == []


def test_a_gap_is_shown_as_its_region() -> None:
    inputs = [("age", "number", "[0..150]"), ("division", "string")]
    table = [(">= 80", "-", '"a"'), ("[60..80)", 'not(starts with(?, "4401"))', '"b"'), ("< 60", "-", '"c"')]
    (found,) = findings(single_table(inputs, RATE, table))
    assert (found.code, found.table, found.element_id) == ("table-gap", "Outcome", "table")
    assert found.message == "age [60..80) and division 4401*: no rule"
    assert found.region is not None
    assert found.region.conditions == (("age", "[60..80)"), ("division", 'starts with(?, "4401")'))


def test_gaps_that_touch_are_joined() -> None:
    inputs = [("age", "number"), ("alone", "boolean")]
    table = [("< 18", "-", '"a"'), ("> 60", "-", '"b"'), ("18", "true", '"c"')]
    assert messages(single_table(inputs, RATE, table)) == [
        "age 18 and alone false: no rule",
        "age (18..60]: no rule",
    ]


def test_days_leave_no_gap_between_them_and_numbers_do() -> None:
    days = [('<= @"2020-01-01"', '"a"'), ('>= @"2020-01-02"', '"b"')]
    assert messages(single_table([("since", "date")], RATE, days)) == []
    numbers = [("<= 1", '"a"'), (">= 2", '"b"')]
    assert messages(single_table([("n", "number")], RATE, numbers)) == ["n (1..2): no rule"]


def test_an_overlap_contradicts_unique_and_disagreement_contradicts_any() -> None:
    table = [("<= 60", '"a"'), (">= 60", '"b"'), ("> 90", '"b"')]
    assert messages(single_table([("age", "number")], RATE, table)) == [
        "age 60: rules 1 and 2 both match",
        "age > 90: rules 2 and 3 both match",
    ]
    assert messages(single_table([("age", "number")], RATE, table, "ANY")) == ["age 60: rules 1 and 2 both match"]


def test_a_rule_that_earlier_ones_always_take_is_never_reached() -> None:
    table = [("< 60", '"a"'), ("[60..80]", '"b"'), ("<= 80", '"c"'), ("-", '"d"')]
    (found,) = findings(single_table([("age", "number")], RATE, table, "FIRST"))
    assert (found.code, found.rules) == ("table-unreachable", (3, 1, 2))


def test_priority_hides_rules_of_lower_rank() -> None:
    table = [("-", '"low"'), (">= 60", '"high"'), ("[70..80]", '"low"'), ("[65..70]", '"mid"')]
    found = findings(single_table([("age", "number")], [("rate", "string", '"high", "mid", "low"')], table, "PRIORITY"))
    assert [(each.code, each.rules[0]) for each in found] == [("table-unreachable", 3), ("table-unreachable", 4)]


def test_values_that_are_not_allowed_are_named() -> None:
    inputs = [("city", "string", '"4401", "4403"'), ("age", "number", "[0..150]")]
    table = [('"4401"', "> 150", '"a"'), ('"4404"', "-", '"z"'), ("-", "-", '"b"')]
    found = findings(single_table(inputs, [("rate", "string", '"a", "b"')], table, "FIRST"))
    values = [(each.rules, each.column, each.element_id) for each in found if each.code == "table-value"]
    assert values == [((1,), 2, "cell-1-2"), ((2,), 1, "cell-2-1"), ((2,), 3, "cell-2-3")]


def test_a_condition_outside_s_feel_is_said_to_be_so_and_invents_nothing() -> None:
    inputs = [("age", "number"), ("limit", "number")]
    found = findings(single_table(inputs, RATE, [("> limit", "-", '"a"'), ("<= limit", "-", '"b"')]))
    assert [(each.code, each.rules, each.column) for each in found] == [
        ("table-inexact", (1,), 1),
        ("table-inexact", (2,), 1),
    ]


def test_names_and_inputs_that_nothing_gives() -> None:
    data = definitions(input_data("age", "number"), decision("D", literal("age + years", "text"), requires("age")))
    model = load(data)
    assert [(each.code, each.element_id) for each in check(model)] == [("name-unknown", "text")]
    assert [each.code for each in check(model, known_inputs={"person.age"})] == ["name-unknown", "input-unknown"]


@settings(deadline=None, max_examples=100)
@given(st.lists(rules, min_size=1, max_size=5), st.lists(facts, min_size=1, max_size=6))
def test_findings_agree_with_what_matches(table: list[tuple[str, ...]], population: list[dict[str, object]]) -> None:
    """An input without null has no rule exactly where a gap says so, and two rules exactly where an overlap does."""
    model = load(single_table(INPUTS, [("rate", "string")], table, "UNIQUE"))
    collecting = load(single_table(INPUTS, [("rate", "string")], table, "COLLECT"))
    found = check(model)
    for person in population:
        if None in person.values():
            continue
        rules_matched = {match.rule for match in collecting.evaluate("Outcome", person).matched}
        inside = [each for each in found if each.region is not None and _holds(each, person)]
        assert (not rules_matched) == any(each.code == "table-gap" for each in inside)
        overlapping = {frozenset(each.rules) for each in inside if each.code == "table-overlap"}
        assert overlapping == {frozenset((a, b)) for a in rules_matched for b in rules_matched if a < b}


def _holds(finding: Finding, person: dict[str, object]) -> bool:
    """Whether a finding's region holds a person, by evaluating the region as a table's rule."""
    assert finding.region is not None
    conditions = dict(finding.region.conditions)
    if any("any other" in text for text in conditions.values()):
        raise AssertionError(conditions)
    row = tuple(conditions.get(name, "-") for name, _ in INPUTS)
    model = load(single_table(INPUTS, [("n", "number")], [(*row, "1")]))
    return model.evaluate("Outcome", person).value == Decimal(1)


def test_whole_numbers_leave_no_gap_between_them() -> None:
    table = single_table([("age", "number")], RATE, [("< 60", '"a"'), ("[61..79]", '"b"'), ("> 79", '"c"')])
    ages = Domain(is_whole=True, minimum=Decimal(0), maximum=Decimal(150))
    assert [each.message for each in check(load(table), domains={"age": ages})] == ["age 60: no rule"]


def test_what_a_table_of_constants_gives_is_known_to_the_next() -> None:
    band = decision("Band", table([("age", "number")], [("band", "string")], [("null", "null"), ("< 60", '"young"'),
                    (">= 60", '"old"')]), requires("age"))  # fmt: skip
    rate = table([("Band", "string")], [("rate", "string")], [('"old"', '"a"'), ('"youn"', '"b"')])
    needs = requires("Band", kind="requiredDecision")
    found = check(load(definitions(input_data("age", "number"), band, decision("Rate", rate, needs))))
    assert [(each.code, each.message) for each in found] == [
        ("table-value", 'rule 2: "youn" is not among the input\'s values'),
        ("table-gap", 'Band not("old"): no rule'),
        ("table-unreachable", "rule 2: no input matches"),
    ]


WORLD: list[tuple[str, str, list[object]]] = [
    ("n", "number", [Decimal(number) for number in range(6)]),
    ("place", "string", ["11", "110", "12", "121", "2", "20"]),
    ("flag", "boolean", [True, False]),
]
DOMAINS = {
    "n": Domain(is_whole=True, minimum=Decimal(0), maximum=Decimal(5)),
    "place": Domain(values=frozenset({"11", "12", "2"}), is_extended=True),
}
numbers = st.sampled_from(
    ["-", "0", "< 3", "<= 2.5", "> 2", "[1..4)", "(1..3]", "not(3)", "0, 5", "null", "> 5", "1.5"]
)
places = st.sampled_from(
    [
        "-",
        '"11"',
        'starts with(?, "1")',
        'starts with(?, "12")',
        'not(starts with(?, "1"))',
        '"2", "121"',
        "null",
        '"9"',
    ]
)
flags = st.sampled_from(["-", "true", "false", "not(true)", "null", "not(null)"])
outcomes = st.sampled_from(['"a"', '"b"'])


@settings(deadline=None, max_examples=40)
@given(
    st.lists(st.tuples(numbers, places, flags, outcomes), min_size=1, max_size=6),
    st.sampled_from(["UNIQUE", "ANY", "FIRST", "PRIORITY"]),
)
def test_findings_are_exact(rows: list[tuple[str, ...]], policy: str) -> None:
    """Every input of a small world tried: gaps hold those without a rule, overlaps those with two, and no others."""
    inputs, outputs = [(name, kind) for name, kind, _ in WORLD], [("rate", "string", '"a", "b"')]
    model = load(single_table(inputs, outputs, rows, policy))
    every = load(single_table(inputs, outputs, rows, "COLLECT"))
    columns = [
        [*values, *([None] if any("null" in row[column] for row in rows) else [])]
        for column, (_, _, values) in enumerate(WORLD)
    ]
    people = [dict(zip(("n", "place", "flag"), point, strict=True)) for point in product(*columns)]
    matched = [frozenset(match.rule for match in every.evaluate("Outcome", person).matched) for person in people]
    found = check(model, domains=DOMAINS)
    assert _inside(found, "table-gap", people) == [{()} if not rules else set() for rules in matched]
    if policy in ("UNIQUE", "ANY"):
        results = {number: row[3] for number, row in enumerate(rows, 1)}
        pairs = [
            {
                pair
                for pair in combinations(sorted(rules), 2)
                if policy == "UNIQUE" or len({*map(results.get, pair)}) > 1
            }
            for rules in matched
        ]
        assert _inside(found, "table-overlap", people) == pairs
    else:
        won = {match.rule for person in people for match in model.evaluate("Outcome", person).matched}
        lost = {each.rules[0] for each in found if each.code == "table-unreachable"}
        assert lost == set(range(1, len(rows) + 1)) - won


def _inside(found: list[Finding], code: str, people: list[dict[str, object]]) -> list[set[tuple[int, ...]]]:
    """For each person, the rules of the findings whose region she is in: the regions tried as the rules of a table."""
    chosen = [(dict(each.region.conditions), each.rules) for each in found if each.code == code and each.region]
    if not chosen:
        return [set() for _ in people]
    columns = [(name, kind) for name, kind, _ in WORLD]
    rows = [
        (*(conditions.get(name, "-") for name, _ in columns), str(place))
        for place, (conditions, _) in enumerate(chosen)
    ]
    regions = load(single_table(columns, [("n", "number")], rows, "COLLECT"))
    return [{chosen[int(place)][1] for place in regions.evaluate("Outcome", each).value or ()} for each in people]

"""Checks of one service: its declaration, its words in three locales, its decision and its examples."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_noop
from pydantic import ValidationError

from lingnan.engine.decisions import FeelSyntaxError, Model, ModelError, load
from lingnan.engine.facts import Formula, base_names, variable_of

from .domains import FEEL_TYPES
from .files import Document, Unreadable
from .problems import Ground, document, problem, schema_problems, unknown_department, unknown_element
from .rule_checks import RuleFile, check_tables
from .services import read_derivations, read_examples
from .types import LOCALES, Example, FactNeed, Locale, Problem, ServiceDeclaration, ServiceText
from .units import Unit

OUTCOMES = ("granted", "refused", "referred")
INPUT_TYPE = gettext_noop("输入 %(name)s 写成了 %(type)s，数据元字典里是 %(declared)s。")
INPUT_TYPE_ADVICE = gettext_noop("请改 variable 的 typeRef。")
FAULTY_MODEL = gettext_noop("规则文件有误：%(fault)s。"), gettext_noop("请在决策表里改正。")
OTHER_ANSWER = (
    gettext_noop("例子「%(example)s」期望 %(output)s 是 %(expected)s，决策给出 %(found)s。"),
    gettext_noop("请改决策表，或改例子。"),
)
NOT_COVERED = gettext_noop("例子「%(example)s」说用到规则 %(rule)s，其实没有。"), gettext_noop("请核对 covers。")
NO_EXAMPLE = gettext_noop("规则 %(rule)s 没有例子用到。"), gettext_noop("请在 examples 里加一个。")
UNUSED_ANSWER = (
    gettext_noop("自测里的 %(name)s，规则没有用到。"),
    gettext_noop("请换成规则要用的数据元或输入，或者去掉。"),
)
PLATFORM_FACTS = frozenset({"licence_held", "decision_date"})
RECORD_PREFIX = "record_"


def check_service(unit: Unit, ground: Ground) -> Iterator[Problem]:
    """Every problem of one service."""
    try:
        declaration = ServiceDeclaration.model_validate(document(unit, "service.yaml").data)
    except Unreadable as error:
        yield problem("unreadable", error.file, error.line, f"这一行读不懂：{error.reason}。", "请检查缩进和引号。")
        return
    except ValidationError as error:
        yield from schema_problems(unit.folder + "service.yaml", document(unit, "service.yaml"), error)
        return
    yield from _check_declaration(unit, declaration, ground)
    model = yield from _check_model(unit, declaration)
    if model is None:
        return
    yield from _check_texts(unit, declaration, model)
    yield from _check_inputs(unit, declaration, model, ground)
    yield from _check_types(unit, declaration, model, ground)
    yield from _check_self_check(unit, declaration, model)
    yield from check_tables(file=rule_file(unit, declaration, model), domains=ground.domains(unit.files))
    yield from _check_examples(unit, declaration, model)


def _check_declaration(unit: Unit, declaration: ServiceDeclaration, ground: Ground) -> Iterator[Problem]:
    file, lines = unit.folder + "service.yaml", document(unit, "service.yaml")
    checked = ground.dictionary["service.item_code"].check(declaration.item_code, today=declaration.effective_from)
    if checked.error:
        yield problem("item-code", file, lines.line(["item_code"]), checked.error.text(), "")
    for key, department in (("department", declaration.department), ("appeal", declaration.appeal.authority)):
        if department not in ground.province.departments:
            yield unknown_department(file, lines.line([key]), department)
    for place, need in enumerate(declaration.facts):
        yield from _check_need(file, lines.line(["facts", place]), need, ground)
    for place, ask in enumerate(declaration.asks):
        if ask.element not in ground.dictionary:
            yield unknown_element(file, lines.line(["asks", place]), ask.element)
        yield from _check_condition(file, lines.line(["asks", place, "when"]), ask.when, ground, unit)
    yield from _check_grants(file, lines, declaration, ground)


def _check_need(file: str, line: int, need: FactNeed, ground: Ground) -> Iterator[Problem]:
    resource = ground.resources.get(need.source)
    if resource is None:
        yield problem("unknown-resource", file, line, f"没有名为 {need.source} 的共享资源。", "请核对 resources 目录。")
    elif need.element not in {column.element for column in resource.elements}:
        message = f"资源 {need.source} 里没有 {need.element}。"
        yield problem("not-in-resource", file, line, message, "请换一个资源，或请数源部门补上。")


def _check_grants(file: str, lines: Document, declaration: ServiceDeclaration, ground: Ground) -> Iterator[Problem]:
    licence = declaration.grants.licence if declaration.grants else None
    if licence and licence not in ground.licences:
        line = lines.line(["grants", "licence"])
        yield problem("unknown-licence", file, line, f"没有 {licence} 这种证照。", "请核对 licences 目录。")
    benefit = declaration.grants.benefit if declaration.grants else None
    if benefit and benefit.ledger not in ground.resources:
        line = lines.line(["grants", "benefit", "ledger"])
        yield problem(
            "unknown-resource", file, line, f"没有名为 {benefit.ledger} 的共享资源。", "请核对 resources 目录。"
        )


def _check_condition(file: str, line: int, text: str | None, ground: Ground, unit: Unit) -> Iterator[Problem]:
    if text is None:
        return
    try:
        names = Formula(text).names
    except FeelSyntaxError as error:
        yield problem("condition", file, line, f"条件写得不对：{error}。", "请按 FEEL 的写法改正。")
        return
    for name in names:
        if name not in _known_names(ground, unit):
            yield problem("condition-name", file, line, f"条件里的 {name} 不是数据元。", "点号请写成下划线。")


def _known_names(ground: Ground, unit: Unit) -> set[str]:
    derived = {rule.name for rule in read_derivations(unit.files)}
    records = {RECORD_PREFIX + code.replace("-", "_") for code in ground.resources}
    return {variable_of(element) for element in ground.dictionary} | derived | records | PLATFORM_FACTS


def _check_model(unit: Unit, declaration: ServiceDeclaration) -> Any:
    file = unit.folder + declaration.decision.model
    if declaration.decision.model not in unit.files:
        yield problem("no-decision", file, 1, "没有这个决策文件。", "请补上，或改正 service.yaml 里的 decision。")
        return None
    try:
        model = load(unit.files[declaration.decision.model].encode())
    except ModelError as error:
        for each in error.problems:
            fault = replace(each, file=declaration.decision.model)
            yield problem("decision", file, each.line or 1, *FAULTY_MODEL, fault=str(fault))
        return None
    if declaration.decision.name not in model.decisions:
        yield problem("no-decision", file, 1, f"没有名为 {declaration.decision.name} 的决策。", "请核对名称。")
        return None
    return model


def _check_inputs(unit: Unit, declaration: ServiceDeclaration, model: Model, ground: Ground) -> Iterator[Problem]:
    """Each input of the decision is gathered: from a resource, from the form, derived, or told by the platform."""
    file = unit.folder + declaration.decision.model
    gathered = {variable_of(need.element) for need in declaration.facts}
    gathered |= {variable_of(ask.element) for ask in declaration.asks}
    gathered |= {RECORD_PREFIX + need.source.replace("-", "_") for need in declaration.facts}
    rules = {rule.name: rule for rule in read_derivations(unit.files)}
    open_names = list(model.inputs(declaration.decision.name))
    while open_names:
        name = open_names.pop()
        if name in rules and name not in gathered:
            gathered.add(name)
            open_names += rules[name].formula.names
        elif name not in gathered | PLATFORM_FACTS:
            yield problem(
                "input-unknown",
                file,
                1,
                f"决策要用 {name}，但没有一处提供它。",
                "请在 service.yaml 的 facts 或 asks 里加上对应的数据元。",
            )


def _check_self_check(unit: Unit, declaration: ServiceDeclaration, model: Model) -> Iterator[Problem]:
    """The guide's check asks and takes for granted only what the decision comes down to."""
    check = declaration.self_check
    if check is None:
        return
    inputs = model.inputs(declaration.decision.name)
    known = {*inputs, *base_names(wanted=list(inputs), derivations=read_derivations(unit.files))}
    file, lines = unit.folder + "service.yaml", document(unit, "service.yaml")
    for place, element in enumerate(check.asks):
        if variable_of(element) not in known:
            line = lines.line(["self_check", "asks", place])
            yield problem("self-check", file, line, *UNUSED_ANSWER, name=element)
    for name in check.given:
        if name not in known:
            yield problem("self-check", file, lines.line(["self_check", "given", name]), *UNUSED_ANSWER, name=name)


def rule_file(unit: Unit, declaration: ServiceDeclaration, model: Model) -> RuleFile:
    use = declaration.decision
    return RuleFile(name=unit.folder + use.model, text=unit.files[use.model], model=model, gaps=use.gaps)


def _check_types(unit: Unit, declaration: ServiceDeclaration, model: Model, ground: Ground) -> Iterator[Problem]:
    """An input has the type that the dictionary gives its element; where a resource may hold several, a list of it."""
    elements = {variable_of(name): element for name, element in ground.dictionary.items()}
    file = unit.folder + declaration.decision.model
    for name, kind in model.inputs(declaration.decision.name).items():
        declared = FEEL_TYPES.get(elements[name].type) if name in elements else None
        if declared and str(kind) not in (declared, f"list<{declared}>", "Any"):
            yield Problem(
                code="input-type", file=file, line=1, message=INPUT_TYPE, advice=INPUT_TYPE_ADVICE,
                details={"name": name, "type": str(kind), "declared": declared},
            )  # fmt: skip


def _check_texts(unit: Unit, declaration: ServiceDeclaration, model: Model) -> Iterator[Problem]:
    texts: dict[Locale, ServiceText] = {}
    for locale in LOCALES:
        name = f"text.{locale}.yaml"
        if name not in unit.files:
            yield problem("text-missing", unit.folder + name, 1, "缺少这种语言的文字。", "请翻译并补上这个文件。")
            continue
        try:
            texts[locale] = ServiceText.model_validate(document(unit, name).data)
        except Unreadable as error:
            yield problem("unreadable", error.file, error.line, f"这一行读不懂：{error.reason}。", "请检查缩进和引号。")
        except ValidationError as error:
            yield from schema_problems(unit.folder + name, document(unit, name), error)
    wanted: dict[str, set[str]] = {
        "steps": {ask.step for ask in declaration.asks},
        "proofs": {proof.id for proof in declaration.proofs},
        "reasons": _reasons(model, declaration.decision.name),
        "outcomes": set(OUTCOMES),
    }
    for locale, text in texts.items():
        for key, codes in wanted.items():
            for code in sorted(codes - set(getattr(text, key))):
                file = f"{unit.folder}text.{locale}.yaml"
                line = document(unit, f"text.{locale}.yaml").line([key])
                yield problem("text-missing", file, line, f"{key} 里没有 {code} 的文字。", "请补上这一条。")


def _reasons(model: Model, decision: str) -> set[str]:
    """Every reason code that the decision's table can give."""
    table = model.table(decision)
    if table is None:
        return set()
    column = next((place for place, output in enumerate(table.outputs) if output.name == "reason"), None)
    if column is None:
        return set()
    return {rule.output_texts[column].strip('"') for rule in table.rules}


def _check_examples(unit: Unit, declaration: ServiceDeclaration, model: Model) -> Iterator[Problem]:
    try:
        examples = read_examples(unit.files)
    except (Unreadable, ValidationError) as error:
        yield problem("example", unit.folder + "examples/", 1, f"例子读不懂：{error}。", "请按 README 的格式改正。")
        return
    if not examples:
        yield problem(
            "no-example",
            unit.folder + "examples/",
            1,
            "没有例子。",
            "每项服务至少要有一个例子，并且每条规则都要有例子用到。",
        )
        return
    covered: set[str] = set()
    for example in examples:
        covered |= set(example.covers)
        yield from _check_example(unit, declaration, model, example)
    table = model.table(declaration.decision.name)
    for rule in table.rules if table else ():
        if rule.id not in covered:
            file = unit.folder + declaration.decision.model
            yield problem("rule-uncovered", file, 1, *NO_EXAMPLE, rule=rule.id)


def _check_example(unit: Unit, declaration: ServiceDeclaration, model: Model, example: Example) -> Iterator[Problem]:
    folder = unit.folder + "examples/"
    evaluation = model.evaluate(declaration.decision.name, {name: feel(value) for name, value in example.given.items()})
    found: Mapping[str, Any] = evaluation.value if isinstance(evaluation.value, Mapping) else {}
    for name, expected in example.expect.items():
        if found.get(name) != feel(expected):
            yield problem(
                "example", folder, 1, *OTHER_ANSWER,
                example=example.name, output=name, expected=str(expected), found=str(found.get(name)),
            )  # fmt: skip
    matched = {match.rule_id for match in evaluation.matched}
    for rule in example.covers:
        if rule not in matched:
            yield problem("example", folder, 1, *NOT_COVERED, example=example.name, rule=rule)


def feel(value: Any) -> Any:
    """A YAML value as FEEL holds it: numbers are decimals."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return Decimal(str(value))
    return [feel(item) for item in value] if isinstance(value, list) else value

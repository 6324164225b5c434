"""The DMN technology compatibility kit (dmn-tck/tck): runs its test cases and says what differs.

A directory of the kit holds a folder a model, with the model's .dmn files and its `*-test-*.xml` files of cases.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from lingnan.engine.decisions.evaluation import Evaluation
from lingnan.engine.decisions.model import Model, load
from lingnan.engine.decisions.operators import same
from lingnan.engine.decisions.temporal_text import parse_date, parse_datetime, parse_duration, parse_time
from lingnan.engine.decisions.text import literal_text
from lingnan.engine.decisions.xml_elements import Element, parse_xml

# The kit's own runner compares numbers to eight decimals, as its expected values are rounded.
_TOLERANCE: Final = Decimal("1E-8")
_READERS: Final[dict[str, Callable[[str], Any]]] = {
    "string": str,
    "boolean": lambda text: text.strip() in ("true", "1"),
    "date": parse_date,
    "time": parse_time,
    "dateTime": parse_datetime,
    "duration": parse_duration,
    "dayTimeDuration": parse_duration,
    "yearMonthDuration": parse_duration,
    **dict.fromkeys(("decimal", "double", "float", "integer", "int", "long"), Decimal),
}


@dataclass(frozen=True, slots=True)
class Result:
    """One expected result: the folder of its model, its case and name, and whether the engine gives it.

    `expected` and `found` are FEEL text; `message` holds the warnings or the error.
    """

    folder: str
    case: str
    name: str
    passed: bool
    expected: str
    found: str
    message: str = ""


def run(directory: Path | str) -> list[Result]:
    """The results of all cases below a directory, by folder."""
    files = sorted(Path(directory).rglob("*-test-*.xml"))
    return [result for file in files for result in _run_file(file)]


def _run_file(file: Path) -> Iterator[Result]:
    root = parse_xml(file.read_bytes(), str(file))
    model_name = root.content("modelName").strip()
    model, fault = _load(file.parent, model_name)
    for case in root.all("testCase"):
        for expected in case.all("resultNode"):
            yield _judge(file.parent.name, model, fault, case, expected)


def _load(folder: Path, name: str) -> tuple[Model | None, str]:
    file = folder / (name if name.endswith(".dmn") else f"{name}.dmn")
    try:
        return load(file, imports=_imports(folder, file), tolerant=True), ""
    except (ValueError, OSError) as error:
        return None, str(error)


def _imports(folder: Path, file: Path) -> list[Path]:
    """The files of the folder that a model imports, directly or not."""
    roots = {path: parse_xml(path.read_bytes(), str(path)) for path in sorted(folder.glob("*.dmn"))}
    by_namespace = {root.get("namespace"): path for path, root in roots.items() if path != file}
    found: list[Path] = []
    waiting = [file]
    while waiting:
        for each in roots[waiting.pop()].all("import"):
            path = by_namespace.get(each.get("namespace"))
            if path is not None and path not in found:
                found.append(path)
                waiting.append(path)
    return found


def _judge(folder: str, model: Model | None, fault: str, case: Element, result: Element) -> Result:
    name, label = result.get("name") or "", case.get("id") or ""
    expected = None if result.get("errorResult") == "true" else value_of(result.first("expected"))
    if model is None:
        return Result(folder, label, name, False, literal_text(expected), "", fault)
    try:
        evaluation = _evaluate(model, case, name)
    except Exception as error:  # a case that raises has failed, whatever it raised
        return Result(folder, label, name, False, literal_text(expected), "", repr(error))
    message = "; ".join(map(str, evaluation.warnings))
    found = evaluation.value
    return Result(folder, label, name, agrees(found, expected), literal_text(expected), literal_text(found), message)


def _evaluate(model: Model, case: Element, name: str) -> Evaluation:
    inputs = {node.get("name") or "": value_of(node) for node in case.all("inputNode")}
    invocable = case.get("invocableName")
    if case.get("type") in ("bkm", "decisionService") and invocable:
        return _output(model.invoke(invocable, inputs), model, name)
    return model.evaluate(name, inputs)


def _output(evaluation: Evaluation, model: Model, name: str) -> Evaluation:
    """The outcome of one decision of a service that has several."""
    value = evaluation.value
    if name in model.functions or value.__class__ is not dict or name not in value:
        return evaluation
    return evaluation._replace(value=value[name])


def value_of(element: Element | None) -> Any:
    """The value that the kit writes as `value`, `list` or `component` elements."""
    if element is None:
        return None
    components = list(element.all("component"))
    if components:
        return {component.get("name") or "": value_of(component) for component in components}
    items = element.first("list")
    if items is not None:
        return None if items.get("nil") == "true" else [value_of(item) for item in items.all("item")]
    value = element.first("value")
    if value is None or value.get("nil") == "true":
        return None
    kind = (value.get("type") or "string").rpartition(":")[2]
    return _READERS[kind](value.text)


def agrees(found: Any, expected: Any) -> bool:
    """Whether a value is the expected one, numbers to eight decimals."""
    if found.__class__ is Decimal and expected.__class__ is Decimal:
        return abs(found - expected) < _TOLERANCE
    if found.__class__ is list and expected.__class__ is list:
        return len(found) == len(expected) and all(map(agrees, found, expected))
    if found.__class__ is dict and expected.__class__ is dict:
        return found.keys() == expected.keys() and all(agrees(found[name], value) for name, value in expected.items())
    return same(found, expected)

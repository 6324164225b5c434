"""Checks of a province's content before it is published: every problem at once, where it is and what to do."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from lingnan.engine.elements import InvalidDictionary

from . import service_checks, shelf
from .book_checks import check_book
from .domains import read_domains
from .files import Document, Unreadable
from .kinds import read_dictionary, read_licence_kind, read_province, read_resource
from .problems import Ground, document, problem, schema_problems, unknown_department, unknown_element
from .rule_checks import RuleFile, check_tables
from .types import Problem, Resource, Service
from .units import Unit, read_units

Read = TypeVar("Read")
REQUIRED_FILES = ("elements.yaml", "divisions.csv", "province.yaml", "departments.csv")


def check_content(root: Path) -> list[Problem]:
    """Every problem of the content under `root`, in order of file. An empty list means that it may be published.

    Services are looked at only when what they refer to can be read.
    """
    missing = [name for name in REQUIRED_FILES if not (root / name).exists()]
    if missing:
        return [
            problem("file-missing", name, 1, "没有这个文件。", "请补上；格式见 content/guangdong/README.md。")
            for name in missing
        ]
    units = list(read_units(root))
    problems: list[Problem] = []
    ground = _ground(units, problems)
    if ground is None:
        return problems
    problems += [found for unit in units for found in _check_references(unit, ground)]
    for unit in units:
        if unit.kind == "service":
            problems += service_checks.check_service(unit, ground)
        elif unit.kind == "rules":
            problems += check_book(unit)
    return problems


def check_rules(*, service: Service) -> list[Problem]:
    """What is found in the tables of a service's model, by the dictionary in force: gaps, overlaps and their kin."""
    use = service.declaration.decision
    file = RuleFile(name=use.model, text=service.decision_xml, model=service.model, gaps=use.gaps)
    domains = read_domains(dictionary=shelf.dictionary(), derivations=service.derivations)
    return list(check_tables(file=file, domains=domains))


def _ground(units: list[Unit], problems: list[Problem]) -> Ground | None:
    read: dict[tuple[str, str], Any] = {}
    readers: dict[str, Callable[[Mapping[str, str]], Any]] = {
        "dictionary": read_dictionary,
        "province": read_province,
        "resource": read_resource,
        "licence": read_licence_kind,
    }
    for unit in units:
        if unit.kind in readers:
            read[unit.kind, unit.code] = attempt(unit, readers[unit.kind], problems)
    if any(value is None for value in read.values()):
        return None
    return Ground(
        dictionary=read["dictionary", "elements"],
        province=read["province", "province"],
        resources={code: value for (kind, code), value in read.items() if kind == "resource"},
        licences={code: value for (kind, code), value in read.items() if kind == "licence"},
    )


def attempt(unit: Unit, reader: Callable[[Mapping[str, str]], Read], problems: list[Problem]) -> Read | None:
    """Read a unit; on failure add its problems and give None."""
    try:
        return reader(unit.files)
    except Unreadable as error:
        problems.append(
            problem(
                "unreadable", unit.folder + error.file, error.line, f"这一行读不懂：{error.reason}。",
                "请检查缩进、冒号后的空格和引号。",
            )
        )  # fmt: skip
    except ValidationError as error:
        file = next(iter(unit.files)) if unit.kind in ("resource", "licence") else ""
        problems += schema_problems(unit.folder + file, document(unit, file), error)
    except InvalidDictionary as error:
        lines = document(unit, "elements.yaml")
        problems += [
            problem("element", "elements.yaml", lines.line([fault.element, fault.key]), str(fault), "")
            for fault in error.faults
        ]
    except KeyError as error:
        problems.append(problem("missing", unit.folder, 1, f"缺少 {error}。", "请补上这个文件或这一列。"))
    return None


def _check_references(unit: Unit, ground: Ground) -> Iterator[Problem]:
    if unit.kind == "resource":
        yield from _check_resource(unit, ground)
    elif unit.kind == "licence":
        yield from _check_licence(unit, ground)
    elif unit.kind == "province":
        yield from _check_province(unit, ground)


def _check_province(unit: Unit, ground: Ground) -> Iterator[Problem]:
    name, run_by = "province.yaml", ground.province.codes.run_by
    if run_by and run_by not in ground.province.departments:
        yield unknown_department(name, document(unit, name).line(["codes", "run_by"]), run_by)


def _check_resource(unit: Unit, ground: Ground) -> Iterator[Problem]:
    resource, name = ground.resources[unit.code], next(iter(unit.files))
    lines = document(unit, name)
    if resource.owner not in ground.province.departments:
        yield unknown_department(unit.folder + name, lines.line(["owner"]), resource.owner)
    for place, column in enumerate(resource.elements):
        if column.element not in ground.dictionary:
            yield unknown_element(unit.folder + name, lines.line(["elements", place, "element"]), column.element)
    keep = resource.keep.after if resource.keep else ()
    named = {"record_key": resource.record_key, "searched_by": resource.searched_by, "keep": keep}
    for part, elements in named.items():
        for element in set(elements) - {column.element for column in resource.elements}:
            message = f"{part} 里的 {element} 不是这个资源的数据元。"
            yield problem(
                "not-in-resource", unit.folder + name, lines.line([part]), message, "请改成 elements 里有的。"
            )
    yield from _check_fhir(resource, lines)


def _check_fhir(resource: Resource, lines: Document) -> Iterator[Problem]:
    columns = {column.column for column in resource.elements} | {"as_of"}
    for column in set(resource.fhir.columns if resource.fhir else ()) - columns:
        message = f"fhir.columns 里的 {column} 不是这个资源的列。"
        where = lines.line(["fhir", "columns", column])
        yield problem("not-in-resource", lines.file, where, message, "请改成 elements 里有的列名。")
    yield from _check_types(resource, lines)


def _check_types(resource: Resource, lines: Document) -> Iterator[Problem]:
    """The type of an identifier says which document it is, so it stands with the number that finds the person alone."""
    for column, sources in (resource.fhir.columns if resource.fhir else {}).items():
        for place, source in enumerate(sources):
            is_whole = bool(source.types) == bool(source.type_system)
            if not is_whole or (source.types and column != resource.key_column):
                message = f"fhir.columns.{column} 里的 types 和 type_system 要一起写，而且只写在证件号码那一列。"
                where = lines.line(["fhir", "columns", column, place])
                yield problem(
                    "types-misplaced", lines.file, where, message, "请补上缺的一项，或者把它移到证件号码那一列。"
                )


def _check_licence(unit: Unit, ground: Ground) -> Iterator[Problem]:
    kind, name = ground.licences[unit.code], next(iter(unit.files))
    lines = document(unit, name)
    if kind.issuer not in ground.province.departments:
        yield unknown_department(unit.folder + name, lines.line(["issuer"]), kind.issuer)
    for place, field in enumerate(kind.fields):
        if field.element not in ground.dictionary:
            yield unknown_element(unit.folder + name, lines.line(["fields", place, "element"]), field.element)

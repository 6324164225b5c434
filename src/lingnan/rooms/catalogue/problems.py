"""How a problem in content is told: the file, the line, what is wrong, what to do."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pydantic import ValidationError

from lingnan.engine.decisions import Domain
from lingnan.engine.elements import Dictionary

from .domains import read_domains
from .files import Document, parse_yaml
from .services import read_derivations
from .types import LicenceKind, Problem, Province, Resource
from .units import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What services stand on: checked first, since they refer to it."""

    dictionary: Dictionary
    province: Province
    resources: Mapping[str, Resource]
    licences: Mapping[str, LicenceKind]

    def domains(self, files: Mapping[str, str]) -> Mapping[str, Domain]:
        """What values a service's inputs may have."""
        return read_domains(dictionary=self.dictionary, derivations=read_derivations(files))


def problem(code: str, file: str, line: int, message: str, advice: str, **details: object) -> Problem:
    return Problem(code=code, file=file, line=line, message=message, advice=advice, details=details)


def unknown_element(file: str, line: int, element: str) -> Problem:
    return problem(
        "unknown-element", file, line, f"数据元 {element} 不在字典里。", "请核对拼写，或先把它加进 elements.yaml。"
    )


def unknown_department(file: str, line: int, department: str) -> Problem:
    return problem(
        "unknown-department",
        file,
        line,
        f"部门 {department} 不在 departments.csv 里。",
        "请核对拼写，或先登记这个部门。",
    )


def document(unit: Unit, name: str) -> Document:
    """A file of a unit with its lines; an empty one where it is missing."""
    return parse_yaml(file=unit.folder + name, text=unit.files.get(name, ""))


def schema_problems(file: str, lines: Document, error: ValidationError) -> Iterator[Problem]:
    """What pydantic found, each at its line."""
    for found in error.errors():
        path = list(found["loc"])
        where = ".".join(map(str, path))
        yield problem("schema", file, lines.line(path), f"{where}：{_in_words(found['type'], found['msg'])}", "")


def _in_words(kind: str, message: str) -> str:
    words = {
        "missing": "缺少这一项，请补上。",
        "extra_forbidden": "没有这个名字的项，请检查拼写，或删去。",
        "string_pattern_mismatch": "写法不对：用小写字母、数字和连字符，以字母开头。",
        "literal_error": "不在可选的值里：" + message,
    }
    return words.get(kind, message)

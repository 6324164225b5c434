"""The dictionary, the province, licence kinds and resources from their files."""

from collections.abc import Mapping
from typing import Any

from lingnan.engine.elements import Dictionary, load_dictionary

from .files import parse_csv, parse_yaml
from .types import LOCALES, Department, LicenceKind, Province, Resource

CODES = "codes/"


def read_dictionary(files: Mapping[str, str]) -> Dictionary:
    """The data-element dictionary; raises `InvalidDictionary` with every fault."""
    return load_dictionary(
        elements=_only(files, "elements.yaml"),
        code_lists={
            name.removeprefix(CODES).removesuffix(".csv"): parse_csv(text)
            for name, text in files.items()
            if name.startswith(CODES)
        },
        divisions=parse_csv(files["divisions.csv"]),
    )


def read_province(files: Mapping[str, str]) -> Province:
    """The province and its departments."""
    departments = [
        Department(
            id=row["id"],
            name={locale: row[locale] for locale in LOCALES},
            credit_code=row["credit_code"],
            division=row["division"],
        )
        for row in parse_csv(files["departments.csv"])
    ]
    data = _only(files, "province.yaml")
    return Province.model_validate({**data, "departments": {department.id: department for department in departments}})


def read_licence_kind(files: Mapping[str, str]) -> LicenceKind:
    """A licence kind from its one file."""
    return LicenceKind.model_validate(_only(files, *files))


def read_resource(files: Mapping[str, str]) -> Resource:
    """A resource from its one file."""
    return Resource.model_validate(_only(files, *files))


def _only(files: Mapping[str, str], name: str) -> Any:
    return parse_yaml(file=name, text=files[name]).data

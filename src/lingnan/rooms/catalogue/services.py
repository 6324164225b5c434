"""A service from its files."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from lingnan.engine.facts import Derivation, Formula
from lingnan.kernel.errors import NotFound

from .files import parse_yaml
from .types import LOCALES, Example, Locale, Service, ServiceDeclaration, ServiceText
from .units import DERIVED_FACTS, read_units


def read_service(*, files: Mapping[str, str], version: int, digest: str) -> Service:
    """Build a service; files that `check_content` refuses raise `Unreadable` or pydantic's ValidationError."""
    declaration = ServiceDeclaration.model_validate(_data(files, "service.yaml"))
    texts: dict[Locale, ServiceText] = {
        locale: ServiceText.model_validate(_data(files, f"text.{locale}.yaml")) for locale in LOCALES
    }
    return Service(
        version=version,
        digest=digest,
        declaration=declaration,
        texts=texts,
        decision_xml=files[declaration.decision.model],
        examples=read_examples(files),
        derivations=read_derivations(files),
    )


def read_service_in(*, folder: Path, code: str) -> Service:
    """A service as it stands in a content folder, for replaying without a database; raises `NotFound`."""
    if not (folder / "services" / code / "service.yaml").exists():
        raise NotFound()
    unit = next(unit for unit in read_units(folder) if (unit.kind, unit.code) == ("service", code))
    return read_service(files=unit.files, version=0, digest=unit.digest)


def read_examples(files: Mapping[str, str]) -> tuple[Example, ...]:
    """The examples of a service, in order of file name; a file holds one or a list."""
    found: list[Any] = []
    for name in sorted(files):
        if name.startswith("examples/"):
            data = _data(files, name)
            found += data if isinstance(data, list) else [data]
    return tuple(Example.model_validate(item) for item in found)


def read_derivations(files: Mapping[str, str]) -> tuple[Derivation, ...]:
    """The derived facts that the province declares."""
    if DERIVED_FACTS not in files:
        return ()
    return tuple(
        Derivation(name=name, formula=Formula(text)) for name, text in _data(files, DERIVED_FACTS)["facts"].items()
    )


def _data(files: Mapping[str, str], name: str) -> Any:
    return parse_yaml(file=name, text=files[name]).data

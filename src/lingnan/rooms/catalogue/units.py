"""What is published on its own: a service, a licence kind, a resource, a rule book, the dictionary, the province."""

import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from .files import digest_of, read_folder

DICTIONARY_FILES = ("elements.yaml", "divisions.csv", "standards.csv")
PROVINCE_FILES = ("province.yaml", "departments.csv")
DERIVED_FACTS = "facts.yaml"
RULE_BOOKS = ("health", "testing")  # folders read by the rooms that go by them: dated rules, where tests are taken


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A set of files under one name. `folder` is where they stand, for messages."""

    kind: str
    code: str
    folder: str
    files: Mapping[str, str]

    @property
    def digest(self) -> str:
        return digest_of(self.files)


def read_units(root: Path) -> Iterator[Unit]:
    """Every unit of a province's content folder.

    A service's unit includes the province's derived facts, so its digest covers all that its decisions depend on.
    """
    codes = {f"codes/{name}": text for name, text in read_folder(root / "codes").items()}
    yield Unit(kind="dictionary", code="elements", folder="", files=_pick(root, DICTIONARY_FILES) | codes)
    yield Unit(kind="province", code="province", folder="", files=_pick(root, PROVINCE_FILES))
    for kind in ("resource", "licence"):
        for path in sorted((root / f"{kind}s").glob("*.yaml")):
            yield Unit(kind=kind, code=path.stem, folder=f"{kind}s/", files={path.name: path.read_text("utf-8")})
    for code in RULE_BOOKS:
        if (root / code).is_dir():
            yield Unit(kind="rules", code=code, folder=f"{code}/", files=read_folder(root / code))
    derived = _pick(root, (DERIVED_FACTS,))
    for folder in sorted(path for path in (root / "services").iterdir() if path.is_dir()):
        files = read_folder(folder) | derived
        yield Unit(kind="service", code=folder.name, folder=f"services/{folder.name}/", files=files)


def _pick(root: Path, names: tuple[str, ...]) -> dict[str, str]:
    return {name: (root / name).read_text("utf-8") for name in names if (root / name).exists()}


def packed(files: Mapping[str, str]) -> bytes:
    """Files as a published version keeps them."""
    return zlib.compress(json.dumps(dict(files), ensure_ascii=False).encode(), 9)


def unpacked(data: bytes | memoryview) -> dict[str, str]:
    """The files of a published version, byte for byte."""
    files: dict[str, str] = json.loads(zlib.decompress(data))
    return files

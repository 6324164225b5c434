"""The environment variables Lingnan reads, typed, each with its meaning. There are no others."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from lingnan.kernel.database import Server
from lingnan.kernel.errors import LingnanError

ROOT = Path(__file__).resolve().parents[3]
APP_ROLE = "lingnan_app"
PREFIX = "LINGNAN_"


class BadVariable(LingnanError):
    """A variable holds what it can't mean."""

    code = "bad-variable"
    message = (
        "环境变量 %(variable)s 应当是一个整数，现在是「%(text)s」。请改正后再启动。"
    )


def _keep(variable: str, text: str) -> str:
    return text


def _number(variable: str, text: str) -> int:
    try:
        return int(text)
    except ValueError as error:
        raise BadVariable(variable=variable, text=text) from error


def _path(variable: str, text: str) -> Path:
    return Path(text).absolute()


CONVERTERS: dict[Any, Callable[[str, str], Any]] = {
    int: _number,
    Path: _path,
    Path | None: _path,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """Read once at start. `docs/operations.md` explains each; a test holds the two together."""

    var: Path = ROOT / "var"
    content: Path = ROOT / "content" / "guangdong"
    assets: Path = ROOT / "build" / "assets"
    port: int = 8000
    host: str = "127.0.0.1"
    database_url: str = ""
    database_role: str = ""
    secret_file: Path | None = None
    allowed_hosts: str = "127.0.0.1,localhost"
    public_url: str = ""
    gate_url: str = ""
    workers: int = 2

    @classmethod
    def read(cls, source: Mapping[str, str] = os.environ) -> "Environment":
        """Take each field from `LINGNAN_<FIELD>`; raises `BadVariable`."""
        given: dict[str, Any] = {}
        for field in fields(cls):
            variable = PREFIX + field.name.upper()
            if text := source.get(variable):
                given[field.name] = CONVERTERS.get(field.type, _keep)(variable, text)
        return cls(**given)

    @property
    def server(self) -> Server:
        """The embedded server of this data folder."""
        return Server(self.var)

    @property
    def effective_database_url(self) -> str:
        return self.database_url or self.server.url()

    @property
    def effective_public_url(self) -> str:
        return self.public_url or f"http://{self.host}:{self.port}"

    @property
    def effective_gate_url(self) -> str:
        return self.gate_url or f"http://{self.host}:{self.port + 1}"

    @property
    def effective_secret_file(self) -> Path:
        return self.secret_file or self.var / "master.key"

"""The environment variables Lingnan reads, typed, each with its meaning. There are no others."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from lingnan.kernel.database import Server
from lingnan.kernel.errors import LingnanError
from lingnan.kernel.logins import OWNER

ROOT = Path(__file__).resolve().parents[3]
PREFIX = "LINGNAN_"
DAYS_BACK = "days-back"  # the gate knows this name too
# Requests of one web process take turns at one interpreter: with eight at a time, a submission cost a quarter more
# processor time than with four. The process has more database connections than that, so none waits for one.
WEB_THREADS = 4
GREATEST_NUMBER = 65534  # a port that leaves one for the gate above it


class BadVariable(LingnanError):
    """A variable holds what it can't mean."""

    code = "bad-variable"
    message = "环境变量 %(variable)s 应当是 1 到 65534 之间的整数，现在是「%(text)s」。请改正后再启动。"


class UnknownVariable(LingnanError):
    """A variable begins with our prefix and means nothing: most often a slip of the pen."""

    code = "unknown-variable"
    message = "没有叫 %(variable)s 的环境变量。可用的有：%(known)s。请改正后再启动。"


def _keep(variable: str, text: str) -> str:
    return text


def _number(variable: str, text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= GREATEST_NUMBER:
        raise BadVariable(variable=variable, text=text)
    return int(text)


def _path(variable: str, text: str) -> Path:
    return Path(text).absolute()


CONVERTERS: dict[Any, Callable[[str, str], Any]] = {int: _number, Path: _path, Path | None: _path}


def keep_apart(var: Path) -> None:
    """Let this process and those that it starts take `var` as their data folder, unless the environment names one."""
    variable = f"{PREFIX}VAR"
    os.environ[variable] = os.environ.get(variable) or str(var)


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
    proxies: int = 0
    workers: int = 2
    spark: str = ""
    spark_folder: Path | None = None

    @classmethod
    def read(cls, source: Mapping[str, str] = os.environ) -> "Environment":
        """Take each field from `LINGNAN_<FIELD>`, an empty one as not given.

        Raises `BadVariable`, `UnknownVariable`.
        """
        known = {PREFIX + field.name.upper(): field for field in fields(cls)}
        given = {variable: text for variable, text in source.items() if variable.startswith(PREFIX) and text}
        for variable in given.keys() - known.keys():
            raise UnknownVariable(variable=variable, known=", ".join(known))
        values: dict[str, Any] = {
            known[variable].name: CONVERTERS.get(known[variable].type, _keep)(variable, text)
            for variable, text in given.items()
        }
        return cls(**values)

    @property
    def server(self) -> Server:
        """The embedded server of this data folder."""
        return Server(self.var)

    @property
    def paper_font(self) -> Path:
        """The font of printed codes, which the assets' build lays beside them."""
        return self.assets.parent / "fonts" / "paper.ttf"

    @property
    def days_back(self) -> int:
        """How many days this data folder's clock is behind the machine's; `lingnan up --as-of` writes it."""
        file = self.var / DAYS_BACK
        return int(file.read_text()) if file.exists() else 0

    @property
    def effective_database_url(self) -> str:
        """The embedded server has a login for the role, which no statement can leave."""
        return self.database_url or self.server.url(user=self.database_role or OWNER)

    @property
    def role_to_take(self) -> str:
        """The role taken after connecting; none where the login is the role's own."""
        return self.database_role if self.database_url else ""

    @property
    def effective_public_url(self) -> str:
        return self.public_url or f"http://{self.host}:{self.port}"

    @property
    def effective_gate_url(self) -> str:
        return self.gate_url or f"http://{self.host}:{self.port + 1}"

    @property
    def effective_spark_folder(self) -> Path:
        return self.spark_folder or self.var / "spark"

    @property
    def effective_secret_file(self) -> Path:
        return self.secret_file or self.var / "master.key"

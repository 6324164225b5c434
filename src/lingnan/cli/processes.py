"""`lingnan web`, `worker` and `gate`: one process each, as production runs them."""

import gc
import os
import signal
from collections.abc import Callable
from dataclasses import replace
from gettext import gettext as _
from typing import Any

import click

from lingnan.config.environment import WEB_THREADS, Environment
from lingnan.kernel.errors import LingnanError
from lingnan.kernel.logins import APP_ROLE

from .options import set_up_django
from .parenthood import die_with_parent

STATIC_ROUTE = "/assets"
ASSET_SECONDS = 3600
STOP_SECONDS = 10


class AssetsMissing(LingnanError):
    """The styles and scripts have not been built."""

    code = "assets-missing"
    status = 503
    message = "%(folder)s 里没有样式与脚本。请先运行 make prepare。"


@click.command(help=_("只启动网页进程（LINGNAN_HOST:LINGNAN_PORT）。"))
def web() -> None:
    """Django's pages under granian; styles and scripts are served beside it, from memory."""
    environment = Environment.read()
    if not environment.assets.is_dir():
        raise AssetsMissing(folder=environment.assets)
    set_up_django()
    serve(
        "lingnan.config.wsgi:application", environment, port=environment.port, workers=environment.workers,
        interface="wsgi", blocking_threads=WEB_THREADS, static_path_route=[STATIC_ROUTE],
        static_path_mount=[environment.assets], static_path_expires=ASSET_SECONDS,
    )  # fmt: skip


@click.command(help=_("只启动亮码与验码进程（端口为 LINGNAN_PORT + 1）。"))
def gate() -> None:
    """The gate under granian. It reads the few variables it needs by itself, so the defaults are spelt out for it."""
    environment = Environment.read()
    environment = replace(environment, database_role=environment.database_role or APP_ROLE)
    os.environ |= {
        "LINGNAN_VAR": str(environment.var),
        "LINGNAN_SECRET_FILE": str(environment.effective_secret_file),
        "LINGNAN_DATABASE_URL": environment.effective_database_url,
        "LINGNAN_DATABASE_ROLE": environment.role_to_take,
        "LINGNAN_PUBLIC_URL": environment.effective_public_url,
    }
    serve("lingnan.gate.rsgi:application", environment, port=environment.port + 1, workers=1, interface="rsgi")


@click.command(help=_("只启动后台任务进程。"))
def worker() -> None:
    """Deliver events and run jobs until told to stop; a job under way is finished first."""
    set_up_django()
    from django.core.management import call_command

    # A batch makes thousands of objects and no circles: looking as often as usual takes a quarter of its time.
    gc.freeze()
    gc.set_threshold(500_000, 20, 50)
    call_command(
        "procrastinate", "worker", "--shutdown-graceful-timeout", str(STOP_SECONDS), "--delete-jobs", "successful"
    )


def serve(target: str, environment: Environment, *, port: int, workers: int, interface: str, **more: Any) -> None:
    """Run granian in this process until SIGTERM or Ctrl-C."""
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    Server(
        target, address=environment.host, port=port, workers=workers, interface=Interfaces(interface),
        respawn_failed_workers=True, workers_kill_timeout=STOP_SECONDS, log_level=LogLevels.warning, **more,
    ).serve(target_loader=load_in_worker)  # fmt: skip


def load_in_worker(target: str) -> Callable[..., Any]:
    """Load the application in a server's worker, which must not outlive the server and hold its port."""
    from importlib import import_module

    die_with_parent(signal.SIGTERM)
    module, name = target.split(":")
    application: Callable[..., Any] = getattr(import_module(module), name)
    return application

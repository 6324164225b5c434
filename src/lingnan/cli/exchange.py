"""`lingnan exchange`: shared resources on the command line."""

import csv
from dataclasses import replace
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lingnan.kernel import clock
from lingnan.kernel.tables import Table

from . import language
from .options import set_up_django
from .steps import late_bar

if TYPE_CHECKING:
    from lingnan.rooms.exchange.types import Loaded, RefusedRow

LINE, REASON = "line", "reason"


@click.group(help=_("数据共享：各部门的共享资源。"))
def exchange() -> None:
    """The group of commands about shared resources."""


@exchange.command(
    help=_(
        "把表格 FILE（CSV，列名与资源 RESOURCE 的列名相同）装入共享资源，逐格按数据元校验。用不了的行连同原因放进 "
        "FILE 旁边的 .refused.csv，其余照常装入，退出码为 1。同一张表装几次都一样。"
        "FILE 也可以是 .parquet（列名是资源的列名或数据元，多大的文件都边读边装），"
        "或者 FHIR R4 的 .json、.ndjson，按资源里声明的 fhir 对照。"
    )
)
@click.argument("resource")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def load(resource: str, file: Path) -> None:
    """Load a table; exit status 1 if rows were set aside."""
    set_up_django()
    columns, done = _READERS.get(file.suffix.lower(), _load_csv)(resource, file)
    counts = {"loaded": done.loaded, "held": done.held, "refused": len(done.refused)}
    click.echo(_("装入 %(loaded)d 条，已有 %(held)d 条，搁置 %(refused)d 条。") % counts)
    if done.refused:
        aside = file.with_name(file.stem + ".refused.csv")
        _set_aside(aside, columns, done.refused)
        click.echo(_("搁置的行和原因在 %(file)s。改好后可以再装一次。") % {"file": aside}, err=True)
        raise click.exceptions.Exit(1)


def _load_csv(resource: str, file: Path) -> "tuple[tuple[str, ...], Loaded]":
    """The columns and what came of a table, the rows set aside by their line in the file."""
    from lingnan.kernel.actors import PLATFORM
    from lingnan.rooms.exchange import api

    table = Table(name=file.name, data=file.read_bytes())
    lines, rows = zip(*table.rows(), strict=True) if table.columns else ((), ())
    done = api.load_table(resource=resource, columns=table.columns, rows=rows, by=PLATFORM, at=clock.now())
    refused = tuple(replace(row, number=lines[row.number - 1]) for row in done.refused)
    return table.columns, replace(done, refused=refused)


def _load_fhir(resource: str, file: Path) -> "tuple[tuple[str, ...], Loaded]":
    """The same of FHIR resources, those set aside by their entry in the bundle, or their line."""
    from lingnan.kernel.actors import PLATFORM
    from lingnan.rooms.exchange import api

    done = api.load_foreign(resource=resource, data=file.read_bytes(), by=PLATFORM, at=clock.now())
    return _columns(resource, done), done


def _load_parquet(resource: str, file: Path) -> "tuple[tuple[str, ...], Loaded]":
    """The same of a Parquet file, those set aside by their place in it."""
    from lingnan.kernel.actors import PLATFORM
    from lingnan.rooms.exchange import api

    with late_bar(_("已读入的行")) as progress:
        done = api.load_parquet(resource=resource, file=file, by=PLATFORM, at=clock.now(), progress=progress)
    return _columns(resource, done), done


_READERS = {".json": _load_fhir, ".ndjson": _load_fhir, ".parquet": _load_parquet}


def _columns(resource: str, done: "Loaded") -> tuple[str, ...]:
    """Those of a table in which what is put right can be sent again."""
    from lingnan.rooms.exchange import api

    columns = [column.name for column in api.get_resource(resource).columns]
    return (*columns, *sorted({name for row in done.refused for name in row.row} - {*columns}))


def _set_aside(target: Path, columns: tuple[str, ...], refused: "tuple[RefusedRow, ...]") -> None:
    with target.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, [*columns, LINE, REASON], extrasaction="ignore")
        writer.writeheader()
        for row in refused:
            writer.writerow({**row.row, LINE: row.number, REASON: _in_words(row)})


def _in_words(row: "RefusedRow") -> str:
    nobody = _("这里没有这个人。")
    reasons = (
        f"{column}：{found.text(language.locale()) if found else nobody}" for column, found in row.reasons.items()
    )
    return " ".join(reasons)

"""`lingnan rehearse`: recorded facts through two rules, and who would get another outcome."""

import csv
import json
from collections.abc import Iterator
from dataclasses import asdict
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lingnan.kernel import clock

from .options import content_option, set_up_django

if TYPE_CHECKING:
    from lingnan.rooms.catalogue.types.rules import Breakdown, Move, Rehearsal


@click.command(
    help=_(
        "用记录下来的事实把 OLD 和 NEW 两条规则各算一遍，说明谁的结果会变。"
        "规则是 DMN 文件，或已发布的事项，如 senior-card@2。"
    )
)
@click.argument("old")
@click.argument("new")
@click.option(
    "--facts",
    "file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    required=True,
    help=_("记录：每行一人的 JSON（.jsonl）、CSV 或 Parquet，列名是数据元或规则的输入。"),
)
@click.option("--decision", default="Outcome", help=_("DMN 文件里的哪个决策；默认是 Outcome。"))
@click.option("--json", "as_json", is_flag=True, help=_("输出机器可读的 JSON。"))
@content_option
def rehearse(old: str, new: str, file: Path, decision: str, as_json: bool, folder: Path) -> None:
    """Print the moves, in all and by division, age band and sex; small counts are withheld."""
    set_up_django()
    from lingnan.rooms.catalogue import api as catalogue

    rules = [catalogue.read_rule(source=source, decision=decision, folder=folder) for source in (old, new)]
    facts = catalogue.read_recorded(rows=_read_rows(file), folder=folder, today=clock.local_date(clock.now()))
    rehearsal = catalogue.rehearse(old=rules[0], new=rules[1], facts=facts)
    if as_json:
        click.echo(json.dumps(asdict(rehearsal), ensure_ascii=False, default=str, indent=2))
    else:
        _print(rehearsal)


def _read_rows(file: Path) -> Iterator[dict[str, Any]]:
    if file.suffix == ".parquet":
        yield from _read_parquet(file)
        return
    with file.open(encoding="utf-8-sig", newline="") as lines:
        if file.suffix == ".csv":
            yield from csv.DictReader(lines)
        else:
            yield from (json.loads(line) for line in lines if line.strip())


def _read_parquet(file: Path) -> Iterator[dict[str, Any]]:
    # Slow to load, and only for this format.
    from pyarrow import parquet

    for batch in parquet.ParquetFile(file).iter_batches():
        yield from batch.to_pylist()


def _print(rehearsal: "Rehearsal") -> None:
    click.echo(
        _("%(people)d 人，结果有变的不超过 %(share)s。")
        % {"people": rehearsal.people, "share": f"{rehearsal.changed_share:.1%}"}
    )
    for move, count in zip(rehearsal.moves, rehearsal.counts, strict=True):
        click.echo(f"{_tell(move)}  {_shown(count)}")
    for breakdown in rehearsal.breakdowns:
        _print_breakdown(breakdown, rehearsal)
    click.echo(
        _("* 少于 %(threshold)d 人，或能推算出少于 %(threshold)d 人的数，不列出。") % {"threshold": rehearsal.threshold}
    )


def _print_breakdown(breakdown: "Breakdown", rehearsal: "Rehearsal") -> None:
    click.echo()
    names = {"division": _("户籍地"), "age": _("年龄"), "sex": _("性别")}
    click.echo(names[breakdown.by])
    for group, total, counts in zip(breakdown.groups, breakdown.totals, breakdown.counts, strict=True):
        parts = [
            f"{_tell(move)} {_shown(count)}"
            for move, count in zip(rehearsal.moves, counts, strict=True)
            if not move.is_none and count != 0
        ]
        click.echo("  ".join([f"  {group or '-'}", _shown(total), *parts]))


def _tell(move: "Move") -> str:
    if move.before != move.after:
        return f"{move.before} → {move.after}"
    return f"{move.before} = ({', '.join(move.outputs)})" if move.outputs else f"{move.before} ="


def _shown(count: int | None) -> str:
    return "*" if count is None else str(count)

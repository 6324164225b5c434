"""`lingnan tck`: the public DMN conformance kit against the decision engine."""

from gettext import gettext as _
from pathlib import Path

import click


@click.command(help=_("用公开的 DMN 一致性测试集（目录 FOLDER）检验决策引擎，逐条列出不一致之处。"))
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
def tck(folder: Path) -> None:
    """Print each result that differs, and the sum; exit status 1 if one does."""
    from lingnan.engine.decisions.tck import run

    results = run(folder)
    failed = [result for result in results if not result.passed]
    for result in failed:
        place = f"{result.folder} {result.case} {result.name}"
        click.echo(f"{place}: {result.expected} ≠ {result.found or result.message}")
    click.echo(
        _("共 %(total)d 条，通过 %(passed)d 条。") % {"total": len(results), "passed": len(results) - len(failed)}
    )
    if failed:
        raise click.exceptions.Exit(1)

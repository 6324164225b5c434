"""A decision's tables held against the dictionary: what is found, error or remark, in words, with what to do."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from django.utils.translation import gettext_noop

from lingnan.engine.decisions import Domain, Finding, Model, check

from .types import Problem

# What stops a publication. A cell that can't be checked may be right, so it is for the author to look at.
SEVERITIES: Mapping[str, Literal["error", "remark"]] = {
    "table-gap": "error",
    "table-overlap": "error",
    "table-unreachable": "error",
    "table-value": "error",
    "name-unknown": "error",
    "table-inexact": "remark",
    "bulk-outside": "error",
}
WORDS: Mapping[str, tuple[str, str]] = {
    "table-gap": (
        gettext_noop("%(table)s 表：%(region)s，没有一条规则。"),
        gettext_noop("请补上规则；如果有意交给工作人员办理，请在 service.yaml 的 decision.gaps 里写明理由。"),
    ),
    "table-gap-meant": (
        gettext_noop("%(table)s 表：%(region)s，没有一条规则，这是有意的：%(why)s。"),
        gettext_noop("这样的申请会转给工作人员办理。"),
    ),
    "table-overlap": (
        gettext_noop("%(table)s 表：%(region)s，第 %(rules)s 条规则同时相符，而命中策略不允许。"),
        gettext_noop("请收窄其中一条的条件，或改用 FIRST 并排好先后。"),
    ),
    "table-unreachable": (
        gettext_noop("%(table)s 表：第 %(rule)d 条规则永远用不到。"),
        gettext_noop("请改它的条件或先后，或者删去。"),
    ),
    "table-covered": (
        gettext_noop("%(table)s 表：第 %(rule)d 条规则永远用不到，第 %(others)s 条规则总是在它之前。"),
        gettext_noop("请改它的条件或先后，或者删去。"),
    ),
    "table-value": (
        gettext_noop("%(table)s 表：第 %(rule)d 条规则第 %(column)d 列的 %(subject)s，不在允许的取值里。"),
        gettext_noop("请按数据元字典或本列的取值范围改正。"),
    ),
    "table-inexact": (
        gettext_noop("%(table)s 表：第 %(rule)d 条规则第 %(column)d 列的 %(subject)s 超出 S-FEEL，检查时没有计入。"),
        gettext_noop("请改写成比较、区间或取值；改不了的，请用例子覆盖它。"),
    ),
    "name-unknown": (
        gettext_noop("%(table)s：没有一处给出 %(subject)s。"),
        gettext_noop("请核对拼写，或把它列为这个决策所需的输入。"),
    ),
    "bulk-outside": (
        gettext_noop("这个决策标明可以对全体人口计算，但这里不行：%(subject)s。"),
        gettext_noop("请改用批量计算认得的写法（见 docs/interfaces/dmn.md），或去掉 bulk 标记。"),
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleFile:
    """A decision's model with the file it stands in; `gaps` says of tables, by id, why no rule is meant there."""

    name: str
    text: str
    model: Model
    gaps: Mapping[str, str]

    def line(self, element_id: str | None) -> int:
        """The line (from 1) of the element with an id; the first where there is none."""
        before, found, _ = self.text.partition(f'id="{element_id}"')
        return before.count("\n") + 1 if found else 1


def check_tables(*, file: RuleFile, domains: Mapping[str, Domain]) -> Iterator[Problem]:
    """What is found in a model's tables, table by table."""
    for finding in check(file.model, domains=domains):
        yield _problem(finding, file)
    for decision in file.model.for_bulk:
        yield from _check_bulk(file, decision)


def _check_bulk(file: RuleFile, decision: str) -> Iterator[Problem]:
    # Ibis takes a second to load: only who checks a decision for populations waits for it.
    from lingnan.engine.decisions.bulk import bulk_problems  # noqa: PLC0415

    message, advice = WORDS["bulk-outside"]
    for found in bulk_problems(file.model, decision):
        yield Problem(
            code="bulk-outside",
            file=file.name,
            line=file.line(found.element_id),
            message=message,
            advice=advice,
            details={"subject": found.message},
            severity=SEVERITIES["bulk-outside"],
            element_id=found.element_id or "",
            row=found.row,
            column=found.column,
        )


def _problem(finding: Finding, file: RuleFile) -> Problem:
    why = file.gaps.get(finding.element_id or "") if finding.code == "table-gap" else None
    message, advice = WORDS[_words_of(finding, why)]
    return Problem(
        code=finding.code,
        file=file.name,
        line=file.line(finding.element_id),
        message=message,
        advice=advice,
        details=_details(finding, why),
        severity="remark" if why else SEVERITIES[finding.code],
        element_id=finding.element_id or "",
        row=finding.rules[0] if finding.rules else None,
        column=finding.column,
    )


def _words_of(finding: Finding, why: str | None) -> str:
    if finding.code == "table-unreachable" and len(finding.rules) > 1:
        return "table-covered"
    return "table-gap-meant" if why else finding.code


def _details(finding: Finding, why: str | None) -> dict[str, Any]:
    return {
        "table": finding.table,
        "region": "、".join(finding.region.parts) if finding.region else "",
        "rules": "、".join(map(str, finding.rules)),
        "rule": finding.rules[0] if finding.rules else 0,
        "others": "、".join(map(str, finding.rules[1:])),
        "column": finding.column or 0,
        "subject": finding.subject,
        "why": why or "",
    }

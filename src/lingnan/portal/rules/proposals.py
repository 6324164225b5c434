"""A proposed rule for those who write and sign it: where it stands, what was found, who would be decided otherwise."""

from collections.abc import Iterator

from django.utils.translation import gettext

from lingnan.portal.places import place_name
from lingnan.portal.values import list_words, write_value
from lingnan.portal.wording import service_text
from lingnan.rooms.catalogue import api as catalogue
from lingnan.rooms.catalogue.types import Problem, Service
from lingnan.rooms.catalogue.types.rules import Breakdown, Move, Proposal, ProposalStatus, Rehearsal

from .tables import described_tables
from .words import RuleWords, outcome_words


def status_words(status: ProposalStatus) -> tuple[str, str]:
    """The tone of where a proposal stands, and its word."""
    return {
        ProposalStatus.PROPOSED: ("neutral", gettext("起草中")),
        ProposalStatus.SUBMITTED: ("waiting", gettext("等待审核")),
        ProposalStatus.PUBLISHED: ("valid", gettext("已发布")),
        ProposalStatus.DECLINED: ("stop", gettext("未通过")),
        ProposalStatus.WITHDRAWN: ("neutral", gettext("已撤回")),
    }[status]


def described_proposal(proposal: Proposal) -> dict[str, object]:
    """The proposal with its words, and its tables where its model can be read at all."""
    base = catalogue.get_service(code=proposal.service, version=proposal.base)
    tone, word = status_words(proposal.status)
    return {
        "proposal": proposal,
        "text": service_text(base),
        "tone": tone,
        "word": word,
        "problems": [_described_problem(problem) for problem in proposal.problems],
        "rehearsal": _described_rehearsal(proposal.rehearsal, base) if proposal.rehearsal else None,
        **_described_model(_with_model(base, proposal), proposal),
    }


def _with_model(base: Service, proposal: Proposal) -> Service:
    """The service as it would be: all of the version it was proposed on, and the proposed model."""
    fields = {name: getattr(base, name) for name in Service.model_fields}
    return Service(**{**fields, "digest": proposal.digest, "decision_xml": proposal.decision_xml})


def _described_model(service: Service, proposal: Proposal) -> dict[str, object]:
    """The tables with the rules that no example uses; none of a model that can't be read."""
    hits = {(each.match.table, each.match.rule_id): len(each.examples) for each in proposal.coverage}
    tables = described_tables(service, hits=hits) if proposal.model_hash else []
    return {
        "tables": tables,
        "untried": [(table, rule) for table in tables for rule in table.untried],
        "is_answered_otherwise": any(problem.code == "example" for problem in proposal.problems),
    }


def _described_problem(problem: Problem) -> dict[str, object]:
    is_error = problem.severity == "error"
    return {
        "tone": "stop" if is_error else "caution",
        "word": gettext("必须改") if is_error else gettext("请看一看"),
        "sentence": problem.tell(gettext),
        "element": problem.element_id,
        "row": problem.row,
        "column": problem.column,
    }


def _described_rehearsal(rehearsal: Rehearsal, service: Service) -> dict[str, object]:
    words = RuleWords(service)
    least = gettext("少于 %(number)d") % {"number": rehearsal.threshold}
    titles = [_move_words(move, words, service) for move in rehearsal.moves]
    return {
        "people": rehearsal.people,
        "share": f"{rehearsal.changed_share * 100:.1f}%",
        "moves": [
            {"title": title, "count": _count(count, least), "is_none": move.is_none}
            for move, title, count in zip(rehearsal.moves, titles, rehearsal.counts, strict=True)
        ],
        "breakdowns": [_described_breakdown(each, rehearsal.moves, titles, least) for each in rehearsal.breakdowns],
    }


def _described_breakdown(
    breakdown: Breakdown, moves: tuple[Move, ...], titles: list[str], least: str
) -> dict[str, object]:
    """The groups with how many people each has and how many of them move how; those who don't move have no column."""
    moving = [place for place, move in enumerate(moves) if not move.is_none]
    rows = zip(breakdown.groups, breakdown.totals, breakdown.counts, strict=True)
    return {
        **_breakdown_words()[breakdown.by],
        "columns": [titles[place] for place in moving],
        "rows": [
            {
                "group": _group_words(breakdown.by, group),
                "total": _count(total, least),
                "counts": [_count(counts[place], least) for place in moving],
            }
            for group, total, counts in rows
        ],
    }


def _breakdown_words() -> dict[str, dict[str, str]]:
    return {
        "division": {"title": gettext("按户籍地"), "head": gettext("户籍地")},
        "age": {"title": gettext("按年龄"), "head": gettext("年龄")},
        "sex": {"title": gettext("按性别"), "head": gettext("性别")},
    }


def _group_words(by: str, group: str) -> str:
    if not group:
        return gettext("不知道")
    if by == "division":
        return place_name(group)
    return write_value(element="person.sex", value=group) if by == "sex" else group


def _move_words(move: Move, words: RuleWords, service: Service) -> str:
    """From what to what; where the outcome stays, which of its outputs do not."""
    before, after = outcome_words(move.before)[1], outcome_words(move.after)[1]
    if move.is_none:
        return gettext("仍是%(outcome)s") % {"outcome": after}
    if move.before == move.after:
        changed = list_words(_output_labels(move.outputs, words, service))
        return gettext("仍是%(outcome)s，%(changed)s不同") % {"outcome": after, "changed": changed}
    return gettext("%(before)s → %(after)s") % {"before": before, "after": after}


def _output_labels(outputs: tuple[str, ...], words: RuleWords, service: Service) -> Iterator[str]:
    table = service.model.table(service.declaration.decision.name)
    labels = {clause.name: clause.label for clause in table.outputs} if table else {}
    return (str(words.phrase(labels.get(output, output))) for output in outputs)


def _count(count: int | None, least: str) -> str:
    return least if count is None else str(count)

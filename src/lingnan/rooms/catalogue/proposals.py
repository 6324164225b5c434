"""Proposed rules: stored as they were uploaded, with what the checks and the service's examples find in them."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from types import MappingProxyType
from uuid import UUID

from pydantic import TypeAdapter, ValidationError

from lingnan.engine.decisions import ModelError
from lingnan.kernel.actors import Actor
from lingnan.kernel.errors import LingnanError, NotFound
from lingnan.kernel.ids import uuid7
from lingnan.rooms.identity import api as identity

from . import models, shelf
from .coverage import list_coverage
from .files import Unreadable, digest_of
from .problems import Ground
from .rehearsal import rehearse, rule_of
from .service_checks import check_service
from .services import read_service
from .signing import AUTHOR, READERS, ProposalClosed, acted, is_officer, require_officer
from .types import Problem, Service
from .types.rules import Officer, Proposal, ProposalStatus, RecordedFacts, Rehearsal, RuleCoverage
from .units import Unit, packed, unpacked

LARGEST = 1_000_000
PAGE = 50
# What an author may bring beside the model: what is said of its outcomes, and what a clerk would answer.
BESIDE = ("examples/", "text.")
_PROBLEMS = TypeAdapter(tuple[Problem, ...])
_COVERAGE = TypeAdapter(tuple[RuleCoverage, ...])
_REHEARSAL = TypeAdapter(Rehearsal)


class RuleTooLarge(LingnanError):
    """More than a decision model can reasonably be."""

    code = "rule-too-large"
    status = 413
    message = "这个文件超过 1 MB，不像是一份决策模型，没有保存。请核对后重新上传。"


class RuleUnreadable(LingnanError):
    """Bytes that are no text, so no DMN."""

    code = "rule-unreadable"
    status = 422
    message = "这个文件读不出文字，不是 DMN（UTF-8 的 XML），没有保存。请从建模软件重新导出后再上传。"


class RuleUnchanged(LingnanError):
    """What was uploaded is what is in force."""

    code = "rule-unchanged"
    status = 409
    message = "上传的内容与现行的第 %(number)d 版完全一样，不需要再发布。"


class NotAmongFiles(LingnanError):
    """A file that a proposal may not bring."""

    code = "rule-file"
    status = 422
    message = "%(file)s 不能和规则一起提交：除了规则文件，只能带例子（examples/）和文字（text.*.yaml）。"


class ProposalUnsound(LingnanError):
    """A proposal with errors."""

    code = "proposal-unsound"
    status = 409
    message = "这份规则还有没改正的问题，现在不能提交、演练或发布。请按列出的问题改好，再上传一份。"


def propose_rule(
    *, service: str, data: bytes, note: str, by: Actor, at: datetime,
    files: Mapping[str, str] = MappingProxyType({}),
) -> Proposal:  # fmt: skip
    """Store a decision model as a proposal on the newest version; `files` by name are examples and texts beside it.

    It is checked at once and the examples run; what is wrong is in its `problems`. Raises `NotFound`, `NotAllowed`,
    `RuleTooLarge`, `RuleUnreadable`, `NotAmongFiles`, `RuleUnchanged`.
    """
    base = shelf.get_service(code=service)
    require_officer(by=by, role=AUTHOR, department=base.declaration.department)
    proposed = _proposed_files(base, data, files)
    digest = digest_of(proposed)
    if digest == base.digest:
        raise RuleUnchanged(number=base.version)
    candidate = _read(proposed, digest)
    row = models.Proposal(
        uuid=uuid7(at=at),
        service=service,
        department=base.declaration.department,
        base=base.version,
        files=packed(proposed),
        digest=digest,
        model_hash=candidate.model.hash if candidate else "",
        findings={
            "problems": _PROBLEMS.dump_python(tuple(find_problems(service, proposed)), mode="json"),
            "coverage": _COVERAGE.dump_python(list_coverage(service=candidate) if candidate else (), mode="json"),
        },
        note=note,
        author_ref=by.ref,
        author_name=by.name,
        proposed_at=at,
        status=ProposalStatus.PROPOSED,
    )
    with acted(row, "proposed", by, at):
        row.save(force_insert=True)
    return told(row)


def rehearse_proposal(*, uuid: UUID, facts: Iterable[RecordedFacts], by: Actor, at: datetime) -> Proposal:
    """Run recorded facts through the version in force and the proposed one, and keep what comes of it.

    Raises `ProposalClosed` once it is submitted, `ProposalUnsound` for a model that can't be run, `TooFewRecorded`.
    """
    row = row_for(uuid=uuid, by=by)
    require_officer(by=by, role=AUTHOR, department=row.department)
    if row.status != ProposalStatus.PROPOSED:
        raise ProposalClosed()
    candidate = _read(unpacked(row.files), row.digest)
    if candidate is None:
        raise ProposalUnsound()
    old = shelf.get_service(code=row.service)
    found = rehearse(old=rule_of(old), new=rule_of(candidate), facts=facts)
    with acted(row, "rehearsed", by, at):
        row.rehearsal = _REHEARSAL.dump_python(found, mode="json")
        row.save(update_fields=["rehearsal"])
    return told(row)


def get_proposal(*, uuid: UUID, by: Actor) -> Proposal:
    """A proposal of a department in which the officer writes or approves rules; raises `NotFound` for any other."""
    return told(row_for(uuid=uuid, by=by))


def list_proposals(*, by: Actor, service: str | None = None) -> list[Proposal]:
    """The proposals of the officer's departments, newest first, at most fifty."""
    departments = {held.department for held in identity.list_roles_of(by=by) if held.role in READERS}
    rows = models.Proposal.objects.filter(department__in=departments).order_by("-proposed_at", "-id")
    if service is not None:
        rows = rows.filter(service=service)
    return [told(row) for row in rows[:PAGE]]


def find_problems(service: str, files: Mapping[str, str]) -> list[Problem]:
    """What is wrong with a service's files, on what is published now."""
    unit = Unit(kind="service", code=service, folder=f"services/{service}/", files=files)
    ground = Ground(
        dictionary=shelf.dictionary(),
        province=shelf.province(),
        resources={each.id: each for each in shelf.list_resources()},
        licences={code: shelf.get_licence_kind(code=code) for code in shelf.codes_of("licence")},
    )
    return list(check_service(unit, ground))


def row_for(*, uuid: UUID, by: Actor, is_locked: bool = False) -> models.Proposal:
    """A proposal that the officer may see; raises `NotFound` for any other."""
    rows = models.Proposal.objects.select_for_update() if is_locked else models.Proposal.objects.all()
    row = rows.filter(uuid=uuid).first()
    if row is None or not any(is_officer(by=by, role=role, department=row.department) for role in READERS):
        raise NotFound()
    return row


def told(row: models.Proposal) -> Proposal:
    """A row as its readers see it."""
    rehearsal = _REHEARSAL.validate_python(row.rehearsal) if row.rehearsal else None
    files = unpacked(row.files)
    model = shelf.get_service(code=row.service, version=row.base).declaration.decision.model
    return Proposal(
        uuid=row.uuid,
        service=row.service,
        department=row.department,
        base=row.base,
        status=ProposalStatus(row.status),
        note=row.note,
        decision_xml=files[model],
        model_hash=row.model_hash,
        digest=row.digest,
        problems=_PROBLEMS.validate_python(row.findings["problems"]),
        coverage=_COVERAGE.validate_python(row.findings["coverage"]),
        rehearsal=rehearsal,
        needs_named_approver=rehearsal is None or rehearsal.changed_share > shelf.province().publishing.unnamed_share,
        author=Officer(ref=row.author_ref, name=row.author_name),
        proposed_at=row.proposed_at,
        submitted_at=row.submitted_at,
        approver=_officer(row.approver_ref, row.approver_name),
        decided_by=_officer(row.decided_ref, row.decided_name),
        decided_at=row.decided_at,
        reason=row.reason,
        version=row.version,
    )


def _officer(ref: str, name: str) -> Officer | None:
    return Officer(ref=ref, name=name) if ref else None


def _proposed_files(base: Service, data: bytes, files: Mapping[str, str]) -> dict[str, str]:
    if len(data) > LARGEST or any(len(text) > LARGEST for text in files.values()):
        raise RuleTooLarge()
    other = next((name for name in files if not name.startswith(BESIDE) or ".." in name), None)
    if other is not None:
        raise NotAmongFiles(file=other)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise RuleUnreadable() from error
    published = shelf.files_of(kind="service", code=base.code, number=base.version)
    return {**published, **files, base.declaration.decision.model: text}


def _read(files: Mapping[str, str], digest: str) -> Service | None:
    """The service that the files make; None where they make none, which the problems say."""
    try:
        service = read_service(files=files, version=0, digest=digest)
        return service if service.declaration.decision.name in service.model.decisions else None
    except (Unreadable, ValidationError, KeyError, ModelError):
        return None

"""Rules on the desk: proposed by one officer, checked, rehearsed on decided cases, published by another."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lingnan.kernel import clock
from lingnan.kernel.actors import Actor
from lingnan.kernel.errors import LingnanError, NotAllowed, NotFound
from lingnan.portal.rules.proposals import described_proposal, status_words
from lingnan.portal.session import for_officers
from lingnan.portal.shell import explain
from lingnan.portal.wording import service_text
from lingnan.rooms.cases import api as cases
from lingnan.rooms.catalogue import api as catalogue
from lingnan.rooms.catalogue.types import Service
from lingnan.rooms.catalogue.types.rules import Proposal, ProposalStatus
from lingnan.rooms.identity import api as identity

from .post import described_post

AUTHOR, APPROVER = "rule-author", "rule-approver"
LONGEST_NOTE = 500
READ_AT_MOST = 1_000_001  # one byte more than the catalogue takes, so that it is the one to refuse
REFUSED = (catalogue.RuleTooLarge, catalogue.RuleUnreadable, catalogue.RuleUnchanged, catalogue.NotAmongFiles)


@never_cache
@require_safe
@for_officers
def proposals(request: HttpRequest, by: Actor) -> HttpResponse:
    """What is proposed in my department, newest first."""
    post = described_post(by)
    if not post["is_rule_officer"]:
        raise NotAllowed()
    rows = [_row(proposal) for proposal in catalogue.list_proposals(by=by)]
    return render(request, "officer/rules.html", {**post, "rows": rows, "may_propose": bool(_services_of(by))})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_officers
def propose(request: HttpRequest, by: Actor) -> HttpResponse:
    """Upload a model; what is wrong with it is told on its own page."""
    services = _services_of(by)
    if not services:
        raise NotAllowed()
    if request.method != "POST":
        return _form(request, by, services)
    uploaded = request.FILES.get("model")
    if not isinstance(uploaded, UploadedFile):
        problem = gettext("还没有选文件，没有可以检查的规则。请选一份 DMN 文件。")
        return _form(request, by, services, problem=problem, status=422)
    try:
        proposed = catalogue.propose_rule(
            service=request.POST.get("service", ""),
            data=uploaded.read(READ_AT_MOST),
            note=request.POST.get("note", "")[:LONGEST_NOTE],
            files=_read_beside(request),
            by=by,
            at=clock.now(),
        )
    except REFUSED as error:
        return _form(request, by, services, problem=explain(error), status=error.status)
    return redirect("officer_rule", uuid=proposed.uuid)


def _read_beside(request: HttpRequest) -> dict[str, str]:
    """Examples and texts by the names that they have in a service's folder; a browser sends bare names."""
    uploaded = {
        str(file.name): file.read(READ_AT_MOST).decode(errors="replace") for file in request.FILES.getlist("beside")
    }
    return {name if name.startswith("text.") else f"examples/{name}": text for name, text in uploaded.items()}


@never_cache
@require_safe
@for_officers
def proposal(request: HttpRequest, by: Actor, uuid: UUID) -> HttpResponse:
    """One proposal: what was found, who would be decided otherwise, and what I may do with it."""
    return _page(request, by, uuid)


@never_cache
@require_safe
@for_officers
def proposal_file(request: HttpRequest, by: Actor, uuid: UUID) -> HttpResponse:
    """The proposed model as it was uploaded."""
    found = catalogue.get_proposal(uuid=uuid, by=by)
    response = HttpResponse(found.decision_xml, content_type="application/xml")
    response["Content-Disposition"] = f'attachment; filename="{found.service}-{found.model_hash[:10]}.dmn"'
    return response


@require_POST
@for_officers
def rehearse(request: HttpRequest, by: Actor, uuid: UUID) -> HttpResponse:
    """Decided cases through both rules."""

    def act() -> Proposal:
        found, at = catalogue.get_proposal(uuid=uuid, by=by), clock.now()
        facts = cases.list_recorded_facts(service=found.service, by=by, at=at)
        return catalogue.rehearse_proposal(uuid=uuid, facts=facts, by=by, at=at)

    return _acted(request, by, uuid, act, gettext("演练做完了，结果在下面。"))


@require_POST
@for_officers
def submit(request: HttpRequest, by: Actor, uuid: UUID) -> HttpResponse:
    """The author signs, and names who is to answer for it where many people are affected."""
    approver = request.POST.get("approver") or None
    done = gettext("已经提交，等待另一位审核。从现在起不能再改。")
    return _acted(
        request, by, uuid, lambda: catalogue.submit_proposal(uuid=uuid, approver=approver, by=by, at=clock.now()), done
    )


@require_POST
@for_officers
def approve(request: HttpRequest, by: Actor, uuid: UUID) -> HttpResponse:
    """The second officer signs, which publishes."""
    done = gettext("已经发布。新的申请按这一版决定，已经提交的申请仍按原来的版本。")
    return _acted(request, by, uuid, lambda: catalogue.approve_proposal(uuid=uuid, by=by, at=clock.now()), done)


@require_POST
@for_officers
def decline(request: HttpRequest, by: Actor, uuid: UUID) -> HttpResponse:
    """The second officer says no, and why."""
    reason = request.POST.get("reason", "").strip()[:LONGEST_NOTE]
    done = gettext("已经退回，起草人会看到您的理由。")
    return _acted(
        request, by, uuid, lambda: catalogue.decline_proposal(uuid=uuid, reason=reason, by=by, at=clock.now()), done
    )


@require_POST
@for_officers
def withdraw(request: HttpRequest, by: Actor, uuid: UUID) -> HttpResponse:
    """The author takes it back."""
    done = gettext("已经撤回。要改的话，请重新上传一份。")
    return _acted(request, by, uuid, lambda: catalogue.withdraw_proposal(uuid=uuid, by=by, at=clock.now()), done)


def _acted(request: HttpRequest, by: Actor, uuid: UUID, act: Callable[[], Proposal], done: str) -> HttpResponse:
    """Back to the proposal; a refusal is told on its page, but not to those who have no business there."""
    try:
        act()
    except (NotAllowed, NotFound):
        raise
    except LingnanError as error:
        return _page(request, by, uuid, problem=explain(error), status=error.status)
    messages.success(request, done)
    return redirect("officer_rule", uuid=uuid)


def _page(request: HttpRequest, by: Actor, uuid: UUID, *, problem: str = "", status: int = 200) -> HttpResponse:
    found = catalogue.get_proposal(uuid=uuid, by=by)
    context = {
        **described_post(by),
        **described_proposal(found),
        **_rights(found, by),
        "crumbs": [(reverse("officer_rules"), gettext("规则"))],
        "problem": problem,
        "reason": request.POST.get("reason", ""),
    }
    return render(request, "officer/rule.html", context, status=status)


def _rights(found: Proposal, by: Actor) -> dict[str, object]:
    """What may be done with a proposal by this officer as it stands."""
    is_own, is_open = found.author.ref == by.ref, found.status is ProposalStatus.PROPOSED
    is_waiting = found.status is ProposalStatus.SUBMITTED
    may_submit = is_own and is_open and found.is_sound
    named = catalogue.list_approvers(service=found.service, by=by) if may_submit else []
    is_approver = any(
        role.role == APPROVER and role.department == found.department for role in identity.list_roles_of(by=by)
    )
    is_asked = found.approver is None or found.approver.ref == by.ref
    return {
        "may_rehearse": is_own and is_open and bool(found.model_hash),
        "may_submit": may_submit,
        "may_withdraw": is_own and (is_open or is_waiting),
        "may_decide": is_waiting and is_approver and is_asked and not is_own,
        "approvers": [(officer.ref, officer.name) for officer in named],
    }


def _services_of(by: Actor) -> list[Service]:
    """The services whose rules this officer may propose."""
    departments = {role.department for role in identity.list_roles_of(by=by) if role.role == AUTHOR}
    return [service for service in catalogue.list_services() if service.declaration.department in departments]


def _row(proposal: Proposal) -> dict[str, object]:
    tone, word = status_words(proposal.status)
    title = service_text(catalogue.get_service(code=proposal.service, version=proposal.base)).title
    return {"proposal": proposal, "title": title, "tone": tone, "word": word}


def _form(
    request: HttpRequest, by: Actor, services: list[Service], *, problem: str = "", status: int = 200
) -> HttpResponse:
    context = {
        **described_post(by),
        "crumbs": [(reverse("officer_rules"), gettext("规则"))],
        "services": [(service.code, service_text(service).title) for service in services],
        "service": request.POST.get("service", ""),
        "note": request.POST.get("note", ""),
        "problem": problem,
        "problems": [("model", problem)] if problem else [],
    }
    return render(request, "officer/rule_new.html", context, status=status)

"""The counter: a parent's guardianship ended by a document, or let begin again."""

from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from lingnan.engine.elements.folding import fold_identifier
from lingnan.kernel import clock
from lingnan.kernel.actors import Actor
from lingnan.kernel.errors import LingnanError
from lingnan.portal.session import for_officers
from lingnan.portal.shell import explain
from lingnan.rooms.health.types import HEALTH_CODE
from lingnan.rooms.identity import api as identity

from .post import described_post

END, RESTORE = "end", "restore"
TYPED = ("child_name", "child_number", "parent_name", "parent_number", "document", "act")


class ChildNotFound(LingnanError):
    """Nobody has this number and this name."""

    code = "child-not-found"
    message = "没有找到孩子：姓名和证件号码要是同一个人的。请照孩子的证件再核对一次。"


class ParentNotFound(LingnanError):
    """Nobody has this number and this name."""

    code = "parent-not-found"
    message = "没有找到父亲或母亲：姓名和证件号码要是同一个人的。请照这一位的证件再核对一次。"


class NoActChosen(LingnanError):
    """Neither to end nor to restore."""

    code = "no-act-chosen"
    message = "还没有选要办什么。请选「结束代办」或「恢复代办」。"


NOT_FOUND: Mapping[str, type[LingnanError]] = {"child": ChildNotFound, "parent": ParentNotFound}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_officers
def guardianship(request: HttpRequest, by: Actor) -> HttpResponse:
    """Whose guardianship, by number and name of both, and by which document; then it is ended or restored."""
    identity.require_role(by=by, role="community-worker")
    if request.method != "POST":
        return _form(request, by, {})
    keys: dict[str, int] = {}
    problems: dict[str, str] = {}
    for side in NOT_FOUND:
        try:
            keys[side] = _key_of(request, side)
        except (ChildNotFound, ParentNotFound, identity.SeveralBearers) as error:
            problems[f"{side}_number"] = explain(error)
    if problems:
        return _form(request, by, problems)
    try:
        done = _act(request, by, keys)
    except (NoActChosen, identity.NothingToRestore) as error:
        return _form(request, by, {"act": explain(error)})
    except identity.DocumentMissing as error:
        return _form(request, by, {"document": explain(error)})
    except identity.WardUnknown as error:
        return _form(request, by, {"parent_number": explain(error)})
    messages.success(request, done)
    return redirect("officer_guardianship")


def _key_of(request: HttpRequest, side: str) -> int:
    """By number and name together, however the name is written; which of the two is wrong is not told."""
    number, name = fold_identifier(request.POST.get(f"{side}_number", "")), request.POST.get(f"{side}_name", "")
    found = identity.find_person_by_id_number(id_number=number, name=name)
    if found is None:
        raise NOT_FOUND[side]()
    return found.key


def _act(request: HttpRequest, by: Actor, keys: Mapping[str, int]) -> str:
    """What was done, in a sentence."""
    document, act, at = request.POST.get("document", ""), request.POST.get("act"), clock.now()
    child, parent = keys["child"], keys["parent"]
    if act == END:
        identity.end_guardianship(child_key=child, guardian_key=parent, document=document, by=by, at=at)
        return gettext("已经结束，马上生效。孩子和这位父亲或母亲都会收到消息。")
    if act == RESTORE:
        identity.restore_guardianship(
            child_key=child, guardian_key=parent, services=[HEALTH_CODE], document=document, by=by, at=at
        )
        return gettext("已经恢复，马上生效。孩子和这位父亲或母亲都会收到消息。")
    raise NoActChosen()


def _form(request: HttpRequest, by: Actor, problems: Mapping[str, str]) -> HttpResponse:
    context = {
        **described_post(by),
        "acts": [
            (END, gettext("结束代办"), gettext("这一方不能再替孩子办，网上也不能再接手")),
            (RESTORE, gettext("恢复代办"), gettext("窗口结束过的，文书有变化，重新由这一方代办")),
        ],
        "typed": {name: request.POST.get(name, "") for name in TYPED},
        "problem_at": problems,
        "problems": list(problems.items()),
    }
    return render(request, "officer/guardianship.html", context, status=422 if problems else 200)

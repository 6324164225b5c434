"""A holder's pages while the house is pressed: her status and its age, and around them what there is time for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from lingnan.kernel import clock
from lingnan.kernel.actors import Actor
from lingnan.portal.colours import described_change
from lingnan.portal.strain import Level
from lingnan.rooms.health import api as health
from lingnan.rooms.identity import api as identity
from lingnan.rooms.identity.types import Person

from .people import Principal, own_key

LEFT_OUT = {
    Level.BRIEF: _("现在打开的人多，先不显示检测结果和以前的变化。颜色和码照常有效。"),
    Level.PLAIN: _("现在打开的人多，先只显示颜色，原因和依据请稍后再看。颜色和码照常有效。"),
    Level.ALONE: _("现在打开的人多，先只显示这一个人的颜色，别的内容请稍后再看。颜色和码照常有效。"),
    Level.NAMELESS: _("现在打开的人很多，先只显示颜色和时间，不显示姓名。颜色和码照常有效。"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What a page of the code alone has to know of whose it is; `holder` is None where her name is left out."""

    key: int
    holder: Person | None
    is_me: bool
    principals: Sequence[Principal]
    by: Actor
    at: datetime


def own_look(request: HttpRequest, by: Actor, level: Level) -> Look | None:
    """How she looks at her own page without her family being asked for; None where that is still done.

    The page of another keeps whose it is at every level, so that no one errs.
    """
    if level < Level.ALONE or request.GET.get("holder"):
        return None
    key = own_key(by)
    holder = None if level >= Level.NAMELESS else identity.get_person(key=key)
    return Look(key=key, holder=holder, is_me=True, principals=(), by=by, at=clock.now())


def standing_colour(look: Look) -> dict[str, object]:
    """What the page of the colour alone tells."""
    change = health.get_standing(subject_key=look.key, by=look.by, at=look.at)
    return described_change(change) if change else {"change": None}


def left_out(level: Level) -> str:
    """One sentence on what the page of the colour leaves out, and that the code is good; empty where it is nothing."""
    return gettext(LEFT_OUT[level]) if level in LEFT_OUT else ""

"""Messages: what happened, in words by the kind of message, and where to look."""

from collections.abc import Mapping
from typing import Any, cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from lingnan.kernel import clock
from lingnan.kernel.actors import Actor
from lingnan.portal.dates import write_date, write_moment
from lingnan.portal.paging import older, read_moment
from lingnan.portal.places import site_name
from lingnan.portal.session import for_residents
from lingnan.portal.templatetags.portal import page_language
from lingnan.portal.testing import test_sentences, test_titles
from lingnan.portal.wording import licence_title, service_titles
from lingnan.rooms.health import api as health
from lingnan.rooms.health.types import Locale
from lingnan.rooms.outreach import api as outreach
from lingnan.rooms.outreach.types import Message

from .people import own_key

PERSON = "person"


@require_safe
@for_residents
def messages(request: HttpRequest, by: Actor) -> HttpResponse:
    """What we told this person, newest first."""
    found = outreach.list_messages(person_key=own_key(by), before=read_moment(request.GET.get("before", "")))
    context = {
        "inbox": [_described(each) for each in found],
        "older": older(found, mark=lambda message: message.sent_at.isoformat()),
    }
    return render(request, "citizen/messages.html", context)


@require_POST
@for_residents
def open_message(request: HttpRequest, by: Actor, uuid: UUID) -> HttpResponse:
    """Mark a message as read and go where it leads."""
    return redirect(outreach.mark_read(uuid=uuid, by=by, at=clock.now()).link)


def _described(message: Message) -> dict[str, object]:
    title, words = message_words(message)
    return {"message": message, "title": title, "words": words, "is_unread": message.read_at is None}


def message_words(message: Message) -> tuple[str, str]:
    """A message's title and its first sentence; one of a kind unknown here still leads somewhere."""
    titles = {
        "case-granted": gettext("办好了：%(service)s"),
        "case-refused": gettext("暂时不能办理：%(service)s"),
        "case-referred": gettext("正在核对：%(service)s"),
        "draft-expiring": gettext("没填完的申请快到期了：%(service)s"),
        "licence-revoked": gettext("证照已撤销：%(licence)s"),
        "person-merged": gettext("您的两份登记合并为一份了"),
        "health-red": gettext("您的健康码变为红码"),
        "health-yellow": gettext("您的健康码变为黄码"),
        "health-blue": gettext("您的健康码变为蓝码"),
        "health-green": gettext("您的健康码恢复为绿码"),
        "health-appeal-filed": gettext("有人替您对健康码的颜色提出了申诉"),
        "health-appeal-late": gettext("您的健康码申诉超过了答复时间"),
        "health-appeal-stands": gettext("健康码申诉有答复了：颜色不变"),
        "health-appeal-corrected": gettext("健康码申诉有答复了：已经更正"),
        **_family_titles(),
        **_paper_titles(),
        **test_titles(),
    }
    sentences = {
        "case-granted": gettext("受理号%(number)s。打开看结果和理由。"),
        "case-refused": gettext("受理号%(number)s。打开看理由、接下来可以怎么办、怎样申请复核。"),
        "case-referred": gettext("受理号%(number)s。工作人员会核对，您不用再交材料。"),
        "draft-expiring": gettext("保留到%(ends_at)s，过后删去。打开就能接着填。"),
        "licence-revoked": gettext("理由：%(reason)s。打开看怎样申诉。"),
        "person-merged": gettext("用哪一份证件都能找到您的全部记录。如果两份登记不是同一个人的，请马上拨打12345。"),
        "health-red": gettext("原因：%(class)s。怎样转码：%(way_out)s"),
        "health-yellow": gettext("原因：%(class)s。怎样转码：%(way_out)s"),
        "health-blue": gettext("原因：%(class)s。怎样转码：%(way_out)s"),
        "health-green": gettext("您不用再做什么，社区和派出所也不再为这件事联系您。"),
        "health-appeal-filed": gettext("24小时内答复。打开看进展。"),
        "health-appeal-late": gettext("没有按时答复，是我们的责任。申诉仍在办理；也可以拨打12345催办。"),
        "health-appeal-stands": gettext("打开看工作人员的理由；还是不同意的，可以再申诉一次，由另一位工作人员核对。"),
        "health-appeal-corrected": gettext("打开看更正了什么。"),
        **_family_sentences(),
        **_paper_sentences(),
        **test_sentences(),
    }
    params = _params(message)
    title, sentence = titles.get(message.kind, gettext("一条消息")), sentences.get(message.kind, gettext("打开看看。"))
    return title % params, sentence % params


def _family_titles() -> Mapping[str, str]:
    """The titles of messages about who acts for whom, by kind."""
    return {
        "delegation-given": gettext("您委托了别人代您办事"),
        "delegation-received": gettext("有人委托您代为办事"),
        "guardianship-over": gettext("您的父亲或母亲在替您办事"),
        "guardianship-taken": gettext("您可以替未成年子女办事了"),
        "delegation-ended": gettext("一份委托已经结束"),
        "guardianship-over-ended": gettext("您的父亲或母亲不再替您办事了"),
        "guardianship-ended": gettext("您不再替未成年子女办事了"),
        "guardianship-barred": gettext("窗口结束了您替未成年子女的代办"),
    }


def _family_sentences() -> Mapping[str, str]:
    return {
        "delegation-given": gettext("到%(ends_at)s为止。您随时可以在「我的家人」里结束。"),
        "delegation-received": gettext("到%(ends_at)s为止。在「我的家人」里可以看到能办哪些事。"),
        "guardianship-over": gettext("到%(ends_at)s为止。谁看过您的信息，您都能看到。"),
        "guardianship-taken": gettext("到%(ends_at)s为止。您随时可以在「我的家人」里结束。"),
        "delegation-ended": gettext("从现在起不能再凭它代办；已经办好的事不受影响。"),
        "guardianship-over-ended": gettext("已经办好的事不受影响。在「我的家人」里可以看到现在谁替您办。"),
        "guardianship-ended": gettext("已经办好的事不受影响。孩子没有成年，以后还可以在「我的家人」里再由您代办。"),
        "guardianship-barred": gettext(
            "依据是生效的法律文书，网上不能再接手；已经办好的事不受影响。文书有变化的，请带上文书和身份证到窗口恢复。"
        ),
    }


def _paper_titles() -> Mapping[str, str]:
    """The titles of messages about what another did with a person's papers, by kind."""
    return {
        "licence-paper-printed": gettext("有人替您打印了纸质证照：%(licence)s"),
        "licence-paper-lost": gettext("有人替您挂失了纸质证照：%(licence)s"),
        "health-paper-printed": gettext("有人替您打印了纸质健康码"),
        "health-paper-lost": gettext("有人替您挂失了纸质健康码"),
    }


def _paper_sentences() -> Mapping[str, str]:
    return {
        "licence-paper-printed": gettext("%(at)s，由%(who)s打印。不是您要的，打开就能挂失。"),
        "licence-paper-lost": gettext(
            "%(at)s，由%(who)s挂失。以前打印的从那时起不能用，证照不受影响；打开可以重新打印。"
        ),
        "health-paper-printed": gettext("%(at)s，由%(who)s打印。不是您要的，打开就能挂失。"),
        "health-paper-lost": gettext(
            "%(at)s，由%(who)s挂失。以前打印的从那时起不能用，手机上的码不受影响；打开可以重新打印。"
        ),
    }


def _services(given: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(given["services"] if "services" in given else filter(None, [given.get("service")]))


def _health_words(given: Mapping[str, Any]) -> tuple[str, str]:
    """The class and the way out in the reader's language, whatever it was when the message was sent."""
    locale = cast("Locale", page_language())
    return health.describe(class_code=given["class_code"], way_out=given["way_out"], locale=locale)


def _params(message: Message) -> dict[str, str]:
    """What fills the words: names instead of codes, dates as people write them."""
    given = message.params
    class_name, way_out = _health_words(given) if "class_code" in given else ("", "")
    return {
        "class": class_name,
        "way_out": way_out,
        "service": service_titles(_services(given)),
        "licence": licence_title(given["licence_kind"]) if "licence_kind" in given else "",
        "number": given.get("case_number", ""),
        "reason": given.get("reason", ""),
        "ends_at": write_date(given.get("ends_at") or given.get("ends_on")),
        "at": write_moment(given.get("at")),
        "who": gettext("您委托的人") if given.get("by_kind") == PERSON else gettext("窗口工作人员"),
        "site": site_name(given["site"]) if "site" in given else "",
    }

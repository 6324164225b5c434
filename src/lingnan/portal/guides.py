"""Guides: the services as people look for them, and the words of what a service declares."""

from django.utils.translation import gettext, ngettext

from lingnan.rooms.cases.types import ProofState
from lingnan.rooms.catalogue import api as catalogue
from lingnan.rooms.catalogue.types import Period

from .wording import service_text

PROOF_STATES = {ProofState.HELD: "held", ProofState.SPARED: "waived", ProofState.NEEDED: "upload"}


def services_by_life_event() -> list[dict[str, object]]:
    """The services for residents under the events of a life, in the order of a life; none without a service."""
    words = {
        "birth": gettext("出生"),
        "school": gettext("上学"),
        "work": gettext("就业"),
        "family": gettext("成家"),
        "housing": gettext("置业"),
        "health": gettext("就医"),
        "ageing": gettext("养老"),
        "farewell": gettext("身后事"),
    }
    services = [service for service in catalogue.list_services() if service.declaration.audience == "person"]
    return [
        {
            "id": event,
            "title": title,
            "services": [
                {"service": service, "text": service_text(service)}
                for service in services
                if service.declaration.life_event == event
            ],
        }
        for event, title in words.items()
        if any(service.declaration.life_event == event for service in services)
    ]


def channel_words(channel: str) -> tuple[str, str]:
    """Another way to have it done, and how; a channel without words of ours is shown by its name."""
    counter = gettext("到街道、镇的政务服务中心，带身份证就行。走不动的，可以请工作人员上门。")
    phone = gettext("拨打12345，请话务员帮您登记，或约人上门。")
    paper = gettext("窗口领表，或把这一页打印出来带去；填好交到窗口。")
    return {
        "counter": (gettext("人工窗口"), counter),
        "phone-12345": (gettext("电话"), phone),
        "paper": (gettext("纸质表格"), paper),
    }.get(channel, (channel, ""))


def period_words(period: Period) -> str:
    """A promised or statutory time in words."""
    if not period.days:
        return gettext("马上办好")
    if period.unit == "workday":
        return ngettext("%(days)d 个工作日", "%(days)d 个工作日", period.days) % {"days": period.days}
    return ngettext("%(days)d 天", "%(days)d 天", period.days) % {"days": period.days}

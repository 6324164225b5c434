"""An appeal against a colour in words: what it waits for, or what came of it."""

from django.utils.translation import gettext

from lingnan.rooms.health.types import Appeal

from .dates import write_moment


def described_appeal(appeal: Appeal) -> dict[str, object]:
    """An appeal with the tone and the sentence of its state."""
    tone, title, sentence = _state(appeal)
    return {"appeal": appeal, "tone": tone, "title": title, "sentence": sentence}


def _state(appeal: Appeal) -> tuple[str, str, str]:
    if appeal.outcome == "stands":
        return "caution", gettext("核对过了，颜色不变"), gettext("记录没有错，颜色是按规则定的。")
    if appeal.outcome == "corrected":
        corrected = gettext("记录有错，已经由来源部门更正，颜色也已按更正后的记录重新判定。")
        return "valid", gettext("您说得对，已经更正"), corrected
    waiting = gettext("最晚%(due)s答复。由一位没有经手过这个颜色的工作人员核对，答复时给您发消息。")
    return "waiting", gettext("正在核对"), waiting % {"due": write_moment(appeal.due_at)}

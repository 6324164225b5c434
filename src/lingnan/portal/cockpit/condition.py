"""How gates, workers and keys are, in words; and what of it needs a hand."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.utils.translation import gettext, gettext_noop

from lingnan.rooms.codes.types import SILENT_AFTER, Duty, GatePulse, Purpose, WorkerPulse

from .spans import write_span

# As a gate itself counts (docs/interfaces/codes.md, 'The gate').
CUT_OFF_AFTER, CLOCKS_AGREE = 5, 5
# What a gate takes in a second; a worker that is well has less than five seconds' scans to go.
MANY_WAITING = 8_000
FULL = "full"
LEVELS = {
    FULL: gettext_noop("照常"),
    "unhurried": gettext_noop("换码放慢：一个码用三分钟"),
    "status_only": gettext_noop("只给状态，不给码"),
    "shed": gettext_noop("请大部分人稍后再来"),
}
PURPOSES = {
    Purpose.CREDENTIAL: gettext_noop("证照和纸质码"),
    Purpose.RECEIPT: gettext_noop("回执"),
    Purpose.STATUS_LIST: gettext_noop("状态名单"),
    Purpose.TOKEN: gettext_noop("屏幕上的码"),
    Purpose.DISPLAY: gettext_noop("亮码凭据"),
}


def purpose_word(purpose: Purpose) -> str:
    """What a key signs."""
    return gettext(PURPOSES[purpose])


def described_gate(gate: GatePulse, at: datetime) -> dict[str, object]:
    """One gate process as a row: what it is called, how it is, and the figures behind that."""
    return {
        "name": gate_name(gate),
        "states": list(_states(gate, at)) or [("valid", gettext("正常"))],
        "heard": write_span(at - gate.told_at),
        "age": None if gate.age_seconds is None else write_span(timedelta(seconds=gate.age_seconds)),
        "level": gettext(LEVELS.get(gate.level, gate.level)),
        "clock": f"{gate.clock_ahead_seconds:+d}" if gate.clock_ahead_seconds else "0",
    }


def described_worker(worker: WorkerPulse, at: datetime) -> dict[str, object]:
    """The worker of one machine as a row."""
    tone, word = "valid", gettext("正常")
    if _is_silent(worker.told_at, at):
        tone, word = "stop", gettext("没有消息")
    elif worker.waiting > MANY_WAITING:
        tone, word = "caution", gettext("积压")
    return {"worker": worker, "heard": write_span(at - worker.told_at), "tone": tone, "word": word}


def list_concerns(duty: Duty, at: datetime) -> list[tuple[str, str]]:
    """What needs a hand, in tone and sentence: what is broken first."""
    found = [*_of_gates(duty, at), *_of_workers(duty, at), *_of_keys(duty, at)]
    return sorted(found, key=lambda concern: concern[0] != "stop")


def gate_name(gate: GatePulse) -> str:
    """Machine and process, without what makes the name unique for ever."""
    machine, _, process = gate.gate.rpartition(":")
    return f"{machine} · {process.partition('-')[0]}"


def _is_silent(told_at: datetime, at: datetime) -> bool:
    return at - told_at > SILENT_AFTER


def _is_cut_off(gate: GatePulse) -> bool:
    return gate.age_seconds is None or gate.age_seconds > CUT_OFF_AFTER


def _states(gate: GatePulse, at: datetime) -> Iterator[tuple[str, str]]:
    if _is_silent(gate.told_at, at):
        yield "stop", gettext("没有消息")
        return
    if _is_cut_off(gate):
        yield "stop", gettext("连不上数据库")
    if gate.level != FULL:
        yield "caution", gettext("吃紧")
    if abs(gate.clock_ahead_seconds) > CLOCKS_AGREE:
        yield "caution", gettext("时钟不准")


def _of_gates(duty: Duty, at: datetime) -> Iterator[tuple[str, str]]:
    if not duty.gates:
        yield "stop", gettext("两天里没有一个亮码服务报过消息。请看亮码服务和收录程序开着没有。")
    for gate in duty.gates:
        named = {"gate": gate_name(gate), "span": write_span(at - gate.told_at), "seconds": gate.clock_ahead_seconds}
        if _is_silent(gate.told_at, at):
            yield (
                "stop",
                gettext("亮码服务 %(gate)s 已经%(span)s没有消息：它停了，或者它那台机器的磁盘满了、收录停了。") % named,
            )
            continue
        if _is_cut_off(gate):
            yield "stop", gettext("亮码服务 %(gate)s 连不上数据库：码照常亮，状态是旧的，上面写着多旧。") % named
        if gate.level != FULL:
            yield "caution", gettext("亮码服务 %(gate)s 吃紧：%(level)s。再开一个，就会缓过来。") % {
                **named, "level": gettext(LEVELS.get(gate.level, gate.level)),
            }  # fmt: skip
        if abs(gate.clock_ahead_seconds) > CLOCKS_AGREE:
            yield (
                "caution",
                gettext("亮码服务 %(gate)s 的时钟和数据库差%(seconds)d秒：别处会不认它亮的码。请校时。") % named,
            )


def _of_workers(duty: Duty, at: datetime) -> Iterator[tuple[str, str]]:
    for worker in duty.workers:
        named = {"machine": worker.machine, "span": write_span(at - worker.told_at), "number": worker.waiting}
        if _is_silent(worker.told_at, at):
            yield (
                "stop",
                gettext("机器 %(machine)s 的收录程序已经%(span)s没有消息：扫码记录留在那台机器上，没有丢。") % named,
            )
        elif worker.waiting > MANY_WAITING:
            yield "caution", gettext("机器 %(machine)s 上约有 %(number)d 次扫码等着收录。") % named


def _of_keys(duty: Duty, at: datetime) -> Iterator[tuple[str, str]]:
    signing = {key.purpose for key in duty.keys if key.not_before <= at}
    for purpose in PURPOSES:
        if purpose not in signing:
            yield "stop", gettext("没有能签「%(purpose)s」的密钥。") % {"purpose": purpose_word(purpose)}

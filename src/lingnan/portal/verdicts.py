"""The answer to a checked code, for a page, and how a device came by it."""

from django.utils.translation import gettext, gettext_noop

from lingnan.rooms.codes.types import NO_CODE, Inspected, Outcome, Unchecked, Verification, Way

from .wording import code_title, code_words, verdict_words

UNCHECKED = {
    Unchecked.OLD_LIST: (
        gettext_noop("名单太旧"),
        gettext_noop("没有网络，这台设备上的名单又太旧，说不出这个码现在有没有效。"),
        gettext_noop("请连一次网再查，或者看身份证件。不要因为没有网络把人拦下。"),
    ),
    Unchecked.ON_SCREEN: (
        gettext_noop("要联网查"),
        gettext_noop("这是屏幕上每分钟一换的码，没有网络核验不了。"),
        gettext_noop("请持码人点码下面的「对方没有网络」再扫一次，或者出示纸质码、身份证件。"),
    ),
    Unchecked.NUMBER: (
        gettext_noop("要联网查"),
        gettext_noop("没有网络，不能按号码查。"),
        gettext_noop("请看身份证件，或者扫纸质码。不要因为没有网络把人拦下。"),
    ),
}
NUMBER = "number"
WAYS = {
    Way.DESK: gettext_noop("联网扫码"),
    Way.OFFLINE: gettext_noop("没有网络时扫码"),
    Way.GATE: gettext_noop("联网扫码，由闸机回答"),
}


def described_verification(verification: Verification) -> dict[str, object]:
    """Tone, word and sentences of an answer, and what it says of the holder."""
    tone, word = verdict_words(verification.outcome, kind=verification.kind)
    return {
        "verification": verification,
        "checked_at": verification.checked_at,
        "kind": code_words(verification.kind) if verification.kind else None,
        "tone": tone,
        "word": word,
        "meaning": gettext(verification.words.meaning),
        "advice": gettext(verification.words.advice),
    }


def described_inspection(inspected: Inspected) -> dict[str, object]:
    """One line of what a device read: when, what kind of code, the answer, and how."""
    tone, word = told_words(inspected.outcome, kind=inspected.kind)
    return {
        "at": inspected.at,
        "kind": code_title(inspected.kind) if inspected.kind else "",
        "tone": tone,
        "word": word,
        "way": gettext("联网查证件号") if inspected.act == NUMBER else gettext(WAYS[inspected.way]),
    }


def told_words(outcome: str, *, kind: str = "") -> tuple[str, str]:
    """The tone and the word of what a device was told, whichever way it asked."""
    if outcome == NO_CODE:
        return "neutral", gettext("没有码")
    if outcome in UNCHECKED:
        word, _meaning, _advice = UNCHECKED[Unchecked(outcome)]
        return "caution", gettext(word)
    return verdict_words(Outcome(outcome), kind=kind)

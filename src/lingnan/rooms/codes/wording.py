"""What to tell whoever checked a code, for each answer. Plain, kind, exact; the texts are message ids."""

from collections.abc import Mapping
from types import MappingProxyType

from django.utils.translation import gettext_noop as _

from .types import Outcome, Words

WORDS: Mapping[Outcome, Words] = MappingProxyType(
    {
        Outcome.VALID: Words(
            meaning=_("有效。"),
            advice=_("请核对持有人，然后放行或办理。"),
        ),
        Outcome.SUSPENDED: Words(
            meaning=_("暂停使用：签发机关正在核实。"),
            advice=_("请暂不凭此码办理，可改看身份证件；请持有人打开自己的码或证照，查看原因。"),
        ),
        Outcome.REVOKED: Words(
            meaning=_("已撤销：签发机关收回了它。"),
            advice=_("请不要凭此码办理；请持有人打开自己的码或证照，查看原因和申诉办法。"),
        ),
        Outcome.MARKED: Words(
            meaning=_("签发机关对它作了标注。"),
            advice=_("请按这种码的查验规定处理，或询问签发机关。"),
        ),
        Outcome.EXPIRED: Words(
            meaning=_("已过有效期。"),
            advice=_("请持有人重新办理或续期；急用时可出示身份证件。"),
        ),
        Outcome.NOT_YET_VALID: Words(
            meaning=_("还没有到生效时间。"),
            advice=_("请核对本机的日期和时间；如果时间无误，请在生效后再查验。"),
        ),
        Outcome.REPLAYED: Words(
            meaning=_("这个码已经过时：屏幕上的码每分钟更换一次。"),
            advice=_("请持有人在自己的手机上刷新后再扫；截图和照片不能使用。"),
        ),
        Outcome.WITHDRAWN: Words(
            meaning=_("这张纸质码已经挂失。"),
            advice=_("请不要凭这张纸办理；持有人可以出示手机上的码、重新打印的码或身份证件。"),
        ),
        Outcome.ENDED: Words(
            meaning=_("这种码已经停用。"),
            advice=_("请不要再要求出示这种码；要核对是谁，请看身份证件。这不是持有人的过错。"),
        ),
        Outcome.FOREIGN: Words(
            meaning=_("这不是本平台的码。"),
            advice=_("请核对是否扫错了码：墙上的场所码是给来人扫的，要查的是来人手里的码；也可以看身份证件。"),
        ),
        Outcome.TRUNCATED: Words(
            meaning=_("码不完整，只读到一部分。"),
            advice=_("请擦净镜头、展平纸面，让整个码进入画面后再扫一次。"),
        ),
        Outcome.TOO_LARGE: Words(
            meaning=_("内容太长，不可能是一个码。"),
            advice=_("请清空输入框，对准码再扫一次。"),
        ),
        Outcome.UNREADABLE: Words(
            meaning=_("读不出这个码。"),
            advice=_("请再扫一次；仍然读不出时，请持有人刷新或重新打印。"),
        ),
        Outcome.TAMPERED: Words(
            meaning=_("签名与内容对不上：这个码被改动过，或不是本平台签发的。"),
            advice=_("请不要采信；请持有人当面从本平台打开自己的码，或改看身份证件。"),
        ),
        Outcome.UNKNOWN_KEY: Words(
            meaning=_("认不出签发这个码的密钥。"),
            advice=_("请联网更新后再扫一次；仍然认不出时不要采信，可改看身份证件。"),
        ),
        Outcome.REVOKED_KEY: Words(
            meaning=_("签发这个码的密钥已经停用。"),
            advice=_("请持有人刷新手机上的码，或重新打印纸质码；这不是持有人的过错。"),
        ),
    }
)

_OF_KIND: dict[str, Mapping[Outcome, Words]] = {}


def connect_words(*, kind: str, words: Mapping[Outcome, Words]) -> None:
    """Let the answers to codes of one kind be told in words of its own; other answers keep the usual ones."""
    _OF_KIND[kind] = words


def words_for(*, kind: str, outcome: Outcome) -> Words:
    """The words of an answer for a kind of code, empty where it is not known."""
    return _OF_KIND.get(kind, {}).get(outcome) or WORDS[outcome]

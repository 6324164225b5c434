"""What to tell whoever scanned a health code, for each colour. The texts are message ids."""

from collections.abc import Mapping
from types import MappingProxyType

from django.utils.translation import gettext_noop as _

from lingnan.rooms.codes.types import Outcome, Words

CODE_WORDS: Mapping[Outcome, Words] = MappingProxyType(
    {
        Outcome.VALID: Words(
            meaning=_("绿码：现行规则没有要求采取措施。"),
            advice=_("请核对持码人本人，然后放行。"),
        ),
        Outcome.SUSPENDED: Words(
            meaning=_("黄码：按现行规则要做检测或健康监测。"),
            advice=_("请不要让人走散，按本场所的规定引导；原因和转绿的办法，持码人打开「健康码」就能看到。"),
        ),
        Outcome.MARKED: Words(
            meaning=_("红码：按现行规则正在隔离或治疗管理期内。"),
            advice=_("请保持距离，引导到旁边等候，并联系所在社区；持码人可以在「健康码」里查看依据。"),
        ),
    }
)

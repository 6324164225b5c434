"""A named area, and whether one lies within another by what their names say."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

_COMMUNITIES = ("社区", "村")
_NAMES_END = frozenset("省市州盟县区旗道街镇乡村号栋幢座楼组期苑园院寓店校厦场厂房")
_NAMES_GO_ON = frozenset("新村社路街巷")
_PARTS_BEGIN = re.compile(r"[0-9A-Za-z一二三四五六七八九十第东南西北栋幢座单号楼期#(-]|小")


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """A place as a list or a person names it, taken apart.

    `text` is the folded name; `codes` the significant digits of the division it lies in (`15`, `1507`, `150781`), more
    than one where the name fits several; `town` the stem of the town, sub-district or township; `names` what follows,
    the widest first; `without` the towns and names that the name itself leaves out. `is_unsettled` says that the county
    was founded or dissolved while lists were published, so that its towns are named under a neighbour too.
    """

    text: str
    codes: frozenset[str]
    town: str = ""
    names: tuple[str, ...] = ()
    without: frozenset[str] = frozenset()
    is_unsettled: bool = False

    def lies_within(self, other: "Area") -> bool:
        """Whether being here is being in `other`, as far as the two names tell.

        Every part that both name must agree, and this one must name the part that `other` is about: a stay in a county
        is not one in a village of it.
        """
        if self.text == other.text or not (self.codes and other.codes):
            return _begins(self.text, other.text)
        if other.without & {self.town, *self.names}:
            return False
        return self._shares_division(other) and self._shares_place(other)

    def _shares_division(self, other: "Area") -> bool:
        if not (other.town or other.names):
            return any(own.startswith(its) for own in self.codes for its in other.codes)
        if any(own.startswith(its) or its.startswith(own) for own in self.codes for its in other.codes):
            return True
        is_same_city = {own[:4] for own in self.codes} & {its[:4] for its in other.codes}
        has_moved = self.is_unsettled or other.is_unsettled
        return bool(has_moved and is_same_city and self.town and self.town == other.town)

    def _shares_place(self, other: "Area") -> bool:
        if self.town and other.town and self.town != other.town:
            return False
        if not other.names:
            return not other.town or self.town == other.town
        *around, itself = other.names
        return any(
            _begins(name, itself) and not _contradict(self.names[:depth], around)
            for depth, name in enumerate(self.names)
        )


def _begins(name: str, with_: str) -> bool:
    """`name` is `with_` or something in it: 新生3栋 lies in 新生, 新生村 doesn't; 98 doesn't lie in 9."""
    if not with_ or name == with_:
        return name == with_
    if not name.startswith(with_):
        return False
    follows = name[len(with_)]
    if follows.isdigit() and with_[-1].isdigit():
        return False
    return follows not in _NAMES_GO_ON if with_[-1] in _NAMES_END else bool(_PARTS_BEGIN.match(follows))


def _contradict(own: Iterable[str], other: Iterable[str]) -> bool:
    mine = {name for name in own if name.endswith(_COMMUNITIES)}
    its = {name for name in other if name.endswith(_COMMUNITIES)}
    return bool(mine and its and not mine & its)

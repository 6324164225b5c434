"""The wording of lists: one spelling for each name, and a line that names several areas taken apart.

Lists are typed by hand every day. One area appears with and without its office (街道办事处), with 新增 behind it,
with a bracket that was never closed, or as one of five in a line.
"""

import re

from lingnan.engine.elements.folding import fold_width

_NEWLY_LISTED = re.compile(r"\((?:新增?|调整)\)?$")
_EXCEPTION = re.compile(r"\((除[^()]*外[^()]*|[^()]*除外|[^()]*为(?:low|低)风险)\)?", re.IGNORECASE)
_NOT_A_NAME = re.compile(
    r"^除|除?外(?:的其他.*)?$|\d*个?(?:high|low|高|中|低)风险[^、,&]*|为(?:low|低)风险$", re.IGNORECASE
)
_BETWEEN_NAMES = re.compile(r"[&、,;和]")
_REMARK = re.compile(r"\((?:[东南西北]至|含|包括|即)[^()]*\)?")
_ENCLOSED = re.compile(r"包围|合围|围合|以[东南西北]|[东南西北]至")
_CONTINUOUS = re.compile(r"(?:所在的?)?连片区域$|所包围区域$|全域$|全境$")
_JOINTS = re.compile(r"[、,;&]|(?<=[区村镇乡道楼栋号期苑])和(?=[^平谐睦美])")
_UNIT = re.compile(r"[0-9A-Za-z一二三四五六七八九十#\-]+(号楼|号|栋|幢|座|单元|期|楼|组|区)?")
_LAST_UNIT = re.compile(r"[0-9A-Za-z一二三四五六七八九十#\-]+(号楼|号|栋|幢|座|单元|期|楼|组|区)?$")
_NOISE = re.compile(r"[\s·・•.。/|>\"'“”]+|^(?:中国|中华人民共和国)")


def fold_area(text: str) -> str:
    """A name as we compare it: half-width, without spaces, 'newly listed' and stray brackets."""
    folded = _NOISE.sub("", fold_width(text).replace("，", ",").replace("；", ";").replace("＆", "&"))
    folded = _NEWLY_LISTED.sub("", folded)
    return folded.rstrip("(,、;&") if folded.count("(") >= folded.count(")") else folded.rstrip("),、;&")


def exceptions(text: str) -> tuple[str, list[str]]:
    """`疏附县(除兰干镇外的其他地区)` is the county, and the names that it leaves out."""
    found = _EXCEPTION.search(text)
    if not found:
        return text, []
    names = (_NOT_A_NAME.sub("", part) for part in _BETWEEN_NAMES.split(_NOT_A_NAME.sub("", found[1])))
    return _EXCEPTION.sub("", text), [name for name in names if name]


def members(text: str) -> list[str]:
    """The areas that one folded line names, each with what it shares with the one before it.

    `标营4号26、27栋` is `标营4号26栋` and `标营4号27栋`. Streets that enclose an area are one name: what lies between
    them can't be told from the words.
    """
    if _ENCLOSED.search(text) and not _CONTINUOUS.search(text):
        return [text]
    bare = _CONTINUOUS.sub("", _REMARK.sub("", text))
    parts = [part for part in _JOINTS.split(bare.replace("(", "").replace(")", "")) if part]
    return _completed(parts) if parts else [text]


def _completed(parts: list[str]) -> list[str]:
    suffix = next((found[1] for part in reversed(parts) if (found := _LAST_UNIT.search(part)) and found[1]), "")
    whole: list[str] = []
    for part in parts:
        before = _LAST_UNIT.sub("", whole[-1]) if whole and _UNIT.fullmatch(part) else ""
        is_bare_number = len(parts) > 1 and part[-1].isascii() and part[-1].isalnum()
        whole.append(before + part + (suffix if is_bare_number else ""))
    return whole

"""Unified social credit codes of legal persons and other organisations, GB 32100-2015."""

from __future__ import annotations

import re
from operator import mul

from lingnan.engine.elements.divisions import DivisionTable
from lingnan.engine.elements.finding import Accepted, Finding, problem
from lingnan.engine.elements.folding import fold_identifier

# Digits and capitals without I, O, S, V, Z (clause 4.2).
_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_VALUES = {character: value for value, character in enumerate(_ALPHABET)}
_STRAY = re.compile(f"[^{_ALPHABET}]")
_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))

# Table 1 with its later additions: the letter of the authority that registers, and the classes it registers.
# An unlisted class is accepted without a name: authorities have added classes between editions.
_AUTHORITIES = {
    "1": "机构编制",
    "2": "外交",
    "3": "司法行政",
    "4": "文化",
    "5": "民政",
    "6": "旅游",
    "7": "宗教",
    "8": "工会",
    "9": "市场监督管理",
    "A": "中央军委改革和编制办公室",
    "N": "农业",
    "Y": "其他",
}
_CLASSES = {
    "11": "机关",
    "12": "事业单位",
    "13": "编办直接管理机构编制的群众团体",
    "21": "外国常驻新闻机构",
    "31": "律师执业机构",
    "32": "公证处",
    "33": "基层法律服务所",
    "34": "司法鉴定机构",
    "35": "仲裁委员会",
    "41": "外国在华文化中心",
    "51": "社会团体",
    "52": "民办非企业单位",
    "53": "基金会",
    "61": "外国旅游部门常驻代表机构",
    "62": "港澳台地区旅游部门常驻内地（大陆）代表机构",
    "71": "宗教活动场所",
    "72": "宗教院校",
    "81": "基层工会",
    "91": "企业",
    "92": "个体工商户",
    "93": "农民专业合作社",
    "A1": "军队事业单位",
    "N1": "组级集体经济组织",
    "N2": "村级集体经济组织",
    "N3": "乡镇级集体经济组织",
}


def check_character(body: str) -> str:
    """The eighteenth character of a body of seventeen (clause 4.6, MOD 31)."""
    total = sum(map(mul, map(_VALUES.__getitem__, body), _WEIGHTS))
    return _ALPHABET[-total % 31]


def compose(*, authority: str, entity_class: str, division: str, organisation: str) -> str:
    """The code of a nine-character organisation code registered by an authority in a six-digit division."""
    body = f"{authority}{entity_class}{division}{organisation}"
    return body + check_character(body)


def check(text: str, *, divisions: DivisionTable) -> Finding:
    """A credit code, with the authority, entity class, division and organisation code that it carries.

    The division is that of registration and may be a zone or an office that GB/T 2260 does not list, so an
    unknown one is accepted without a name.
    """
    code = fold_identifier(text)
    if len(code) != 18:
        return problem("credit_code.length", length=len(code))
    stray = _STRAY.search(code)
    if stray:
        return problem("credit_code.character", place=stray.start() + 1, character=stray.group())
    if code[0] not in _AUTHORITIES or not code[2:8].isdigit():
        return problem("credit_code.prefix", prefix=code[:8])
    if code[17] != check_character(code[:17]):
        return problem("credit_code.check")
    return Accepted(code, _parts(code, divisions))


def _parts(code: str, divisions: DivisionTable) -> dict[str, str | None]:
    return {
        "authority": code[0],
        "authority_name": _AUTHORITIES[code[0]],
        "entity_class": code[1],
        "entity_class_name": "其他" if code[1] == "9" else _CLASSES.get(code[:2]),
        "division": code[2:8],
        "division_name": divisions.full_name(code[2:8]) or None,
        "organisation_code": code[8:17],
        "check": code[17],
    }

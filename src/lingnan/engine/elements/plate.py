"""Motor vehicle plate numbers, GA 36-2018, with new-energy, special and Guangdong cross-border plates."""

from __future__ import annotations

import re
from collections.abc import Mapping

from lingnan.engine.elements.finding import Accepted, Finding, problem
from lingnan.engine.elements.folding import fold_identifier

_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_ANY = "[A-HJ-NP-Z0-9]"
_ISSUER = f"(?P<province>[{_PROVINCES}])(?P<authority>[A-HJ-NP-Z])"

# GA 36-2018: letters I and O are never used; small new-energy plates carry the energy letter first, large ones last:
# A–E (without I and O) for battery-electric, F–K for all others; D and F are the ones in common issue.
_FORMS = (
    ("ordinary", rf"{_ISSUER}(?P<serial>{_ANY}{{5}})"),
    ("new_energy_small", rf"{_ISSUER}(?P<serial>(?P<energy>[A-HJK]){_ANY}[0-9]{{4}})"),
    ("new_energy_large", rf"{_ISSUER}(?P<serial>[0-9]{{5}}(?P<energy>[A-HJK]))"),
    ("cross_border_hong_kong", rf"(?P<province>粤)(?P<authority>Z)(?P<serial>{_ANY}{{4}})港"),
    ("cross_border_macau", rf"(?P<province>粤)(?P<authority>Z)(?P<serial>{_ANY}{{4}})澳"),
    ("trailer", rf"{_ISSUER}(?P<serial>{_ANY}{{4}})挂"),
    ("learner", rf"{_ISSUER}(?P<serial>{_ANY}{{4}})学"),
    ("police", rf"{_ISSUER}(?P<serial>{_ANY}{{4}})警"),
    ("consulate", rf"{_ISSUER}(?P<serial>{_ANY}{{4}})领"),
    ("embassy", r"(?:使(?P<serial>[0-9]{6})|(?P<later>[0-9]{6})使)"),
    ("emergency", rf"(?P<province>[{_PROVINCES}])(?P<authority>[XS])(?P<serial>{_ANY}{{4}})应急"),
)
_PATTERNS = tuple((kind, re.compile(form)) for kind, form in _FORMS)

_SEPARATORS = re.compile(r"[·•・∙.]")
_MOST_LETTERS = 2


def check(text: str, *, authorities: Mapping[str, str]) -> Finding:
    """A plate number in capitals without the dot; `authorities` names the place of each issuing letter (粤A: 广州市).

    A letter that the table does not list is accepted without a place, as new ones are issued between editions.
    """
    plate = _SEPARATORS.sub("", fold_identifier(text))
    for kind, pattern in _PATTERNS:
        match = pattern.fullmatch(plate)
        if match:
            return _judge(plate, kind, match, authorities)
    return _form_problem(plate)


def _judge(plate: str, kind: str, match: re.Match[str], authorities: Mapping[str, str]) -> Finding:
    groups = match.groupdict()
    serial = groups["serial"] or groups.get("later") or ""
    # Clause 7 allows a serial one or two letters; the energy letter is counted apart.
    letters = sum(character.isalpha() for character in serial)
    if not kind.startswith("new_energy") and letters > _MOST_LETTERS:
        return problem("plate.letters", serial=serial)
    # 粤Z is kept for vehicles of Hong Kong and Macau that enter Guangdong.
    if groups.get("province") == "粤" and groups["authority"] == "Z" and not kind.startswith("cross_border"):
        return problem("plate.cross_border")
    return Accepted(plate, _parts(kind, groups, serial, authorities))


def _parts(
    kind: str, groups: Mapping[str, str | None], serial: str, authorities: Mapping[str, str]
) -> dict[str, str | None]:
    issuer = f"{groups['province']}{groups['authority']}" if groups.get("province") else None
    energy = groups.get("energy")
    return {
        "kind": kind,
        "issuer": issuer,
        "place": authorities.get(issuer) if issuer else None,
        "serial": serial,
        "energy": ("battery_electric" if energy in "ABCDE" else "other") if energy else None,
    }


def _form_problem(plate: str) -> Finding:
    if not plate or plate[0] not in _PROVINCES + "使":
        return problem("plate.province", plate=plate)
    if "I" in plate or "O" in plate:
        return problem("plate.confusable")
    return problem("plate.form", plate=plate)

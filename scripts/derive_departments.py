"""Derive content/guangdong/departments.csv: provincial departments, and civil affairs by city and county.

    .venv/bin/python scripts/derive_departments.py

Names are those of the province's bodies. The credit codes are valid under GB 32100 but made up for demonstration:
their organisation codes begin with DEM.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path

import opencc

from lingnan.engine.elements import credit_code, organisation_code

CONTENT = Path(__file__).parent.parent / "content" / "guangdong"
COLUMNS = ("id", "credit_code", "zh-Hans", "zh-Hant", "en", "level", "division", "parent")
HEADER = """\
# Departments of Guangdong. Names: bodies of the provincial government after the reform of 2024, and the civil affairs
# bureau of every city and county of divisions.csv. Credit codes are demonstration codes (organisation code DEM...):
# valid under GB 32100-2015, registered to nobody.
# Derived by scripts/derive_departments.py.
"""

# Characters 1-2 of the credit code: 11 government bodies, 13 people's organisations.
PROVINCIAL = (
    ("general-office", "11", "广东省人民政府办公厅", "General Office of the People's Government of Guangdong"),
    ("development", "11", "广东省发展和改革委员会", "Guangdong Development and Reform Commission"),
    ("education", "11", "广东省教育厅", "Guangdong Department of Education"),
    ("science", "11", "广东省科学技术厅", "Guangdong Department of Science and Technology"),
    ("industry", "11", "广东省工业和信息化厅", "Guangdong Department of Industry and Information Technology"),
    ("ethnic-affairs", "11", "广东省民族宗教事务委员会", "Guangdong Commission of Ethnic and Religious Affairs"),
    ("public-security", "11", "广东省公安厅", "Guangdong Department of Public Security"),
    ("civil-affairs", "11", "广东省民政厅", "Guangdong Department of Civil Affairs"),
    ("justice", "11", "广东省司法厅", "Guangdong Department of Justice"),
    ("finance", "11", "广东省财政厅", "Guangdong Department of Finance"),
    (
        "human-resources",
        "11",
        "广东省人力资源和社会保障厅",
        "Guangdong Department of Human Resources and Social Security",
    ),
    ("natural-resources", "11", "广东省自然资源厅", "Guangdong Department of Natural Resources"),
    ("ecology", "11", "广东省生态环境厅", "Guangdong Department of Ecology and Environment"),
    ("housing", "11", "广东省住房和城乡建设厅", "Guangdong Department of Housing and Urban-Rural Development"),
    ("transport", "11", "广东省交通运输厅", "Guangdong Department of Transport"),
    ("water", "11", "广东省水利厅", "Guangdong Department of Water Resources"),
    ("agriculture", "11", "广东省农业农村厅", "Guangdong Department of Agriculture and Rural Affairs"),
    ("commerce", "11", "广东省商务厅", "Guangdong Department of Commerce"),
    ("culture", "11", "广东省文化和旅游厅", "Guangdong Department of Culture and Tourism"),
    ("health", "11", "广东省卫生健康委员会", "Guangdong Health Commission"),
    ("veterans", "11", "广东省退役军人事务厅", "Guangdong Department of Veterans Affairs"),
    ("emergency", "11", "广东省应急管理厅", "Guangdong Department of Emergency Management"),
    ("audit", "11", "广东省审计厅", "Guangdong Audit Office"),
    ("market", "11", "广东省市场监督管理局", "Guangdong Administration for Market Regulation"),
    ("statistics", "11", "广东省统计局", "Guangdong Bureau of Statistics"),
    ("healthcare-security", "11", "广东省医疗保障局", "Guangdong Healthcare Security Administration"),
    ("data", "11", "广东省政务服务和数据管理局", "Guangdong Administration of Government Services and Data"),
    ("tax", "11", "国家税务总局广东省税务局", "Guangdong Tax Service, State Taxation Administration"),
    ("disabled-federation", "13", "广东省残疾人联合会", "Guangdong Disabled Persons' Federation"),
)

# The provincial government itself reviews what its departments decided (行政复议法第二十四条).
GOVERNMENT = (
    "gd-government",
    "11",
    "广东省人民政府",
    "廣東省人民政府",
    "People's Government of Guangdong",
    "province",
    "440000",
    "",
)

# First eight characters of organisation codes that items and licences already carry.
KNOWN_ORGANISATIONS = {"gd-civil-affairs": "00694015"}

to_traditional = opencc.OpenCC("s2hk").convert


def main() -> None:
    divisions = [row for row in read_divisions() if row["code"].startswith("44") and not row["valid_to"]]
    with (CONTENT / "departments.csv").open("w", encoding="utf-8", newline="") as target:
        target.write(HEADER)
        writer = csv.writer(target, lineterminator="\n")
        writer.writerow(COLUMNS)
        for number, body in enumerate([*provincial(), *civil_affairs(divisions), GOVERNMENT], start=1):
            writer.writerow(cells(number, *body))


def read_divisions() -> Iterable[dict[str, str]]:
    with (CONTENT / "divisions.csv").open(encoding="utf-8") as lines:
        return list(csv.DictReader(line for line in lines if not line.startswith("#")))


def provincial() -> Iterator[tuple[str, ...]]:
    for key, kind, name, english in PROVINCIAL:
        yield f"gd-{key}", kind, name, to_traditional(name), english, "province", "440000", ""


def civil_affairs(divisions: list[dict[str, str]]) -> Iterator[tuple[str, ...]]:
    """The bureau of each city, then of each county; parents are the bureaux one level up."""
    by_code = {row["code"]: row for row in divisions}
    for row in divisions:
        if row["level"] == "city":
            yield bureau(row, "", "gd-civil-affairs")
    for row in divisions:
        if row["level"] == "county" and not row["name"].endswith("市辖区"):
            yield bureau(row, by_code[row["parent"]]["name"], f"{row['parent']}-civil-affairs")


def bureau(row: dict[str, str], city: str, parent: str) -> tuple[str, ...]:
    name = f"{city}{row['name']}民政局"
    traditional = to_traditional(city) + (row["name_zh_hant"] or row["name"]) + to_traditional("民政局")
    english = f"{row['name_en']} Civil Affairs Bureau"
    return f"{row['code']}-civil-affairs", "11", name, traditional, english, row["level"], row["code"], parent


def cells(
    number: int, key: str, kind: str, name: str, traditional: str, english: str, level: str, division: str, parent: str
) -> tuple[str, ...]:
    body = KNOWN_ORGANISATIONS.get(key, f"DEM{number:05d}")
    code = credit_code.compose(
        authority=kind[0],
        entity_class=kind[1],
        division=division,
        organisation=body + organisation_code.check_character(body),
    )
    return key, code, name, traditional, english, level, division, parent


if __name__ == "__main__":
    main()

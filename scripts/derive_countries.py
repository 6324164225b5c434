"""Derive content/guangdong/codes/countries.csv: codes of GB/T 2659.1-2022 (ISO 3166-1) with names of three locales.

    pip install babel==2.18.0 pycountry && python scripts/derive_countries.py

Codes are those of ISO 3166-1, which GB/T 2659.1 adopts; names are those of the Unicode CLDR.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pycountry
from babel import Locale

TARGET = Path(__file__).parent.parent / "content" / "guangdong" / "codes" / "countries.csv"
HEADER = (
    "# GB/T 2659.1-2022, alpha-3 and numeric codes (= ISO 3166-1). Names: Unicode CLDR. "
    "By scripts/derive_countries.py.\n"
)
LOCALES = {"zh-Hans": "zh_Hans_CN", "zh-Hant": "zh_Hant_HK", "en": "en"}

# GB/T 2659.1 names these regions as parts of China.
REGIONS = {
    "HKG": ("中国香港", "中國香港", "Hong Kong, China"),
    "MAC": ("中国澳门", "中國澳門", "Macau, China"),
    "TWN": ("中国台湾", "中國台灣", "Taiwan, China"),
}


def main() -> None:
    with TARGET.open("w", encoding="utf-8", newline="") as target:
        target.write(HEADER)
        writer = csv.writer(target, lineterminator="\n")
        writer.writerow(("code", "numeric", *LOCALES))
        for country in sorted(pycountry.countries, key=lambda country: country.alpha_3):
            writer.writerow((country.alpha_3, country.numeric, *names(country.alpha_3, country.alpha_2)))


def names(alpha_3: str, alpha_2: str) -> tuple[str, ...]:
    return REGIONS.get(alpha_3) or tuple(Locale.parse(tag).territories[alpha_2] for tag in LOCALES.values())


if __name__ == "__main__":
    main()

"""Derive the listings of risk areas from daily lists.

    python scripts/derive_risk_listings.py content/guangdong/health/risk_listings.csv LIST_CSV...

A LIST_CSV has a line for each area and day: `date`, `level`, `full_address`, as srcJin/CovidRiskAreaMap (MIT) collected
from the notices of the State Council's joint mechanism; or `list_date`, `level`, `area`, as the Guangdong Health
Commission published. A listing here is a span of days, its name as published. Coordinates are left out, some are wrong.
The result is sorted and stable: running it again changes nothing.
"""

import csv
import sys
from collections.abc import Iterator
from pathlib import Path

from lingnan.engine.exposure import PublishedArea, list_listings, read_published_area

NOTES = """\
# Medium- and high-risk areas of China by the days on which they stood on the published lists, names as published.
# Sources: national lists 2020-07-29 to 2020-12-14 and 2021-02-01 to 2021-12-31, as collected in srcJin/CovidRiskAreaMap
# (MIT); Guangdong's own lists of 2020-03-24 and 2020-04-05 (Guangdong Health Commission). Derived by
# scripts/derive_risk_listings.py. No lists are known for 2020-04-06 to 07-28, 08-29 to 10-11, 2020-12-15 to 2021-01-31
# and 2021-02-21 to 03-31: nobody is found exposed in those weeks by this table.
"""
COLUMNS = ("first_date", "last_date", "level", "full_address")


def main(target: Path, *sources: Path) -> None:
    """Write the listings of all sources into one table."""
    with target.open("w", encoding="utf-8", newline="") as file:
        file.write(NOTES)
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for listing in list_listings(line for source in sources for line in published(source)):
            writer.writerow([listing.first, listing.last, listing.level.name.lower(), listing.name])


def published(source: Path) -> Iterator[PublishedArea]:
    """The lines of one file of daily lists."""
    with source.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            day, name = row.get("date") or row["list_date"], row.get("full_address") or row["area"]
            yield read_published_area({"date": day, "level": row["level"], "full_address": name})


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))

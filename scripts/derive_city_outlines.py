"""Derive the outlines of the province's cities, for a small map.

    python scripts/derive_city_outlines.py content/guangdong/outlines.geojson CITIES_GEOJSON

CITIES_GEOJSON has a feature for each city with `adcode`, as Apache ECharts 4.9 shipped for
Guangdong (Apache-2.0). Every corner is put on a grid of 0.02 degrees (2 km), so that neighbours still share their
border; corners in a straight line, and islands smaller than a few fields of the grid, are left out. The outlines are
for a picture and say nothing of where a border runs.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

STEPS = 50
SMALLEST = 6  # fields of the grid
SOURCE = "Apache ECharts 4.9 (Apache-2.0), simplified by scripts/derive_city_outlines.py"

Point = tuple[int, int]


def main(target: Path, source: Path) -> None:
    """Write the outlines of all cities, by code."""
    features = sorted(json.loads(source.read_text(encoding="utf-8"))["features"], key=_code)
    lines = ",\n".join(json.dumps(feature(each), separators=(",", ":")) for each in features)
    head = f'{{"type":"FeatureCollection","source":{json.dumps(SOURCE)},"features":[\n'
    target.write_text(f"{head}{lines}\n]}}\n", encoding="utf-8")


def feature(city: dict[str, Any]) -> dict[str, Any]:
    """A city with the four digits of its code for a name, and its outline."""
    shapes = city["geometry"]["coordinates"]
    polygons = [shapes] if city["geometry"]["type"] == "Polygon" else shapes
    rings = [ring for polygon in polygons if (ring := outline(polygon[0]))]
    return {
        "type": "Feature",
        "properties": {"name": _code(city)},
        "geometry": {"type": "MultiPolygon", "coordinates": [[[_degrees(point) for point in ring]] for ring in rings]},
    }


def outline(ring: list[list[float]]) -> list[Point]:
    """The ring on the grid, closed; nothing of a ring that is too small to be seen."""
    points = list(_bends([(round(east * STEPS), round(north * STEPS)) for east, north in ring]))
    return [*points, points[0]] if len(points) > 2 and abs(_double_area(points)) >= 2 * SMALLEST else []


def _bends(points: list[Point]) -> Iterator[Point]:
    """Each point that the line turns at."""
    once = [point for place, point in enumerate(points) if point != points[place - 1]]
    for place, point in enumerate(once):
        before, after = once[place - 1], once[(place + 1) % len(once)]
        if (point[0] - before[0]) * (after[1] - point[1]) != (point[1] - before[1]) * (after[0] - point[0]):
            yield point


def _double_area(points: list[Point]) -> int:
    return sum(points[place - 1][0] * point[1] - point[0] * points[place - 1][1] for place, point in enumerate(points))


def _degrees(point: Point) -> list[float]:
    return [point[0] / STEPS, point[1] / STEPS]


def _code(city: dict[str, Any]) -> str:
    return str(city["properties"]["adcode"])[:4]


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))

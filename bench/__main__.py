"""The runner of the benchmarks."""

import importlib
import json
import os
import pkgutil
import platform
import subprocess
import sys
import unicodedata
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import bench
from bench import Result
from lingnan.config.environment import Environment

FOLDER = Path(__file__).parent
HEADINGS = ("name", "value", "unit", "reference", "ratio", "goal", "met")


def main(arguments: Sequence[str]) -> int:
    """Run all, or those named; 1 if a goal was missed, 2 if a name is unknown."""
    names = [module.name for module in pkgutil.iter_modules(bench.__path__) if not module.name.startswith("_")]
    if unknown := set(arguments) - set(names):
        print(f"没有叫 {', '.join(unknown)} 的测量。有：{', '.join(names)}。", file=sys.stderr)
        return 2
    results = {name: run(name) for name in arguments or names}
    write(results)
    return int(any(result.met is False for found in results.values() for result in found))


def run(name: str) -> list[Result]:
    """Run one module and print its table."""
    print(f"\n{name}", flush=True)
    results: list[Result] = importlib.import_module(f"bench.{name}").run()
    print(table(results), flush=True)
    return results


def table(results: Sequence[Result]) -> str:
    """The results as aligned columns; Chinese characters are two wide."""
    rows = [list(HEADINGS), *(_cells(result) for result in results)]
    widths = [max(_width(row[column]) for row in rows) for column in range(len(HEADINGS))]
    return "\n".join(
        "  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )


def _cells(result: Result) -> list[str]:
    return [_cell(getattr(result, heading)) for heading in HEADINGS]


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "NO"
    if isinstance(value, float):
        return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"
    return "" if value is None else str(value)


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def write(results: dict[str, list[Result]]) -> None:
    """Keep the results with the machine and the date; modules that were not run keep theirs."""
    path = FOLDER / "results.json"
    kept = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    stamp = {"machine": machine(), "date": datetime.now(UTC).isoformat(timespec="seconds")}
    kept |= {name: [{**asdict(result), **stamp} for result in found] for name, found in results.items()}
    path.write_text(json.dumps(kept, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def machine() -> dict[str, object]:
    """What the numbers were measured on."""
    return {
        "processor": _processor(),
        "cores": os.cpu_count(),
        "memory_gib": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30),
        "python": platform.python_version(),
        "postgresql": Environment.read().server.version(),
    }


def _processor() -> str:
    listed = subprocess.run(["lscpu"], capture_output=True, text=True, check=False, env={**os.environ, "LC_ALL": "C"})
    names = [line.split(":", 1)[1].strip() for line in listed.stdout.splitlines() if line.startswith("Model name")]
    return names[0] if names else platform.machine()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

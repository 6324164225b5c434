"""Prepares a clone, step by step: `python3.11 -m tools.prepare [--dev] [--bench]`.

Standard library only, as it runs before anything is installed. A step leaves a stamp inside what it made, with the
digest of what it was made from; while the two agree, the step is skipped.
"""

import os
import re
import shutil
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from tools import catalogues
from tools.step import ROOT, NotPrepared, Step

VENV = ROOT / ".venv"
ASSET_FOLDERS = [ROOT / "src" / "lingnan" / "portal", ROOT / "scripts"]
OUTLINES = ROOT / "content" / "guangdong" / "outlines.geojson"
PIP = [str(VENV / "bin" / "python"), "-m", "pip", "--disable-pip-version-check", "install", "--no-input"]
ASSET_SUFFIXES = {".css", ".js", ".mjs", ".ts", ".svg", ".json"}


def steps(*, dev: bool, bench: bool) -> Iterator[Step]:
    """What a clone needs, in order; `dev` adds what the tests need, `bench` what the benchmarks need besides."""
    yield from _python_steps(ROOT / ("requirements-dev.lock" if dev else "requirements.lock"))
    yield from _asset_steps()
    if dev and not _has_browser():
        yield _system_step("browser", "浏览器与字体 · browser and fonts", "chromium fonts-noto-cjk")
    if dev and not shutil.which("java"):
        yield _system_step("java", "Spark 所需的 Java · Java for Spark", "openjdk-17-jre-headless")
    if bench and not shutil.which("wrk"):
        yield _system_step("load", "压力测试工具 · load generator", "wrk")


def _system_step(name: str, title: str, packages: str) -> Step:
    install = f"apt-get update && apt-get install --yes --no-install-recommends {packages}"
    command = [*_as_root(), "sh", "-c", install]
    return Step(name=name, title=title, command=command, stamp_folder=VENV, needs=["apt-get"])


def _python_steps(lock: Path) -> Iterator[Step]:
    yield Step(
        name="environment",
        title="虚拟环境 · Python environment",
        command=[sys.executable, "-m", "venv", "--clear", str(VENV)],
        stamp_folder=VENV,
    )
    yield Step(
        name=lock.stem,
        title="Python 依赖 · Python packages",
        command=[*PIP, "--progress-bar=off", "--require-hashes", "-r", str(lock)],
        stamp_folder=VENV,
        inputs=[lock],
        tick="^Collecting|^Requirement already",
        total=len(re.findall(r"^\S+==", lock.read_text(), re.MULTILINE)),
    )
    yield Step(
        name="lingnan",
        title="岭南 · Lingnan itself",
        command=[*PIP, "--no-deps", "--editable", str(ROOT)],
        stamp_folder=VENV,
        inputs=[ROOT / "pyproject.toml"],
    )


def _asset_steps() -> Iterator[Step]:
    packages = [ROOT / "package.json", ROOT / "package-lock.json"]
    sources = [path for folder in ASSET_FOLDERS for path in folder.rglob("*") if path.suffix in ASSET_SUFFIXES]
    yield Step(
        name="packages",
        title="网页构建工具 · asset tools",
        command=["npm", "ci", "--no-audit", "--no-fund"],
        stamp_folder=ROOT / "node_modules",
        inputs=packages,
        needs=["node", "npm"],
    )
    yield Step(
        name="assets",
        title="样式与脚本 · styles and scripts",
        command=["npm", "run", "--silent", "build"],
        stamp_folder=ROOT / "build",
        inputs=[*packages, *sources, OUTLINES],
        needs=["node", "npm"],
    )


def _has_browser() -> bool:
    fonts = Path("/usr/share/fonts/opentype/noto")
    return bool(shutil.which("chromium")) and any(fonts.glob("NotoSansCJK*"))


def _as_root() -> list[str]:
    return [] if os.geteuid() == 0 else ["sudo", "--non-interactive"]


def main(arguments: Sequence[str]) -> int:
    """Make what is not made yet; 0 if all is."""
    if sys.version_info[:2] != (3, 11):
        print("需要 Python 3.11。/ Python 3.11 is needed.", file=sys.stderr)
        return 1
    try:
        for step in steps(dev="--dev" in arguments, bench="--bench" in arguments):
            if not step.is_made():
                step.make()
        catalogues.compile_all(ROOT / "src")
    except NotPrepared as failure:
        print(failure, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

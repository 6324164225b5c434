"""The DMN technology compatibility kit; skipped where the shared data is not at hand."""

from pathlib import Path

import pytest

from lingnan.engine.decisions.tck import run

KIT = Path(__file__).parents[4] / "shared" / "data" / "dmn-tck"
needs_kit = pytest.mark.skipif(not KIT.is_dir(), reason=f"the compatibility kit is not at {KIT}")


@needs_kit
def test_level_2_passes_whole() -> None:
    results = run(KIT / "level-2")
    assert len(results) > 100
    assert [result for result in results if not result.passed] == []


@needs_kit
def test_level_3_differs_only_where_external_java_is_refused() -> None:
    results = run(KIT / "level-3-sample")
    assert len(results) > 700
    assert {result.folder for result in results if not result.passed} <= {"0076-feel-external-java"}
    assert sum(result.passed for result in results) / len(results) >= 0.97

"""The DMN technology compatibility kit; skipped where the shared data is not at hand."""

from pathlib import Path

import pytest

from lingnan.engine.decisions.tck import run
from tests.engine.decisions.dmn import decision, definitions, input_data, knowledge, literal, requires

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


def write_kit(folder: Path, *, expected: str) -> None:
    """A kit of one model with a case each for a decision and a knowledge model."""
    folder.mkdir()
    double = knowledge("double", [("n", "number")], literal("n * 2"))
    logic = literal("{total: double(n), names: [n, null]}")
    model = definitions(input_data("n", "number"), double, decision("D", logic, requires("n") + KNOWS_DOUBLE))
    (folder / "model.dmn").write_bytes(model)
    cases = CASES.replace("EXPECTED", expected)
    (folder / "model-test-01.xml").write_text(cases, encoding="utf-8")


KNOWS_DOUBLE = requires("double", kind="requiredKnowledge")
CASES = """<testCases xmlns="http://www.omg.org/spec/DMN/20160719/testcase"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema">
  <modelName>model.dmn</modelName>
  <testCase id="1"><inputNode name="n"><value xsi:type="xsd:decimal">2.5</value></inputNode>
    <resultNode name="D"><expected>
      <component name="total"><value xsi:type="xsd:double">EXPECTED</value></component>
      <component name="names"><list><item><value xsi:type="xsd:decimal">2.500000001</value></item>
        <item><value xsi:nil="true"/></item></list></component>
    </expected></resultNode></testCase>
  <testCase id="2" type="bkm" invocableName="double">
    <inputNode name="n"><value xsi:type="xsd:string">x</value></inputNode>
    <resultNode name="double" errorResult="true"/></testCase>
</testCases>"""


def test_a_kit_of_our_own_runs(tmp_path: Path) -> None:
    write_kit(tmp_path / "0001-own", expected="5")
    results = run(tmp_path)
    assert [(each.folder, each.case, each.passed) for each in results] == [
        ("0001-own", "1", True),
        ("0001-own", "2", True),
    ]


def test_a_difference_is_shown(tmp_path: Path) -> None:
    write_kit(tmp_path / "0001-own", expected="6")
    failed = run(tmp_path)[0]
    assert not failed.passed
    assert (failed.expected, failed.found) == (
        "{total: 6, names: [2.500000001, null]}",
        "{total: 5.0, names: [2.5, null]}",
    )


def test_a_model_that_does_not_load_fails_its_cases(tmp_path: Path) -> None:
    write_kit(tmp_path / "0001-own", expected="5")
    (tmp_path / "0001-own" / "model.dmn").write_bytes(b"<broken")
    assert [each.passed for each in run(tmp_path)] == [False, False]

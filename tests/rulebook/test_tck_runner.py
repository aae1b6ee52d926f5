"""The kit's runner on folders and files that are not as they should be."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from rulebook.tck.__main__ import main, run
from tests.rulebook.test_dmn import NEWEST, literal, model
from tests.rulebook.test_tck import LEVEL_2

ONE = LEVEL_2 / "0001-input-data-string"


def suite(*cases: str, model_name: str = "m.dmn") -> str:
    """A test file with these cases."""
    head = 'xmlns="http://www.omg.org/spec/DMN/20160719/testcase"'
    schema = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    body = "".join(cases)
    return f"<testCases {head} {schema}><modelName>{model_name}</modelName>{body}</testCases>"


def case(
    expected: str, kind: str = "decimal", error: bool = False, id_: str = "1", name: str = "d"
) -> str:
    """A case that expects one value of a decision."""
    flag = ' errorResult="true"' if error else ""
    value = f'<expected><value xsi:type="{kind}">{expected}</value></expected>'
    node = f'<resultNode name="{name}" type="decision"{flag}>{value}</resultNode>'
    return f'<testCase id="{id_}">{node}</testCase>'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of one model, ``d`` is 2."""
    place = tmp_path / "compliance-level-3" / "0001-two"
    place.mkdir(parents=True)
    (place / "m.dmn").write_bytes(model(literal("1 + 1")))
    return place


def outcomes(*places: Path) -> dict[str, str]:
    return {one.case.id: one.failure for one in run(places)}


def test_a_folder_a_level_a_kit_and_a_file_are_run_alike() -> None:
    for place in (ONE, LEVEL_2, LEVEL_2.parent, next(ONE.glob("*.xml"))):
        assert all(not one.failure for one in run([place]))
        assert {one.case.level for one in run([place])} == {"compliance-level-2"}


def test_a_case_in_two_of_the_given_folders_counts_once() -> None:
    assert len(run([LEVEL_2, ONE, LEVEL_2])) == len(run([LEVEL_2]))


def test_several_test_files_share_a_model(folder: Path) -> None:
    (folder / "a.xml").write_text(suite(case("2")))
    (folder / "b.xml").write_text(suite(case("3", id_="2")))
    found = outcomes(folder)
    assert found["1"] == ""
    assert "expected Decimal('3'), found Decimal('2')" in found["2"]


def test_folders_may_be_nested(folder: Path) -> None:
    (folder / "a.xml").write_text(suite(case("2")))
    inner = folder / "deep" / "er"
    shutil.copytree(folder, inner)
    assert len(run([folder.parent])) == 2


def test_a_broken_model_fails_its_cases_and_no_other(folder: Path) -> None:
    (folder / "a.xml").write_text(suite(case("2"), case("", id_="2"), model_name="broken.dmn"))
    (folder / "broken.dmn").write_text("<definitions")
    (folder / "b.xml").write_text(suite(case("2", id_="3")))
    found = outcomes(folder)
    assert found["1"].startswith("model: ")
    assert found["2"]
    assert found["3"] == ""


def test_a_broken_model_does_not_even_pass_where_an_error_is_expected(folder: Path) -> None:
    (folder / "a.xml").write_text(suite(case("2", error=True), model_name="absent.dmn"))
    assert outcomes(folder)["1"].startswith("model: ")


def test_a_broken_test_file_is_a_failure(folder: Path) -> None:
    (folder / "a.xml").write_text("<testCases><modelName>")
    (folder / "b.xml").write_bytes(b'<?xml version="1.0" encoding="UTF-none"?><testCases/>')
    (folder / "pom.xml").write_text("<project/>")
    assert [bool(one.failure) for one in run([folder])] == [True, True]


def test_an_unreadable_value_fails_its_case_alone(folder: Path) -> None:
    (folder / "a.xml").write_text(suite(case("two"), case("2", id_="2")))
    found = outcomes(folder)
    assert "not readable" in found["1"]
    assert found["2"] == ""


def test_an_absent_decision_fails_and_is_named(folder: Path) -> None:
    (folder / "a.xml").write_text(suite(case("2", name="other")))
    assert "other" in outcomes(folder)["1"]


def test_unknown_elements_are_passed_over(folder: Path) -> None:
    strange = '<performanceIndicator id="p"/><di:X xmlns:di="urn:di"><di:Y/></di:X><!-- c -->'
    (folder / "m.dmn").write_bytes(model(strange + literal("1 + 1")))
    (folder / "a.xml").write_text(suite("<labels/>", case("2")))
    assert outcomes(folder) == {"1": ""}


def test_a_broken_neighbour_does_not_spoil_an_import(folder: Path) -> None:
    (folder / "aa.dmn").write_text("rubbish")
    (folder / "base.dmn").write_bytes(model(literal("2", name="two"), name="base"))
    body = (
        f'<import name="base" namespace="urn:base" importType="{NEWEST}"/>'
        '<decision id="d" name="d"><variable name="d"/><informationRequirement>'
        '<requiredDecision href="urn:base#two"/></informationRequirement>'
        "<literalExpression><text>base.two</text></literalExpression></decision>"
    )
    (folder / "m.dmn").write_bytes(model(body, name="main"))
    (folder / "a.xml").write_text(suite(case("2")))
    assert outcomes(folder) == {"1": ""}


def test_a_result_too_large_to_print_is_a_failure_like_others(folder: Path) -> None:
    shared = "(for i in 1..100 return if i = 1 then [1] else [partial[-1], partial[-1]])[100]"
    (folder / "m.dmn").write_bytes(model(literal(shared)))
    (folder / "a.xml").write_text(suite(case("2")))
    assert "found None" in outcomes(folder)["1"]


def test_a_folder_without_cases_or_without_existence_is_no_success(tmp_path: Path) -> None:
    assert main([str(tmp_path)]) == 1
    assert main([str(tmp_path / "absent")]) == 1

"""The DMN Technology Compatibility Kit, one test a case; `kit` says where it lies."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from rulebook.dmn import Engine, load
from rulebook.tck.__main__ import main
from rulebook.tck.cases import Case, find_cases
from rulebook.tck.judge import failures
from tests.rulebook.kit import LEVEL_2, absent, level_3


def cases(folder: Path | None) -> list[object]:
    if folder is None:
        return [absent()]
    found = list(find_cases(folder))
    return [pytest.param(case, id=f"{case.folder}/{case.file}/{case.id}") for case in found]


@cache
def engine(model: Path) -> Engine:
    return load(model)


@pytest.mark.parametrize("case", cases(LEVEL_2))
def test_level_2(case: Case) -> None:
    assert failures(case, engine(case.model)) == []


@pytest.mark.parametrize("case", cases(level_3()))
def test_level_3(case: Case) -> None:
    assert failures(case, engine(case.model)) == []


def test_level_2_is_here_whole() -> None:
    assert len(list(find_cases(LEVEL_2))) == 116


def test_the_command_writes_one_line_a_case(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status = main([str(LEVEL_2), "--csv", str(tmp_path / "out.csv")])
    assert status == 0
    assert len((tmp_path / "out.csv").read_text(encoding="utf-8").splitlines()) == 116
    assert "116 passed, 0 failed, 116 total" in capsys.readouterr().out


def test_the_command_fails_when_there_is_nothing_to_run(tmp_path: Path) -> None:
    assert main([str(tmp_path)]) == 1


def test_the_command_fails_when_a_case_fails(tmp_path: Path) -> None:
    folder = tmp_path / "0001-input-data-string"
    folder.mkdir()
    for file in (LEVEL_2 / folder.name).iterdir():
        text = file.read_text(encoding="utf-8").replace("Hello John Doe", "Goodbye")
        (folder / file.name).write_text(text, encoding="utf-8")
    assert main([str(tmp_path)]) == 1

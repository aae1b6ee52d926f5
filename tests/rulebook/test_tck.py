"""The DMN Technology Compatibility Kit, one test a case.

Level 2 is part of the repository and always runs. Level 3 is large and is looked for in the folder
that the setting ``GUANBIAO_TCK`` names, then in ``data/tck`` and ``../shared/data/tck``.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

import pytest

from rulebook.dmn import Engine, load
from rulebook.tck.__main__ import main
from rulebook.tck.cases import Case, find_cases
from rulebook.tck.judge import failures

ROOT = Path(__file__).resolve().parents[2]
LEVEL_2 = Path(__file__).parent / "tck" / "compliance-level-2"
PLACES = (os.environ.get("GUANBIAO_TCK", ""), ROOT / "data/tck", ROOT / "../shared/data/tck")


def level_3() -> Path | None:
    for place in PLACES:
        folder = Path(place) / "compliance-level-3"
        if place and folder.is_dir():
            return folder
    return None


def cases(folder: Path | None) -> list[object]:
    if folder is None:
        reason = "level 3 of the DMN TCK is not here: set GUANBIAO_TCK to its folder"
        return [pytest.param(None, id="level-3-absent", marks=pytest.mark.skip(reason=reason))]
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

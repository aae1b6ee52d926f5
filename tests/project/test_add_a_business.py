"""A developer follows ``docs/how-to/add-a-business.md`` word by word, in a copy of the sources."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from guanbiao.project import young
from tests import template

ROOT = Path(__file__).resolve().parents[2]
HOW_TO = ROOT / "docs" / "how-to" / "add-a-business.md"
COPIED = (
    "guanbiao", "rulebook", "packs", "tests", "docs", "pyproject.toml", "conftest.py",
    "requirements.lock",
)  # fmt: skip


def commands() -> list[str]:
    """The lines of the page's shell blocks, in order."""
    blocks = re.findall(r"```sh\n(.*?)```", HOW_TO.read_text(encoding="utf-8"), re.DOTALL)
    return [line for block in blocks for line in block.strip().splitlines()]


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    target = tmp_path / "sources"
    for name in COPIED:
        place = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        place(ROOT / name, target / name)
    if kept := template.base(template.KEPT, template.sources()):  # all but what the page adds
        (target / "var").mkdir()
        shutil.copy(kept, target / "var")
    return target


def run(line: str, sources: Path) -> str:
    """One command, by the environment of these tests, on a database of its own."""
    program, *rest = shlex.split(line)
    environment = {
        name: value for name, value in os.environ.items()
        if not name.startswith(("GUANBIAO_", "DJANGO_"))
    }  # fmt: skip
    environment["PYTHONPATH"] = str(sources)
    module = {"guanbiao": "guanbiao", "pytest": "pytest"}[program]
    extra = {"GUANBIAO_HOME": str(sources / "var")} if program == "guanbiao" else {}
    done = subprocess.run(
        [sys.executable, "-m", module, *rest], cwd=sources, env=environment | extra,
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, f"{line}\n{done.stdout[-3000:]}\n{done.stderr[-2000:]}"
    return done.stdout


def test_the_page_is_followed_word_by_word(sources: Path) -> None:
    new, tried, explained = commands()
    assert "guanbiao/modules/canteen/module.py" in run(new, sources)
    assert "4 passed" in run(tried, sources)
    told = run(explained, sources)
    assert "Q/YCJG CANTEEN（2026） 5.1" in told and "全体人员" in told
    assert "/canteen/dish/new/" in told and "canteen/tests/test_acts.py" in told
    house = "tests/house/test_acts.py tests/house/test_rooms.py tests/house/test_packs.py"
    run(f"pytest -q -x {house} -k 'not import_downward'", sources)


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        (young.Wanted("Canteen", "食堂", "dish", "菜品"), "小写英文字母"),
        (young.Wanted("../evil", "食堂", "dish", "菜品"), "小写英文字母"),
        (young.Wanted("api", "食堂", "dish", "菜品"), "不能作名称"),
        (young.Wanted("canteen", "", "dish", "菜品"), "中文名称"),
        (young.Wanted("vehicles", "食堂", "dish", "菜品"), "已存在"),
    ],
)
def test_what_cannot_be_made_is_said_and_nothing_is_written(
    wanted: young.Wanted, words: str
) -> None:
    with pytest.raises(young.Refused, match=words):
        young.make(wanted, ROOT)

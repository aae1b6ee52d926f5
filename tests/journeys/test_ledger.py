"""The fleet manager brings a ledger from Excel and works with it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from python_calamine import CalamineWorkbook

from tests.journeys.conftest import Site

pytestmark = pytest.mark.journey
Visit = Callable[..., Page]
Picture = Callable[[Page, str], None]
ROWS = 2000


@pytest.fixture
def ledger(site: Site, tmp_path: Path) -> Path:
    """A file of 2,000 vehicles, about one line in a hundred wrong."""
    path = tmp_path / "台账.xlsx"
    command = [sys.executable, "-m", "guanbiao", "sample-ledger", "--out", str(path)]
    ours = ("GUANBIAO_", "DJANGO_")
    kept = {key: value for key, value in os.environ.items() if not key.startswith(ours)}
    environment = kept | {"GUANBIAO_HOME": str(site.home)}
    subprocess.run(command, env=environment, check=True, capture_output=True)
    return path


def test_a_ledger_of_two_thousand_comes_in(
    visit: Visit, picture: Picture, ledger: Path, tmp_path: Path
) -> None:
    manager = visit("zhouwb")
    manager.goto("/vehicles/vehicle/import/")
    manager.set_input_files("#file", ledger)
    manager.get_by_role("button", name="上传并试算").click()
    expect(manager.locator(".bar-note")).to_contain_text(f"共 {ROWS} 行", timeout=60_000)
    expect(manager.locator(".bar-note")).to_contain_text("尚未写入")
    picture(manager, "20-import-dry-run")
    with manager.expect_download() as download:
        manager.get_by_text("下载问题行").click()
    returned = tmp_path / "problems.xlsx"
    download.value.save_as(returned)
    lines = CalamineWorkbook.from_path(str(returned)).get_sheet_by_index(0).to_python()
    assert lines[0][:2] == ["行号", "问题"]
    assert 5 <= len(lines) - 1 <= 60
    assert all(str(line[1]).strip() for line in lines[1:])

    manager.get_by_role("button", name="导入").click()
    expect(manager.locator(".bar-note")).to_contain_text("已导入", timeout=90_000)
    manager.get_by_text("打开列表").click()
    expect(manager.locator(".head")).to_contain_text("条")
    manager.fill(".filters [name=q]", "示A·D5")
    manager.get_by_role("button", name="筛选").click()
    expect(manager.locator("tbody tr").first).to_contain_text("示A·D5")
    picture(manager, "21-ledger")


def test_a_file_that_is_no_workbook_is_refused_in_words(visit: Visit, tmp_path: Path) -> None:
    fake = tmp_path / "台账.xlsx"
    fake.write_text("这不是工作簿", encoding="utf-8")
    manager = visit("zhouwb")
    manager.goto("/vehicles/vehicle/import/")
    manager.set_input_files("#file", fake)
    manager.get_by_role("button", name="上传并试算").click()
    expect(manager.locator(".note.is-block")).to_contain_text("不是 Excel 工作簿")

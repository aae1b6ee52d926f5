"""Our DMN files in bpmn.io's dmn-js, the editor that other people have: opened, changed, saved."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from rulebook.dmn import (
    Version,
    boxed_table,
    from_dmn,
    load_text,
    read,
    to_dmn,
    with_diagram,
    write,
)
from rulebook.dmn import model as m
from rulebook.tables import read_csv

pytestmark = pytest.mark.journey
ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "node_modules" / "dmn-js" / "dist" / "dmn-modeler.production.min.js"
TABLE = ROOT / "packs" / "ZBF-2017-71" / "2017" / "tables" / "配备标准.csv"
OPEN = """async xml => {
    window.modeler = new DmnJS({ container: "#canvas", keyboard: { bindTo: document } });
    const { warnings } = await modeler.importXML(xml);
    return { warnings: warnings.map(String), views: modeler.getViews().map(view => view.type) };
}"""
SAVE = "async () => (await modeler.saveXML({ format: true })).xml"
SHOW = "async type => modeler.open(modeler.getViews().find(view => view.type === type))"


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A page with the editor on it; its errors fail the test."""
    faults: list[str] = []
    page = chromium.new_page()
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.set_content('<div id="canvas" style="height: 800px"></div>')
    page.add_script_tag(path=SCRIPT)
    yield page
    page.close()
    assert not faults, faults


def opened(page: Page, data: bytes) -> list[str]:
    """The kinds of views in the file; a warning fails the test."""
    found: Any = page.evaluate(OPEN, data.decode())
    assert found["warnings"] == []
    return list(found["views"])


def test_a_table_of_a_pack_is_changed_there_and_read_back(page: Page) -> None:
    table = read_csv(TABLE.read_text(encoding="utf-8"), "配备标准")
    assert opened(page, to_dmn(table, version=Version.V1_3)) == ["drd", "decisionTable"]
    page.evaluate(SHOW, "decisionTable")
    assert page.locator(".tjs-table tbody tr").count() == len(table.rows)
    assert page.get_by_text("价格上限").is_visible()
    page.evaluate(
        """() => {
            const viewer = modeler.getActiveViewer();
            const cell = viewer.get("elementRegistry").get("cell_4_out_1");
            viewer.get("modeling").editCell(cell.businessObject, "260000");
        }"""
    )
    back = from_dmn(page.evaluate(SAVE).encode())
    assert back.rows[3].cells_out[0] == "260000"
    assert back.rows[3].clause == "9.2"
    assert [row.clause for row in back.rows] == [row.clause for row in table.rows]
    assert (back.inputs, back.outputs) == (table.inputs, table.outputs)


def graph() -> m.Model:
    """Two decisions, one a literal expression, with data, a knowledge model and a source."""
    table = read_csv(
        "命中策略,唯一\n列,输入,输出\n名称,里程,档次\n1,<= 15,“近”\n2,> 15,“远”\n", "档次"
    )

    def need(kind: str, target: str, i: str) -> m.Requirement:
        return m.Requirement(kind, target, f"#{i}")

    needs = (need("information", "Input", "km"), need("authority", "Authority", "law"))
    level = m.Decision("level", "档次", "string", needs, boxed_table(table))
    needs = (need("information", "Decision", "level"), need("knowledge", "Knowledge", "fee"))
    text = m.Literal("string", "if 档次 = “近” then “市内” else “市外”")
    scope = m.Decision("scope", "范围", "string", needs, text)
    double = m.Function("", "FEEL", (m.Item("x", "number"),), m.Literal("", "x * 2"))
    fee = m.KnowledgeModel("fee", "加倍", "", (), double)
    data = m.InputData("km", "里程", "number")
    law = m.KnowledgeSource("law", "用车办法")
    return m.Model("用车", "urn:trips", (), (), (scope, level, fee, data), (law,))


def test_a_graph_of_decisions_is_changed_there_and_read_back(page: Page) -> None:
    given = graph()
    views = opened(page, write(with_diagram(given), Version.V1_3))
    assert views[:3] == ["drd", "literalExpression", "decisionTable"]
    assert page.locator(".djs-shape").count() == 5
    assert page.locator(".djs-connection").count() == 4
    page.evaluate(SHOW, "literalExpression")
    page.evaluate(
        """() => modeler.getActiveViewer().get("modeling")
            .editLiteralExpressionText("if 档次 = “近” then “城里” else “城外”")"""
    )
    saved = page.evaluate(SAVE).encode()
    engine = load_text(saved)
    assert engine.decide("范围", {"里程": Decimal(3)}).value == "城里"
    assert [one.name for one in read(saved).sources] == ["用车办法"]
    assert read(saved).pictures.diagrams[0].drawn


def test_the_editor_is_a_tool_of_tests_and_no_part_of_the_pages() -> None:
    package = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
    assert "dmn-js" in package["devDependencies"]
    assert "dmn-js" not in package["dependencies"]
    built = list((ROOT / "var" / "assets").rglob("*.js"))
    assert built
    assert not [path for path in built if b"bpmn.io" in path.read_bytes()]

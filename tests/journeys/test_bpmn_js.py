"""Our BPMN files in the editor most people use: no complaint and no loss."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

import pytest
from playwright.sync_api import Browser

from rulebook.flow import from_stages
from rulebook.flow.bpmn import read, write
from rulebook.flow.model import Process
from tests.rulebook.flow.random_flows import processes
from tests.rulebook.flow.test_linear import linear

EDITOR = Path(__file__).resolve().parents[2] / "node_modules/bpmn-js/dist"
OPEN = """async text => {
  const viewer = new BpmnJS({container: document.body});
  const {warnings} = await viewer.importXML(text);
  const drawn = viewer.get('elementRegistry').filter(e => e.businessObject && !e.labelTarget);
  const {xml} = await viewer.saveXML({format: true});
  viewer.destroy();
  return {warnings: warnings.map(each => each.message), drawn: drawn.map(e => e.id), xml};
}"""


@pytest.fixture(scope="module")
def opened(chromium: Browser) -> Any:
    """A page that opens a BPMN text and says what the editor made of it."""
    page = chromium.new_page()
    page.set_content("<!doctype html><meta charset=utf-8><body></body>")
    page.add_script_tag(path=EDITOR / "bpmn-viewer.production.min.js")
    yield lambda text: page.evaluate(OPEN, text)
    page.close()


def drawings() -> list[Process]:
    return [from_stages(linear()), *(processes(Random(seed))[0] for seed in range(12))]


@pytest.mark.journey
@pytest.mark.parametrize("drawn", drawings(), ids=lambda drawn: f"{len(drawn.nodes)} nodes")
def test_an_editor_opens_our_file_and_gives_it_back_as_it_was(drawn: Process, opened: Any) -> None:
    found = opened(write([drawn]))
    assert found["warnings"] == []
    ids = {node.id for node in drawn.nodes} | {flow.id for flow in drawn.flows}
    assert ids <= set(found["drawn"])
    (back,), diagrams = read(found["xml"])
    assert back == drawn
    assert drawn.id in diagrams

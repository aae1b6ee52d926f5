"""Numbers: the face of the business."""

from __future__ import annotations

from guanbiao.gate.describe import Block, MenuItem, Module, Page
from guanbiao.modules.numbers import pages

MODULE = Module(
    name="numbers",
    label="数据与指标",
    block=Block.DATA,
    icon="chart",
    pages=(
        Page("", pages.cockpit, "numbers.cockpit"),
        Page("screen/", pages.screen, "numbers.screen"),
        Page("<str:name>/", pages.measure, "numbers.measure"),
        Page("<str:name>/rows/", pages.rows, "numbers.rows"),
    ),
    menu=(
        MenuItem("指标总览", "numbers.cockpit", "chart"),
        MenuItem("大屏", "numbers.screen", "full"),
    ),
)

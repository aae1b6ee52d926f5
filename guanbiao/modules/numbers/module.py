"""Numbers: the face of the business."""

from __future__ import annotations

from guanbiao.gate.describe import Block, MenuItem, Module, Page
from guanbiao.modules.numbers import pages, taking

MODULE = Module(
    name="numbers",
    label="数据与指标",
    block=Block.DATA,
    icon="chart",
    pages=(
        Page("", pages.cockpit, "numbers.cockpit"),
        Page("choose/", pages.choose, "numbers.choose", posts=True),
        Page("screen/", pages.screen, "numbers.screen"),
        Page("<str:name>/", pages.measure, "numbers.measure"),
        Page("<str:name>/rows/", pages.rows, "numbers.rows"),
        Page("<str:name>/rows/export/", taking.page, "numbers.rows.export", posts=True),
        Page("export/<int:key>/", taking.progress, "numbers.rows.exported"),
        Page("export/<int:key>/file/", taking.fetch, "numbers.rows.export_file"),
        Page("export/<int:key>/seal/", taking.sealed, "numbers.rows.export_seal"),
    ),
    menu=(
        MenuItem("指标总览", "numbers.cockpit", "chart"),
        MenuItem("大屏", "numbers.screen", "full"),
    ),
    jobs=taking.JOBS,
)

"""The standards: the face of reading them."""

from __future__ import annotations

from guanbiao.gate.describe import Block, MenuItem, Module, Page
from guanbiao.modules.standards import pages

MODULE = Module(
    name="standards",
    label="标准库",
    block=Block.BUSINESS,
    icon="book",
    pages=(
        Page("", pages.standards, "standards.standards"),
        Page("<int:key>/", pages.standard, "standards.standard"),
        Page("<int:key>/clauses/<str:number>/", pages.clause, "standards.clause"),
        Page("<int:key>/compare/<int:other>/", pages.compare, "standards.compare"),
        Page("<int:key>/pack/", pages.pack, "standards.pack"),
    ),
    menu=(MenuItem("标准库", "standards.standards", "book"),),
)

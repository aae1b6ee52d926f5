"""Papers: the face of the business."""

from __future__ import annotations

from guanbiao.gate.describe import Block, Module, Page
from guanbiao.kit import attaching
from guanbiao.modules.papers import facts, pages
from guanbiao.modules.papers.acts import ACTS

MODULE = Module(
    name="papers",
    label="附件",
    block=Block.OFFICE,
    icon="clip",
    entities=(facts.PAPER,),
    acts=ACTS,
    views={"papers.paper.view": "查看附件"},
    pages=(
        Page("attach/", pages.attach, "papers.attach", act=attaching.ACT, posts=True),
        Page("<int:key>/", pages.view, "papers.view"),
        Page("<int:key>/content/", pages.content, "papers.content"),
        Page("<int:key>/page/<int:number>/", pages.leaf, "papers.leaf"),
        Page("<int:key>/remove/", pages.remove, "papers.remove", posts=True),
    ),
)

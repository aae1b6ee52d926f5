"""The organisation: units, persons, posts, delegations."""

from __future__ import annotations

from guanbiao.gate.describe import Block, MenuItem, Module, Page
from guanbiao.modules.organisation import facts, pages
from guanbiao.modules.organisation.acts import ACTS

MODULE = Module(
    name="organisation",
    label="组织与人员",
    block=Block.OFFICE,
    icon="visit",
    entities=(facts.UNIT, facts.PERSON, facts.POST, facts.DELEGATION),
    acts=ACTS,
    views={
        "organisation.unit.view": "查看单位",
        "organisation.person.view": "查看人员",
    },
    pages=(
        Page("units/", pages.units, "organisation.units", act="organisation.unit.view"),
        Page("units/<int:key>/", pages.unit, "organisation.unit", act="organisation.unit.view"),
        Page("people/", pages.people, "organisation.people", act="organisation.person.view"),
        Page("people/<int:key>/", pages.person, "organisation.person",
             act="organisation.person.view"),
        Page("delegations/", pages.delegations, "organisation.delegations"),
    ),
    menu=(
        MenuItem("单位", "organisation.units", "room", "organisation.unit.view"),
        MenuItem("人员", "organisation.people", "visit", "organisation.person.view"),
        MenuItem("委托代办", "organisation.delegations", "send"),
    ),
)  # fmt: skip

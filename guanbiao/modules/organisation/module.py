"""The organisation: units, persons, posts, delegations."""

from __future__ import annotations

from guanbiao.gate.describe import Block, MenuItem, Module, Page, Service
from guanbiao.modules.organisation import facts
from guanbiao.modules.organisation.acts import ACTS
from guanbiao.modules.organisation.pages import delegations, feeding, keeping, reading

UNIT_VIEW, PERSON_VIEW = "organisation.unit.view", "organisation.person.view"
MODULE = Module(
    name="organisation",
    label="组织与人员",
    block=Block.OFFICE,
    icon="visit",
    entities=(facts.UNIT, facts.PERSON, facts.POST, facts.DELEGATION),
    acts=ACTS,
    views={UNIT_VIEW: "查看单位", PERSON_VIEW: "查看人员"},
    pages=(
        Page("units/", reading.units, "organisation.units", act=UNIT_VIEW),
        Page("units/new/", keeping.unit_new, "organisation.unit_new",
             act="organisation.unit.register", posts=True),
        Page("feed/", feeding.feeding, "organisation.feed", "organisation.unit.register",
             posts=True),
        Page("units/<int:key>/", reading.unit, "organisation.unit", act=UNIT_VIEW),
        Page("units/<int:key>/amend/", keeping.unit_amend, "organisation.unit_amend",
             act="organisation.unit.amend", posts=True),
        Page("units/<int:key>/merge/", keeping.unit_merge, "organisation.unit_merge",
             act="organisation.unit.merge", posts=True),
        Page("people/", reading.people, "organisation.people", act=PERSON_VIEW),
        Page("people/new/", keeping.person_new, "organisation.person_new",
             act="organisation.person.register", posts=True),
        Page("people/<int:key>/", reading.person, "organisation.person", act=PERSON_VIEW),
        Page("people/<int:key>/amend/", keeping.person_amend, "organisation.person_amend",
             act="organisation.person.amend", posts=True),
        Page("people/<int:key>/leave/", keeping.person_leave, "organisation.person_leave",
             act="organisation.person.leave", posts=True),
        Page("people/<int:key>/post/", keeping.post_assign, "organisation.post_assign",
             act="organisation.post.assign", posts=True),
        Page("posts/<int:key>/end/", keeping.post_end, "organisation.post_end",
             act="organisation.post.end", posts=True),
        Page("delegations/", delegations.delegations, "organisation.delegations", posts=True),
    ),
    services=(
        Service("委托代办", "organisation.delegation.grant", "organisation.delegations", "send",
                "出差、休假期间，请本单位同事代为办理待办"),
    ),
    menu=(
        MenuItem("单位", "organisation.units", "room", UNIT_VIEW),
        MenuItem("人员", "organisation.people", "visit", PERSON_VIEW),
        MenuItem("委托代办", "organisation.delegations", "send"),
    ),
)  # fmt: skip

"""Every write of standards systems: build, branch, list, link, and keep the registers."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max

from guanbiao.gate.describe import Act, Kind
from guanbiao.gate.forms import NoDraft
from guanbiao.gate.passage import Invalid, Passage
from guanbiao.modules.systems import facts, forms, patterns
from guanbiao.modules.systems.models import (
    Duty,
    Entry,
    Exemplar,
    Honour,
    Link,
    Node,
    Pilot,
    PilotStage,
    Sort,
    Stage,
    Standing,
    System,
)
from guanbiao.modules.systems.patterns import Branch
from rulebook import designation

FREE = "随时可行，由岗位权限约束，没有条款对这一步作出规定"
CLASHES = {
    "systems_system_once": ("name", "本单位已有同名的标准体系，请换一个名称。"),
    "systems_node_once": ("code", "这个体系里已有这个编号，请换一个编号。"),
    "systems_entry_once": ("number", "这个体系里已有这个标准号；已移出的，请打开那一行恢复列入。"),
    "systems_duty_once": ("code", "本单位已有这个职责编号，请换一个编号。"),
    "systems_link_once": ("entry", "这项职责已关联这项标准。"),
}
"""Constraint → the field beside which it is told, and the words."""


def _kept(row: Any) -> Any:
    """Save a row; what the database forbids is told in words."""
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as clash:
        name = getattr(getattr(clash.__cause__, "diag", None), "constraint_name", "") or ""
        if name not in CLASHES:
            raise
        field, words = CLASHES[name]
        raise Invalid(**{field: words}) from clash
    return row


def _amended(passage: Passage) -> Any:
    """The subject with what the draft says."""
    for name, value in passage.draft.items():
        setattr(passage.subject, name, value)
    return _kept(passage.subject)


def _to(state: str) -> Any:
    """An apply that only moves the subject to another state."""

    def move(passage: Passage) -> Any:
        passage.subject.state = state
        return _kept(passage.subject)

    return move


def build(passage: Passage) -> System:
    """A system with the branches of its pattern."""
    draft = dict(passage.draft)
    found = patterns.named(draft.pop("pattern") or "")
    said = {"pattern": found.name, "source": found.source} if found else {}
    made: System = _kept(System(built_on=passage.on, **said, **draft))
    for place, branch in enumerate(found.branches if found else (), 1):
        _grow(passage, made, None, branch, place)
    return made


def _grow(
    passage: Passage, system: System, parent: Node | None, branch: Branch, place: int
) -> None:
    node = Node.objects.create(
        system=system, parent=parent, code=branch.code, name=branch.name, open=branch.open,
        place=place, set_on=passage.on,
    )  # fmt: skip
    for under, each in enumerate(branch.below, 1):
        _grow(passage, system, node, each, under)


def _node(system: System, code: str | None, field: str) -> Node | None:
    """The branch of a system with this code; none for an empty code."""
    if not code:
        return None
    found = Node.objects.filter(system=system, code=code, state=Standing.KEPT).first()
    if found is None:
        raise Invalid(**{field: f"{system} 没有编号为“{code}”的分支，请先设立或核对编号。"})
    return found


def branch_off(passage: Passage) -> Node:
    """A new branch."""
    draft = dict(passage.draft)
    if draft["system"] is None:
        raise Invalid(system="请选择标准体系。")
    parent = _node(draft["system"], draft.pop("above"), "above")
    found: Node = _kept(Node(parent=parent, set_on=passage.on, **draft))
    return found


def move_node(passage: Passage) -> Node:
    """Hang a branch elsewhere in its system, with all below it."""
    node: Node = passage.subject
    parent = _node(node.system, passage.draft["above"], "above")
    above = parent
    while above is not None:
        if above.pk == node.pk:
            raise Invalid(above="分支不能移到自己或自己的下级之下，请另选上级。")
        above = above.parent
    old, node.parent = node.code, parent
    node.code, node.place = passage.draft["code"], passage.draft["place"]
    found: Node = _kept(node)
    _recode(found, old)
    return found


def amend_node(passage: Passage) -> Node:
    """Another name, code or place; codes below follow."""
    old = passage.subject.code
    found: Node = _amended(passage)
    _recode(found, old)
    return found


def _recode(node: Node, old: str) -> None:
    """Codes below that began with the old code begin with the new one."""
    for under in node.below.filter(state=Standing.KEPT) if node.code != old else ():
        was = under.code
        if was.startswith(f"{old}."):
            under.code = node.code + was.removeprefix(old)
            _kept(under)
            _recode(under, was)


def _entry(passage: Passage, row: Entry) -> Entry:
    """What the draft says, with its branch found by code and its number without year."""
    draft = dict(passage.draft)
    if draft["system"] is None:
        raise Invalid(system="请选择标准体系。")
    draft["node"] = _node(draft["system"], draft.pop("branch"), "branch")
    if draft["node"] is None:
        raise Invalid(branch="请填写所属分支的体系编号。")
    for name, value in draft.items():
        setattr(row, name, "" if value is None and name in ("replaces", "source") else value)
    row.base = _base(row)
    found: Entry = _kept(row)
    return found


def _base(row: Entry) -> str:
    if row.sort != Sort.STANDARD or row.state == Stage.PLANNED or not row.number:
        return ""
    return designation.parse(row.number).base


def enter(passage: Passage) -> Entry:
    """A new line at the end of the table."""
    rows = Entry.objects.filter(system=passage.draft["system"])
    last = rows.aggregate(last=Max("place"))["last"] or 0
    return _entry(passage, Entry(place=last + 1, entered_on=passage.on))


def amend_entry(passage: Passage) -> Entry:
    """Whatever is said of a line, also under which branch it stands."""
    return _entry(passage, passage.subject)


def take_out(passage: Passage) -> Entry:
    """A line leaves the table; it stays in the record."""
    row: Entry = passage.subject
    row.reason, row.state = passage.draft["reason"] or "", Stage.TAKEN_OUT
    found: Entry = _kept(row)
    return found


def list_duty(passage: Passage) -> Duty:
    """A duty of a unit."""
    found: Duty = _kept(Duty(listed_on=passage.on, **passage.draft))
    return found


def link(passage: Passage) -> Link:
    """A standard says how a duty is done."""
    if passage.draft["duty"] is None or passage.draft["entry"] is None:
        raise Invalid(__all__="请选择职责和标准。")
    found: Link = _kept(Link(linked_on=passage.on, **passage.draft))
    return found


def open_pilot(passage: Passage) -> Pilot:
    """A pilot is named."""
    found: Pilot = _kept(Pilot(**passage.draft))
    return found


def tell_case(passage: Passage) -> Exemplar:
    """A case worth repeating."""
    found: Exemplar = _kept(Exemplar(**passage.draft))
    return found


def record_honour(passage: Passage) -> Honour:
    """An honour."""
    found: Honour = _kept(Honour(**passage.draft))
    return found


def _acts(entity: Any, seen: Any, *said: tuple[Any, ...]) -> tuple[Act, ...]:
    return tuple(
        Act(f"{entity.name}.{verb}", label, entity, form, apply, seen, **more)
        for verb, label, form, apply, more in said
    )


CREATE = {"kind": Kind.CREATE}
KEPT, ENDED = {"at": (Standing.KEPT,)}, {"at": (Standing.ENDED,)}
LISTED = {"at": tuple(each for each in Stage if each is not Stage.TAKEN_OUT)}
OUT = {"at": (Stage.TAKEN_OUT,)}
WORKING = {"at": (PilotStage.BUILDING,)}
EASY = {"unjudged": FREE}
BACK = {"weighs": "此后不再列入、不能再用；以后可以恢复。"}
FOR_GOOD = {"weighs": "解除后不能恢复，还要用的须重新关联。"}
ACTS = (
    *_acts(
        facts.SYSTEM, facts.SYSTEM_FACTS,
        ("build", "新建标准体系", forms.SystemForm, build, CREATE),
        ("amend", "变更体系", forms.SystemChangeForm, _amended, KEPT),
        ("end", "撤销体系", NoDraft, _to(Standing.ENDED), KEPT | EASY | BACK),
        ("resume", "恢复体系", NoDraft, _to(Standing.KEPT), ENDED | EASY),
    ),
    *_acts(
        facts.NODE, facts.NODE_FACTS,
        ("add", "设立分支", forms.NodeForm, branch_off, CREATE),
        ("amend", "改名或改编号", forms.NodeChangeForm, amend_node, KEPT | EASY),
        ("move", "移动分支", forms.MoveForm, move_node, KEPT),
        ("remove", "撤销分支", NoDraft, _to(Standing.ENDED), KEPT | BACK),
        ("restore", "恢复分支", NoDraft, _to(Standing.KEPT), ENDED | EASY),
    ),
    *_acts(
        facts.ENTRY, facts.ENTRY_FACTS,
        ("add", "列入明细", forms.EntryForm, enter, CREATE),
        ("amend", "变更明细", forms.EntryForm, amend_entry, LISTED),
        ("remove", "移出明细", forms.TakeOutForm, take_out,
         LISTED | {"many": True}),
        ("restore", "恢复列入", forms.EntryForm, amend_entry, OUT),
    ),
    *_acts(
        facts.DUTY, facts.DUTY_FACTS,
        ("list", "登记职责", forms.DutyForm, list_duty, CREATE),
        ("amend", "变更职责", forms.DutyForm, _amended, KEPT),
        ("stop", "停用职责", NoDraft, _to(Standing.ENDED), KEPT | EASY | BACK),
        ("resume", "恢复职责", NoDraft, _to(Standing.KEPT), ENDED | EASY),
    ),
    *_acts(
        facts.LINK, facts.LINK_FACTS,
        ("add", "关联标准", forms.LinkForm, link, CREATE),
        ("remove", "解除关联", NoDraft, _to(Standing.ENDED), KEPT | EASY | FOR_GOOD),
    ),
    *_acts(
        facts.PILOT, facts.PILOT_FACTS,
        ("open", "登记试点", forms.PilotForm, open_pilot, CREATE),
        ("amend", "变更试点", forms.PilotForm, _amended, WORKING),
        ("accept", "登记验收", forms.AcceptForm, _amended, WORKING),
    ),
    *_acts(
        facts.EXEMPLAR, facts.EXEMPLAR_FACTS,
        ("tell", "登记典型案例", forms.ExemplarForm, tell_case, CREATE),
        ("amend", "变更典型案例", forms.ExemplarForm, _amended, {}),
    ),
    *_acts(
        facts.HONOUR, facts.HONOUR_FACTS,
        ("record", "登记荣誉", forms.HonourForm, record_honour, CREATE),
        ("amend", "变更荣誉", forms.HonourForm, _amended, {}),
    ),
)  # fmt: skip

"""Processes: the stages an act passes before it is done, as a standard lays them down."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from rulebook.malformed import is_act_name, refuse

OVERDUE = ("remind", "agree", "superior")
"""What the platform may do with a stage past its deadline: 提醒、自动同意、上报."""


class WhoKind(enum.StrEnum):
    """How the persons of a stage are found."""

    POST = "post"
    PERSON = "person"
    UNIT_HEAD = "unit_head"
    APPLICANT = "applicant"


class WhoOf(enum.StrEnum):
    """In which unit they are looked for."""

    APPLICANT_UNIT = "applicant_unit"
    BUREAU = "bureau"
    SUBJECT_UNIT = "subject_unit"


class Mode(enum.StrEnum):
    """How several persons act together: 或签, 会签, 依次会签."""

    ANY = "any"
    ALL = "all"
    SEQUENCE = "sequence"

    @property
    def label(self) -> str:
        """The standard's word for it."""
        return {Mode.ANY: "或签", Mode.ALL: "会签", Mode.SEQUENCE: "依次会签"}[self]


@dataclass(frozen=True)
class Who:
    """Who acts: a post by name, a person by staff number, the unit's head or the applicant.

    ``value`` is the post's name or the staff number, empty for the other kinds; ``of`` the unit
    in which post or head are looked for.
    """

    kind: WhoKind
    value: str = ""
    of: WhoOf = WhoOf.APPLICANT_UNIT

    def __post_init__(self) -> None:
        """Refuse unknown kinds and units, and a post or person without a name."""
        kinds, units = [str(kind) for kind in WhoKind], [str(unit) for unit in WhoOf]
        named = str(self.kind) in {WhoKind.POST, WhoKind.PERSON}
        refuse(
            [
                None
                if str(self.kind) in kinds
                else f"经办人类别“{self.kind}”不认识：请用 {'、'.join(kinds)} 之一",
                None
                if str(self.of) in units
                else f"经办人所属“{self.of}”不认识：请用 {'、'.join(units)} 之一",
                None
                if self.value.strip() or not named
                else "经办人没有写明岗位名称或工号：请填写 value",
            ]
        )
        object.__setattr__(self, "kind", WhoKind(self.kind))
        object.__setattr__(self, "of", WhoOf(self.of))


@dataclass(frozen=True)
class Stage:
    """One step: who, how together, by when, under which condition.

    ``deadline_minutes`` counts working time (None: no limit); ``when`` is FEEL over the facts
    of the act that started the case, a false one skips the stage; ``act`` is the act which
    completes the stage (None: 同意 does). ``remind_minutes`` before the deadline its owner is
    reminded; ``overdue`` is what the platform does past it: remind, agree, superior (上报).
    """

    name: str
    label: str
    who: Who
    mode: Mode
    deadline_minutes: int | None
    when: str | None
    act: str | None
    clause: str
    remind_minutes: int | None = None
    overdue: str = "remind"

    def __post_init__(self) -> None:
        """Refuse a stage without name, label or clause, a bad mode, deadline or act name."""
        modes = [str(mode) for mode in Mode]
        title = self.label or self.name
        refuse(
            [
                None
                if self.name.isascii() and self.name.isidentifier()
                else f"环节名“{self.name}”不对：请用英文标识符",
                None if self.label.strip() else f"环节“{self.name}”没有中文名称：请填写 label",
                None
                if str(self.mode) in modes
                else f"环节“{title}”的签办方式“{self.mode}”不认识：请用 {'、'.join(modes)} 之一",
                None
                if self.deadline_minutes is None or self.deadline_minutes > 0
                else f"环节“{title}”的时限应大于 0 分钟：请改正或留空",
                None
                if self.act is None or is_act_name(self.act)
                else f"环节“{title}”的业务动作“{self.act}”写法不对：应为“模块.对象.动作”",
                None if self.clause.strip() else f"环节“{title}”没有条款：请写明依据",
                None
                if self.remind_minutes is None
                or 0 < self.remind_minutes < (self.deadline_minutes or 0)
                else f"环节“{title}”的提醒应在时限以内：请写明小于时限的分钟数",
                None
                if self.overdue in OVERDUE
                else f"环节“{title}”的超时处理“{self.overdue}”不认识："
                f"请用 {'、'.join(OVERDUE)} 之一",
            ]
        )
        object.__setattr__(self, "mode", Mode(self.mode))


@dataclass(frozen=True)
class Process:
    """The road of one act: stages in order, under a clause."""

    name: str
    act: str
    clause: str
    stages: tuple[Stage, ...]
    label: str = ""

    def __post_init__(self) -> None:
        """Refuse a process without stages, with two stages of one name or a bad act name."""
        names = [stage.name for stage in self.stages]
        twice = sorted({name for name in names if names.count(name) > 1})
        refuse(
            [
                None if self.name.strip() else "流程没有名称：请填写 name",
                None
                if is_act_name(self.act)
                else f"流程“{self.name}”的业务动作“{self.act}”写法不对：应为“模块.对象.动作”",
                None if self.stages else f"流程“{self.name}”没有环节：请至少写一个",
                *(f"流程“{self.name}”的环节名“{name}”重复：请改名" for name in twice),
            ]
        )

    def stage(self, name: str) -> Stage:
        """The stage called ``name``; KeyError when the process has none."""
        for stage in self.stages:
            if stage.name == name:
                return stage
        raise KeyError(name)

"""Rights on fields: who at which stage may change, must fill, only reads or does not see what."""

from __future__ import annotations

import enum
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from rulebook.malformed import is_act_name, refuse

ALL_FIELDS = "*"


class FieldRight(enum.StrEnum):
    """What may be done with a field, the mildest first."""

    EDIT = "edit"
    REQUIRE = "require"
    READ = "read"
    HIDE = "hide"

    @property
    def label(self) -> str:
        """The Chinese word shown to people."""
        return RIGHT_LABELS[self]

    @property
    def closed(self) -> bool:
        """Whether nothing may be written into the field."""
        return self in (FieldRight.READ, FieldRight.HIDE)


RIGHT_LABELS = {
    FieldRight.EDIT: "可改",
    FieldRight.REQUIRE: "必填",
    FieldRight.READ: "只读",
    FieldRight.HIDE: "不显示",
}
STRICTNESS = tuple(FieldRight)


@dataclass(frozen=True)
class FieldRule:
    """A clause gives a right on ``fields`` of ``of``, an act (its draft) or an entity (its rows).

    ``stages`` are those of the process at which it holds, ``roles`` the posts for which it does;
    empty means always and for everybody. ``fields`` may be ``*`` alone. ``right`` accepts the
    text of a `FieldRight`.
    """

    of: str
    fields: tuple[str, ...]
    right: FieldRight
    clause: str
    stages: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse an unknown right, a bad name of what it is about, no field and no clause."""
        known = [str(right) for right in FieldRight]
        refuse(
            [
                None
                if is_act_name(self.of) and not self.of.endswith("*")
                else f"字段权限的对象“{self.of}”写法不对：应为“模块.对象”或“模块.对象.动作”",
                None
                if str(self.right) in known
                else f"字段权限“{self.right}”不认识：请用 {'、'.join(known)} 之一",
                None if self.fields else f"“{self.of}”的字段权限没有字段：请至少列出一个",
                None if self.clause.strip() else f"“{self.of}”的字段权限没有条款：请写明依据",
            ]
        )
        object.__setattr__(self, "right", FieldRight(self.right))

    def holds(self, roles: Collection[str], stages: Collection[str] | None) -> bool:
        """Whether it holds for somebody with these roles at these stages.

        Where the stage is not known (None: a list of rows) only what hides holds at any.
        """
        if self.roles and not set(self.roles) & set(roles):
            return False
        if not self.stages:
            return True
        if stages is None:
            return self.right is FieldRight.HIDE
        return bool(set(self.stages) & set(stages))


def settle(
    rules: Iterable[FieldRule],
    known: Iterable[str],
    roles: Collection[str],
    stages: Collection[str] | None,
) -> dict[str, FieldRule]:
    """Field → the rule that holds for it within one edition: of several, the last one written."""
    names = tuple(known)
    found: dict[str, FieldRule] = {}
    for rule in rules:
        if rule.holds(roles, stages):
            meant = names if rule.fields == (ALL_FIELDS,) else rule.fields
            found |= dict.fromkeys(meant, rule)
    return found


def strictest(found: Sequence[FieldRule]) -> FieldRule:
    """Of what several editions say of one field the strictest; equals: the most general one's."""
    return max(found, key=lambda rule: STRICTNESS.index(rule.right))

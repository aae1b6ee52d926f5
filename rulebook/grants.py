"""Grants: which post may do which acts, on whose rows, under which clause."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from rulebook.malformed import is_act_name, refuse


class GrantScope(enum.StrEnum):
    """Whose rows a grant reaches."""

    OWN = "own"
    UNIT = "unit"
    UNIT_TREE = "unit_tree"
    REGION = "region"
    ALL = "all"

    @property
    def label(self) -> str:
        """The Chinese words shown to people."""
        return SCOPE_LABELS[self]


SCOPE_LABELS = {
    GrantScope.OWN: "本人",
    GrantScope.UNIT: "本单位",
    GrantScope.UNIT_TREE: "本单位及下属单位",
    GrantScope.REGION: "本地区",
    GrantScope.ALL: "全部",
}


@dataclass(frozen=True)
class Grant:
    """A post (``role``, e.g. 车辆调度员) may do ``acts`` on the rows in ``scope``.

    An act name may end in ``.*`` for everything below it. ``when`` is a FEEL condition over the
    facts of the subject, or None. ``scope`` accepts the text of a `GrantScope`.
    """

    role: str
    acts: tuple[str, ...]
    scope: GrantScope
    when: str | None
    clause: str

    def __post_init__(self) -> None:
        """Refuse an empty role, clause or list of acts, a bad act name and an unknown scope."""
        title = f"岗位“{self.role}”的"
        known = sorted(str(scope) for scope in GrantScope)
        refuse(
            [
                None if self.role.strip() else "授权没有岗位：请填写岗位名称，如“车辆调度员”",
                None if self.acts else f"{title}授权没有业务动作：请至少列出一个",
                *(
                    f"{title}业务动作“{act}”写法不对：应为“模块.对象.动作”，可用 .* 结尾"
                    for act in self.acts
                    if not is_act_name(act)
                ),
                None
                if str(self.scope) in known
                else f"{title}数据范围“{self.scope}”不认识：请用 {'、'.join(known)} 之一",
                None if self.clause.strip() else f"{title}授权没有条款：请写明依据",
            ]
        )
        object.__setattr__(self, "scope", GrantScope(self.scope))

    def covers(self, act: str) -> bool:
        """Whether the grant names ``act``, directly or by a ``.*`` above it."""
        return any(
            act == own or (own.endswith(".*") and act.startswith(own[:-1])) for own in self.acts
        )

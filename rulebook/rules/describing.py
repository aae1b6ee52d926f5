"""What a rule is, before it runs: the clause, its modality and its FEEL texts."""

from __future__ import annotations

import enum
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from rulebook.malformed import is_act_name, refuse

if TYPE_CHECKING:
    from rulebook.tables import Table


class Modality(enum.StrEnum):
    """How strongly a clause binds (GB/T 1.1-2020, 附录 C: 要求 应/不应, 推荐 宜, 允许 可)."""

    MUST = "must"
    MUST_NOT = "must_not"
    SHOULD = "should"
    MAY = "may"

    @property
    def label(self) -> str:
        """应, 不应, 宜 or 可."""
        return {"must": "应", "must_not": "不应", "should": "宜", "may": "可"}[self.value]

    @property
    def mandatory(self) -> bool:
        """Whether breaking the clause stops the act."""
        return self in (Modality.MUST, Modality.MUST_NOT)


class Verdict(enum.StrEnum):
    """What a clause says of a record."""

    PASS = "pass"  # noqa: S105 - a verdict, no password
    WARN = "warn"
    BLOCK = "block"
    WAIVED = "waived"
    UNKNOWN = "unknown"
    NA = "na"

    @property
    def label(self) -> str:
        """符合, 提示, 拦截, 例外, 缺数据 or 不适用."""
        return VERDICT_LABELS[self]

    @property
    def quiet(self) -> bool:
        """Whether nobody needs to be told: 符合 or 不适用."""
        return self in (Verdict.PASS, Verdict.NA)


VERDICT_LABELS = {
    Verdict.PASS: "符合",
    Verdict.WARN: "提示",
    Verdict.BLOCK: "拦截",
    Verdict.WAIVED: "例外",
    Verdict.UNKNOWN: "缺数据",
    Verdict.NA: "不适用",
}


class RuleKind(enum.StrEnum):
    """How a clause is bound; only the first three are judged."""

    RULE = "rule"
    TABLE = "table"
    VALUE = "value"
    PROCESS = "process"
    GRANT = "grant"
    CHECKLIST = "checklist"
    MEASURE = "measure"
    NONE = "none"


JUDGED = frozenset({RuleKind.RULE, RuleKind.TABLE, RuleKind.VALUE})


class EditionRef(NamedTuple):
    """An edition whose rules judge; ``digest`` is the SHA-256 of its published files."""

    standard: str
    edition: str
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Alternative:
    """A form field that may be tried otherwise: each of its choices, or the limit itself."""

    field: str
    source: str

    def __post_init__(self) -> None:
        """Refuse a source that nobody knows how to try."""
        if self.source not in {"choices", "limit"}:
            refuse([f"替代方案的来源“{self.source}”不认识：请用 choices 或 limit"])


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One clause bound to one act.

    ``id`` is unique within an act: ``standard#clause``, with a suffix where a clause has
    several. ``when``, ``require``, ``actual`` and ``limit`` are FEEL over the labels of the
    act's facts, the names of dated values and the outputs of ``table``. ``unit`` is printed
    behind actual and limit; ``field`` is the form field beside which the finding stands.
    """

    id: str
    standard: str
    edition: str
    clause: str
    words: str
    modality: Modality
    act: str
    kind: RuleKind = RuleKind.RULE
    when: str | None = None
    require: str | None = None
    actual: str | None = None
    limit: str | None = None
    unit: str = ""
    field: str = ""
    table: Table | None = None
    alternatives: tuple[Alternative, ...] = ()
    order: int = 0

    def __post_init__(self) -> None:
        """Refuse a rule without identity or words, or a table rule without its table."""
        title = f"规则“{self.id}”"
        kinds = [str(kind) for kind in RuleKind]
        modalities = [str(modality) for modality in Modality]
        refuse(
            [
                None if self.id.strip() else "规则没有编号：请用“标准号#条款号”",
                None if self.clause.strip() else f"{title}没有条款号：请写明依据的条款",
                None if self.words.strip() else f"{title}没有条款原文：判定时无话可说，请补写",
                None
                if str(self.kind) in kinds
                else f"{title}的绑定方式“{self.kind}”不认识：请用 {'、'.join(kinds)} 之一",
                None
                if str(self.modality) in modalities
                else f"{title}的效力“{self.modality}”不认识：请用 {'、'.join(modalities)} 之一",
                None
                if is_act_name(self.act)
                else f"{title}的业务动作“{self.act}”写法不对：应为“模块.对象.动作”",
                None
                if self.kind != RuleKind.TABLE or self.table is not None
                else f"{title}按表判定却没有给出决策表：请填写 table",
            ]
        )
        object.__setattr__(self, "kind", RuleKind(self.kind))
        object.__setattr__(self, "modality", Modality(self.modality))

    @property
    def sense(self) -> str:
        """How ``actual`` is to stand to ``limit``: ``<=``, ``<``, ``>=``, ``>`` or ``=``.

        Empty where the requirement does not compare it. One that compares with another value than
        the limit (求证数 > 0, limit 1) tells the last lawful one, so the limit itself is lawful.
        """
        texts = (self.actual, self.limit, self.require)
        actual, limit, require = ("".join((text or "").split()) for text in texts)
        way = rf"(?:^|and|or|[(]){re.escape(actual)}(<=|>=|<|>|=)(.*)"
        found = re.search(way, require) if actual and limit else None
        if found is None:
            return ""
        sign, other = found.groups()
        return sign if sign == "=" or other.startswith(limit) else f"{sign[0]}="

    @property
    def judged(self) -> bool:
        """Whether records are judged by it: it states a requirement and binds (可 does not)."""
        return bool(self.require) and self.kind in JUDGED and self.modality is not Modality.MAY

"""What the relation of facts looks like to SQL."""

from __future__ import annotations

from dataclasses import dataclass

from sqlglot import exp

from rulebook.feel import types as t
from rulebook.sql.terms import NUMERIC, Term
from rulebook.sql.unpushable import UnpushableError

COLUMN_TYPES = NUMERIC | {t.STRING, t.BOOLEAN, t.DATE, t.TIME, t.DATE_TIME}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of facts: its SQL name, FEEL type and, for numbers and durations, its digits.

    Values of a number column must fit ``whole`` digits before and ``scale`` behind the point;
    the relation holds them as DECIMAL, a days and time duration as seconds, a years and months
    duration as months. A ``zoned`` moment is one that FEEL knows with an offset;
    the relation holds its wall clock in a zone without summer time, or, with ``zone``
    (PostgreSQL only), a timestamptz that is read as that zone's wall clock.
    """

    name: str
    type: t.Type
    whole: int = 14
    scale: int = 4
    zoned: bool = False
    zone: str = ""

    def term(self, relation: str) -> Term:
        """The column as a term of ``relation``."""
        if self.type not in COLUMN_TYPES:
            raise UnpushableError(f"{t.chinese(self.type)}类型的事实只能逐条计算")
        if self.zoned and self.type == t.TIME:
            raise UnpushableError("带时区的时刻只能逐条计算")
        sql: exp.Expr = exp.column(self.name, table=relation, quoted=True)
        if self.zone:
            sql = exp.AtTimeZone(this=sql, zone=exp.Literal.string(self.zone))
        digits = (self.whole, self.scale) if self.type in NUMERIC else (0, 0)
        return Term(sql, self.type, *digits, zoned=self.zoned)

"""What a visitor narrowed a list of the desk to; all of it stands in the address.

The rows are her own from the start (`queries`), so nothing here can widen them; what cannot be
meant is passed over.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import F, Q
from django.utils import timezone

from guanbiao.gate import registry
from guanbiao.gate.days import day_of_text, edge

ONE = dt.timedelta(days=1)
NEAREST, NEWEST, LATEST = "due", "opened", "done"


@dataclass(frozen=True)
class Order:
    """An order one may choose: its label and its fields; the key makes it the same each time."""

    label: str
    fields: tuple[Any, ...]


@dataclass(frozen=True)
class Kind:
    """What a list is of, and what it may be narrowed by.

    ``case`` leads from a row to its case, ``day`` is the day one asks for, ``who`` says that the
    applicant may differ, ``open`` that time still runs, ``copies`` that rows were read or not.
    """

    case: str
    day: str
    label: str
    orders: dict[str, Order]
    who: bool = True
    open: bool = False
    copies: bool = False


OPEN = Kind(
    "case__", "opened_at", "到达", open=True,
    orders={NEAREST: Order("按到期", ("due_at", "opened_at", "pk")),
            NEWEST: Order("按到达", ("-opened_at", "-pk"))},
)  # fmt: skip
DONE = Kind(
    "case__", "done_at", "办理",
    orders={LATEST: Order("按办理", ("-done_at", "-pk")),
            NEWEST: Order("按到达", ("-opened_at", "-pk"))},
)  # fmt: skip
BEGUN = Kind("", "opened_at", "发起", {NEWEST: Order("按发起", ("-opened_at", "-pk"))}, who=False)
COPIED = Kind(
    "", "opened_at", "发起", {NEWEST: Order("按发起", ("-opened_at", "-pk"))}, copies=True
)
CASES = Kind(
    "", "opened_at", "发起", open=True,
    orders={NEWEST: Order("按发起", ("-opened_at", "-pk")),
            NEAREST: Order("按到期", (F("due_at").asc(nulls_last=True), "-pk"))},
)  # fmt: skip
"""Cases of one's scope; their rows bear the nearest deadline as ``due_at``."""


@dataclass(frozen=True)
class Asked:
    """Words, business, applicant, days, order; what is empty does not narrow."""

    kind: Kind
    text: str = ""
    business: str = ""
    who: str = ""
    first: dt.date | None = None
    last: dt.date | None = None
    due: dt.date | None = None
    late: bool = False
    read: str = ""
    order: str = ""

    @classmethod
    def of(cls, kind: Kind, query: Any) -> Asked:
        """From the address."""
        order, business, read = (query.get(each, "") for each in ("order", "business", "read"))
        return cls(
            kind,
            text=query.get("q", "").strip()[:50],
            business=business if business in businesses() else "",
            who=query.get("who", "").strip()[:50] if kind.who else "",
            first=day_of_text(query.get("from", "")),
            last=day_of_text(query.get("to", "")),
            due=day_of_text(query.get("due", "")) if kind.open else None,
            late=kind.open and query.get("late", "") == "1",
            read=read if kind.copies and read in ("no", "yes") else "",
            order=order if order in kind.orders else "",
        )

    @property
    def address(self) -> str:
        """The rest of an address that keeps this list, with ``&`` before it."""
        kept = {
            "q": self.text, "business": self.business, "who": self.who, "from": self.first,
            "to": self.last, "due": self.due, "late": "1" if self.late else "",
            "read": self.read, "order": self.order,
        }  # fmt: skip
        said = urlencode({name: str(value) for name, value in kept.items() if value})
        return f"&{said}" if said else ""

    @property
    def narrowed(self) -> bool:
        """Whether anything but words and order narrows it."""
        said = (self.business, self.who, self.first, self.last, self.due, self.late)
        return any(said)

    def rows(self, rows: Any) -> Any:
        """The rows so narrowed, in the order asked for."""
        orders = self.kind.orders
        chosen = orders.get(self.order) or next(iter(orders.values()))
        found = rows.filter(self._words() & self._case() & self._days())
        if self.read:
            found = found.filter(read=self.read == "yes")
        return found.order_by(*chosen.fields)

    def _words(self) -> Q:
        if not self.text:
            return Q()
        case = self.kind.case
        return Q(**{f"{case}title__icontains": self.text}) | Q(
            **{f"{case}number__icontains": self.text}
        )

    def _case(self) -> Q:
        case, found = self.kind.case, Q()
        if self.business:
            found &= Q(**{f"{case}entity__startswith": f"{self.business}."})
        if self.who:
            by = (f"{case}applicant__name", f"{case}applicant__unit__name",
                  f"{case}applicant__unit__short_name")  # fmt: skip
            named = Q()
            for path in by:
                named |= Q(**{f"{path}__icontains": self.who})
            found &= named
        return found

    def _days(self) -> Q:
        found = Q()
        if self.first:
            found &= Q(**{f"{self.kind.day}__gte": edge(self.first, True)})
        if self.last:
            found &= Q(**{f"{self.kind.day}__lt": edge(self.last + ONE, True)})
        if self.due:
            found &= Q(due_at__gte=edge(self.due, True), due_at__lt=edge(self.due + ONE, True))
        if self.late:
            found &= Q(due_at__lt=timezone.now())
        return found


def businesses() -> dict[str, str]:
    """The businesses whose acts begin cases: name → label."""
    return {
        module.name: module.label
        for module in registry.modules()
        if any(act.starts_case for act in module.acts)
    }

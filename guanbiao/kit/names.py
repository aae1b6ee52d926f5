"""Names and addresses of the pages of a table: one scheme for all businesses.

``meetings.room`` is listed at ``/meetings/room/`` (page ``meetings.room.list``), a row of it is
at ``/meetings/room/7/`` (page ``meetings.room``), an act on it at ``/meetings/room/7/<verb>/``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse

from guanbiao.gate.describe import Act, Entity, Table


@dataclass(frozen=True)
class Names:
    """The pages of one table."""

    entity: str

    @property
    def path(self) -> str:
        """Its folder under the module: ``room/``."""
        return self.entity.rpartition(".")[2] + "/"

    def page(self, kind: str) -> str:
        """The name of a page: ``meetings.room.list``; of the row's own page for an empty kind."""
        return f"{self.entity}.{kind}" if kind else self.entity

    def list(self) -> str:
        """Address of the list."""
        return reverse(self.page("list"))

    def to(self, kind: str) -> str:
        """Address of a page beside the list, such as ``new``, ``bulk`` or ``check``."""
        return reverse(self.page(kind))

    def detail(self, key: int) -> str:
        """Address of a row."""
        return reverse(self.page(""), args=[key])

    def details(self) -> Callable[[int], str]:
        """Addresses of many rows, the way to them looked up once."""
        head = self.detail(0).removesuffix("0/")
        return lambda key: f"{head}{key}/"

    def act(self, key: int, act: Act) -> str:
        """Address of an act on a row."""
        return reverse(self.page("act"), args=[key, verb(act)])


def of(subject: Table | Entity) -> Names:
    """The names of a table, or of the table of an entity."""
    entity = subject.entity if isinstance(subject, Table) else subject
    return Names(entity.name)


def verb(act: Act) -> str:
    """The last word of an act's name, as addresses carry it."""
    return act.name.rpartition(".")[2]

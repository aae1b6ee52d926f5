"""A field whose value lies sealed in the table: a column of ciphertext, a column of marks."""

from __future__ import annotations

from typing import Any

from django.db import models

from guanbiao.people import cipher


def sealed(name: str, label: str) -> property:
    """Reads and writes ``<name>_sealed`` and ``<name>_mark`` in the clear.

    Being a property, Django takes it as a keyword of the model like a field; queries cannot see
    it, they look for the mark (`mark_of`).
    """
    field = f"person.{name}"

    def read(row: Any) -> str:
        return cipher.unseal(getattr(row, f"{name}_sealed"), field)

    def write(row: Any, value: str | None) -> None:
        setattr(row, f"{name}_sealed", cipher.seal(value or "", field))
        setattr(row, f"{name}_mark", cipher.mark(value or "", field))

    return property(read, write, doc=label)


def mark_of(name: str, value: str) -> str:
    """What to look for in ``<name>_mark``."""
    return cipher.mark(value, f"person.{name}")


def columns(label: str) -> tuple[models.TextField[str, str], models.CharField[str, str]]:
    """The two columns behind a sealed field."""
    ciphertext: models.TextField[str, str] = models.TextField(
        f"{label}（密文）", blank=True, default="", editable=False
    )
    mark: models.CharField[str, str] = models.CharField(
        f"{label}（检索标记）", max_length=64, blank=True, default="", editable=False
    )
    return ciphertext, mark


def masked(value: str) -> str:
    """``139****0001``: the first three and the last four characters, the rest hidden."""
    hidden = max(len(value) - 7, 4)
    return f"{value[:3]}{'*' * hidden}{value[-4:]}" if len(value) > 7 else "*" * len(value)

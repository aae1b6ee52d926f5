"""Browsers of tests: what they write is taken back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.test import Client


@contextmanager
def undone(client: Client) -> Iterator[None]:
    """Whatever a request writes is taken back, a sign-out as well."""
    kept = client.cookies.output()
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    if client.cookies.output() != kept:
        client.cookies.clear()
        client.cookies.load(kept.replace("Set-Cookie: ", ""))

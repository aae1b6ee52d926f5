"""The house of these tests."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.people import house
from tests.people.house import House


@pytest.fixture
def home(db: None) -> House:
    """Everybody within a transaction."""
    return house.house()


@pytest.fixture
def nobody() -> Client:
    """Whoever is not signed in."""
    return Client()

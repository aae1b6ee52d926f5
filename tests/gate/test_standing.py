"""An act is done only where its subject stands, whatever a page offered."""

from __future__ import annotations

from dataclasses import replace

from guanbiao.gate import registry
from guanbiao.gate.perform import perform
from guanbiao.gate.standing import allows, label
from guanbiao.modules.vehicles.facts import DRIVER, VEHICLE
from tests.gate.makers import TODAY, Bureau, add_book
from tests.shelf.models import Book


def test_an_act_bound_to_a_state_is_refused_elsewhere_in_words(shelf: Bureau) -> None:
    add_book(shelf.actor(shelf.clerk))
    waiting = Book.objects.get()
    book = replace(registry.entity("shelf.book"), state="title")
    act = replace(registry.act("shelf.book.touch"), entity=book, at=("别的",))
    outcome = perform(act, shelf.actor(shelf.clerk), waiting, on=TODAY)
    assert f"现为“{waiting.title}”，须为“别的”" in outcome.errors["__all__"][0]
    assert allows(replace(act, at=(waiting.title,)), waiting)


def test_a_state_is_told_by_its_label() -> None:
    assert label(DRIVER, DRIVER.model()) == ""
    assert label(replace(VEHICLE, state="state"), VEHICLE.model(state="封存")) == "封存"

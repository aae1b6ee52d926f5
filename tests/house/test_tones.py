"""States are told apart by shape and colour: each model says how its own stand."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import models

from guanbiao.gate import registry, standing
from guanbiao.gate.describe import Entity
from guanbiao.kit import cells, columns

STATED = [each for each in registry.entities() if each.state]
SAME = {"papers.paper": "a paper that was taken away is on no list"}


def field(entity: Entity) -> Any:
    return entity.model._meta.get_field(entity.state)


@pytest.mark.parametrize("entity", STATED, ids=lambda each: each.name)
def test_what_a_model_says_of_its_states_is_about_states_there_are(entity: Entity) -> None:
    said: dict[str, tuple[str, ...]] = getattr(entity.model, "tones", {})
    known = {str(value) for value, _ in field(entity).flatchoices}
    told = [value for values in said.values() for value in values]
    assert set(said) <= set(standing.TONES) and set(told) <= known
    assert len(told) == len(set(told)), "a state stands in one way"


@pytest.mark.parametrize("entity", STATED, ids=lambda each: each.name)
def test_no_list_draws_all_its_states_alike(entity: Entity) -> None:
    drawn = set(standing.tones(field(entity)).values())
    assert (len(drawn) > 1) is (entity.name not in SAME)


def test_a_cell_bears_shape_colour_and_the_word_escaped() -> None:
    vehicle = next(each for each in STATED if each.name == "vehicles.vehicle")
    column = columns.shown(vehicle.model, "state", "state")
    assert cells.cell(column, "在用") == '<span class="st st-on is-pass">在用</span>'
    assert cells.cell(column, "封存") == '<span class="st st-box is-na">封存</span>'
    assert cells.cell(column, "<b>") == '<span class="st ">&lt;b&gt;</span>'


def test_a_field_of_a_model_that_says_nothing_is_open() -> None:
    found: Any = models.CharField(choices=[("a", "甲")])
    found.model = object
    assert standing.tones(found) == {"甲": ""}

"""Every act can be judged: its facts are there, its names are known, somebody may do it."""

from __future__ import annotations

import inspect
import re
from collections import Counter
from pathlib import Path

import pytest
import sqlglot
from django import forms
from django.db import connection, models
from sqlglot import exp

from guanbiao.exchange import drafts
from guanbiao.exchange import routes as exchange
from guanbiao.gate import registry
from guanbiao.gate.describe import Act, Entity, FactSet, Kind, Table
from guanbiao.gate.forms import NoDraft
from guanbiao.gate.models import Governed
from guanbiao.kit import routes
from tests.house.platform import acts, entities, fact_sets, modules, named
from tests.packs.shelves import packs

MANUAL = Path(__file__).resolve().parents[2] / "docs" / "manual" / "acts.md"
ALWAYS = {"key", "unit_id", "day"}


def grant_names() -> set[str]:
    """All that a grant may name: acts and rights to read."""
    return {act.name for act in acts()} | {view for module in modules() for view in module.views}


@pytest.mark.parametrize("act", acts(), ids=named)
def test_an_act_is_described_whole(act: Act) -> None:
    assert act.facts.facts, "nothing to judge by"
    assert act.facts.entity == act.entity
    assert act.entity in entities()
    assert act.name.startswith(act.entity.name.partition(".")[0] + ".")
    assert issubclass(act.form, forms.Form)
    assert len(inspect.signature(act.apply).parameters) == 1


@pytest.mark.parametrize("act", acts(), ids=named)
def test_an_act_answers_for_fields_and_facts_that_exist(act: Act) -> None:
    assert set(act.fields) <= set(act.facts.labels)
    assert set(act.fields.values()) <= set(act.form.base_fields)  # type: ignore[attr-defined]


@pytest.mark.parametrize("act", acts(), ids=named)
def test_a_written_reason_for_not_judging_is_a_sentence(act: Act) -> None:
    assert act.unjudged == "" or len(act.unjudged) >= 6


TAKES = re.compile("^(停用|撤|取消|封存|移|解除|收回|销|支付|发布|报废|删|注销|作废)|结束$")
"""How the label of an act begins or ends that is not easily taken back."""


@pytest.mark.parametrize("act", acts(), ids=named)
def test_what_is_not_easily_taken_back_is_read_before_a_press_does_it(act: Act) -> None:
    pressed = act.form is NoDraft
    assert not act.weighs or (pressed and len(act.weighs) >= 10 and act.weighs.endswith("。"))
    assert act.weighs or not (pressed and TAKES.search(act.label))


def test_no_two_acts_share_a_name_nor_two_acts_of_an_entity_a_label() -> None:
    names = Counter(act.name for act in acts())
    labels = Counter((act.entity.name, act.label) for act in acts())
    assert [name for name, times in (names + labels).items() if times > 1] == []


@pytest.mark.django_db
@pytest.mark.parametrize("facts", fact_sets(), ids=lambda facts: facts.entity.name)
def test_the_query_yields_the_key_the_unit_the_day_and_exactly_its_facts(facts: FactSet) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM ({facts.sql}) AS facts LIMIT 0")
        columns = [column.name for column in cursor.description]
    assert sorted(columns) == sorted([*ALWAYS, *facts.labels])


@pytest.mark.parametrize("facts", fact_sets(), ids=lambda facts: facts.entity.name)
def test_no_two_facts_of_an_entity_share_a_name_or_a_label(facts: FactSet) -> None:
    assert len({fact.name for fact in facts.facts}) == len(facts.facts)
    assert len({fact.label for fact in facts.facts}) == len(facts.facts)


def counting_its_own(facts: FactSet) -> set[str]:
    """Facts whose query looks at other rows of the entity's own table."""
    table, tree = facts.entity.model._meta.db_table, sqlglot.parse_one(facts.sql, read="postgres")

    def looks(part: exp.Expression) -> bool:
        return any(each.name == table for each in part.find_all(exp.Table))

    beside = {part.alias for part in tree.find_all(exp.CTE, exp.Lateral, exp.Subquery)
              if part.alias and looks(part)}  # fmt: skip
    return {
        column.alias_or_name for column in tree.selects
        if any(looks(part) for part in column.find_all(exp.Subquery, exp.Exists))
        or any(part.table in beside for part in column.find_all(exp.Column))
    }  # fmt: skip


@pytest.mark.parametrize("table", registry.tables(), ids=lambda table: table.entity.name)
def test_what_imported_lines_count_of_each_other_is_said(table: Table) -> None:
    act = drafts.entering(table)
    if act is not None:
        said = {fact.name for fact in act.facts.facts if fact.among}
        assert counting_its_own(act.facts) == said


@pytest.mark.parametrize("facts", fact_sets(), ids=lambda facts: facts.entity.name)
def test_what_rows_count_of_each_other_is_told_by_facts_they_have(facts: FactSet) -> None:
    for fact in facts.facts:
        if fact.among:
            assert {*fact.among.by} <= {"unit_id", *facts.labels}
            assert not fact.among.adds or fact.among.adds in facts.labels


def test_an_entity_has_one_set_of_facts_for_gate_and_audit() -> None:
    assert [
        name for name, n in Counter(each.entity.name for each in fact_sets()).items() if n > 1
    ] == []


def test_every_act_a_grant_names_exists() -> None:
    for pack in packs():
        for grant in pack.grants:
            for name in grant.acts:
                stem = name.removesuffix("*")
                known = [each for each in grant_names() if each == name
                         or (stem != name and each.startswith(stem))]  # fmt: skip
                assert known, f"{pack.head.number} {grant.clause}: {name}"


def test_every_page_menu_and_tile_asks_for_a_right_that_exists() -> None:
    asked = {page.act for module in modules() for page in exchange.pages(module)}
    asked |= {item.act for module in modules() for item in routes.menu(module)}
    asked |= {service.act for module in modules() for service in module.services}
    assert asked - {""} - grant_names() == set()


@pytest.mark.parametrize("entity", entities(), ids=named)
def test_an_entity_bears_the_stamp_and_leads_to_its_unit(entity: Entity) -> None:
    column = entity.model._meta.get_field("receipt_id")
    assert isinstance(column, models.UUIDField) and not column.editable
    assert issubclass(entity.model, Governed) or entity.model._meta.app_label == "people"
    table: type[models.Model] = entity.model
    for step in entity.unit_path.split("__"):
        field = table._meta.get_field(step)
        table = field.related_model or table  # type: ignore[assignment]
    assert field.name == "path"


BORN_ELSEWHERE = {
    "standards.waiver": "an exception is written when what was asked for is granted",
    "cases.case": "a case is opened by whichever act starts it",
    "evaluation.item": "items come with the sample they are drawn in",
    "scoring.item": "items come with the sheet they belong to",
    "publishing.clash": "conflicts are found when a release is registered",
    "publishing.reading": "readings are handed out when an edition is published",
}


@pytest.mark.parametrize("entity", entities(), ids=named)
def test_a_row_of_an_entity_can_come_into_being_through_the_gate(entity: Entity) -> None:
    kinds = {act.kind for act in acts() if act.entity == entity}
    assert (Kind.CREATE in kinds) != (entity.name in BORN_ELSEWHERE)


@pytest.mark.parametrize("act", acts(), ids=named)
def test_an_act_is_in_the_manual_under_its_label(act: Act) -> None:
    rows = [
        line for line in MANUAL.read_text(encoding="utf-8").splitlines() if f"`{act.name}`" in line
    ]
    assert len(rows) == 1 and f"| {act.label} |" in rows[0]


def test_the_manual_names_every_right_to_read_and_every_measure_and_nothing_else() -> None:
    text = MANUAL.read_text(encoding="utf-8")
    measures = {measure.name: measure for module in modules() for measure in module.measures}
    told = {line.split("`")[1] for line in text.splitlines() if line.startswith("| `")}
    assert told == grant_names() | set(measures)
    for measure in measures.values():
        assert f"| {measure.label} | {measure.unit} | {measure.formula} |" in text

"""Promises every standard in ``packs/`` keeps, and the platform keeps towards them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cache

import pytest

from guanbiao.gate import registry
from guanbiao.gate.describe import Act
from guanbiao.gate.vocabulary import Registered
from guanbiao.library.checking import faults
from guanbiao.library.files import digest, read_files, write_files
from guanbiao.library.pack import Case, Clause, Pack
from rulebook.rules import Rule
from rulebook.rules.compiling import type_of
from rulebook.tables import Table, compile_table
from rulebook.values import values_on
from tests.packs.shelves import FOLDER, packs, title

EVERY = pytest.mark.parametrize("pack", packs(), ids=title)
TESTS_ONLY = "tests."


@cache
def acts() -> tuple[Act, ...]:
    """The acts of the platform's own modules; modules that exist only in tests are left out."""
    return tuple(act for act in registry.acts() if not act.apply.__module__.startswith(TESTS_ONLY))


def judged_clauses(pack: Pack) -> dict[str, list[Rule]]:
    found: dict[str, list[Rule]] = defaultdict(list)
    for rule in pack.rules:
        if rule.judged:
            found[rule.clause].append(rule)
    return found


def bound(pack: Pack, clause: Clause) -> bool:
    """By a bind of its own, or as the clause of a row in a table that is bound."""
    in_tables = {row.clause for bind in pack.binds if bind.table in pack.tables
                 for row in pack.tables[bind.table].rows}  # fmt: skip
    return bool(pack.binds_of(clause.number)) or clause.number in in_tables


@EVERY
def test_every_normative_clause_is_bound_or_excused(pack: Pack) -> None:
    loose = [each.number for each in pack.clauses if each.normative and not bound(pack, each)]
    assert not loose


@EVERY
def test_a_clause_that_cannot_be_executed_says_why(pack: Pack) -> None:
    silent = [bind.clause for bind in pack.binds if bind.kind == "none" and len(bind.reason) < 8]
    assert not silent


@EVERY
def test_every_executable_clause_has_a_case_that_passes_and_one_that_fails(pack: Pack) -> None:
    verdicts: dict[str, set[str]] = defaultdict(set)
    for case in pack.cases:
        for clause, verdict in case.expect.items():
            verdicts[clause].add(verdict)
    for clause, rules in judged_clauses(pack).items():
        broken = "block" if rules[0].modality.mandatory else "warn"
        assert {"pass", broken} <= verdicts[clause], f"{clause} {rules[0].words}"


@EVERY
def test_every_rule_is_tried_by_a_case_of_its_own_act_or_of_a_twin(pack: Pack) -> None:
    tried = {(case.act, clause) for case in pack.cases for clause in case.expect}
    wording = defaultdict(set)
    for rule in pack.rules:
        wording[rule.clause, rule.when, rule.require].add((rule.act, rule.clause))
    untried = [words for words, places in wording.items() if not places & tried]
    assert not untried


def tables_of(pack: Pack) -> Iterator[tuple[Table, list[Case]]]:
    """Each table with the cases of the acts whose rules use it, or of the questions it answers."""
    for table in pack.tables.values():
        using = {rule.act for rule in pack.rules if rule.table is not None and rule.table == table}
        using |= {act for bind in pack.binds if bind.kind == "decision" and bind.table == table.name
                  for act in bind.acts}  # fmt: skip
        yield table, [case for case in pack.cases if case.act in using]


@EVERY
def test_every_table_row_names_a_clause_and_is_hit_by_a_case(pack: Pack) -> None:
    numbers = {clause.number for clause in pack.clauses}
    for table, cases in tables_of(pack):
        hit: set[int] = set()
        for case in cases:
            scope = registry.scope_of(case.act)
            values = values_on(pack.values, case.on)
            facts = {**dict.fromkeys(scope), **values, **case.facts}
            seen = scope.extended({name: type_of(value) for name, value in values.items()})
            hit |= set(compile_table(table, seen).trace(facts).rows[:1])
        assert hit == set(range(1, len(table.rows) + 1)), f"{table.name}: rows {hit}"
        assert all(row.clause in numbers for row in table.rows), table.name


@EVERY
def test_every_pack_fits_the_acts_and_facts_of_the_platform(pack: Pack) -> None:
    assert [str(fault) for fault in faults(pack, Registered())] == []


@EVERY
def test_a_finding_stands_beside_a_field_that_exists(pack: Pack) -> None:
    for rule in pack.rules:
        fields = registry.act(rule.act).form.base_fields  # type: ignore[attr-defined]
        named = {rule.field, *(way.field for way in rule.alternatives)}
        nowhere = set() if fields else {""}  # an act without fields says it above the page
        assert named <= set(fields) | nowhere, f"{rule.id} {rule.act}: {named - set(fields)}"


@EVERY
def test_every_pack_says_where_it_comes_from(pack: Pack) -> None:
    head = pack.head
    assert head.sources
    assert all(source.where for source in head.sources)
    assert head.paraphrase != head.sample, "either official text in our words, or a sample"
    assert head.subject


@EVERY
def test_a_pack_written_out_is_the_same_byte_for_byte(pack: Pack, tmp_path: object) -> None:
    write_files(pack.files, tmp_path)  # type: ignore[arg-type]
    assert digest(read_files(tmp_path)) == pack.digest  # type: ignore[arg-type]


def test_no_two_packs_call_different_values_by_one_name() -> None:
    owners: dict[str, set[str]] = defaultdict(set)
    for pack in packs():
        for value in pack.values:
            owners[value.name].add(pack.head.number)
    assert {name: found for name, found in owners.items() if len(found) > 1} == {}


def test_no_act_is_judged_by_nothing_unless_it_says_why() -> None:
    judged = {rule.act for pack in packs() for rule in pack.rules if rule.judged}
    silent = [act.name for act in acts() if act.name not in judged and not act.unjudged]
    assert silent == []


def test_an_act_called_unjudged_is_judged_by_nothing() -> None:
    judged = {rule.act for pack in packs() for rule in pack.rules if rule.judged}
    assert [act.name for act in acts() if act.name in judged and act.unjudged] == []


def test_every_act_and_reading_right_is_granted_to_somebody() -> None:
    grants = [grant for pack in packs() for grant in pack.grants]
    ours = [module for module in registry.modules() if module.name != "shelf"]
    names = [act.name for act in acts()] + [view for module in ours for view in module.views]
    assert [name for name in names if not any(grant.covers(name) for grant in grants)] == []


def test_the_folder_holds_only_packs() -> None:
    for path in FOLDER.rglob("*"):
        if path.is_file():
            assert any((up / "standard.toml").exists() for up in path.parents), path

"""Decision tables on their way to other tools and back."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from rulebook.dmn import DmnError, Version, from_dmn, load_text, read, to_dmn
from rulebook.feel import Scope
from rulebook.feel import types as t
from rulebook.tables import (
    Aggregation,
    HitPolicy,
    Input,
    Output,
    Row,
    Table,
    compile_table,
    read_csv,
    write_csv,
)
from rulebook.tables.sheets import TYPES
from tests.rulebook.test_dmn import model

PACKS = Path(__file__).resolve().parents[2] / "packs"
SHEETS = sorted(PACKS.glob("*/*/tables/*.csv"))
LIMITS = PACKS / "ZBF-2017-71" / "2017" / "tables" / "配备标准.csv"


def sheet(path: Path) -> Table:
    return read_csv(path.read_text(encoding="utf-8"), path.stem)


def test_there_are_tables_in_the_packs() -> None:
    assert len(SHEETS) >= 2


@pytest.mark.parametrize("version", [one for one in Version if one != Version.V1_1])
@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.stem)
def test_every_table_of_the_packs_survives(path: Path, version: Version) -> None:
    table = sheet(path)
    assert from_dmn(to_dmn(table, version=version)) == table
    assert write_csv(from_dmn(to_dmn(table))) == write_csv(table)


WORDS = some.text('行程距离abc<=>"“”,; -.15\n', min_size=1, max_size=8).filter(
    lambda words: words == words.strip()
)
MAYBE = some.just("") | WORDS
KIND = some.sampled_from(sorted(TYPES.values(), key=str))


@some.composite
def tables(draw: some.DrawFn) -> Table:
    """Tables of every policy; what the cells say does not matter here."""
    policy = draw(some.sampled_from(HitPolicy))
    fold = draw(some.sampled_from(Aggregation)) if policy == HitPolicy.COLLECT else Aggregation.NONE
    ins = draw(some.lists(some.builds(Input, WORDS, MAYBE, MAYBE, KIND), max_size=3))
    outs = draw(some.lists(some.builds(Output, WORDS, KIND, MAYBE, MAYBE), min_size=1, max_size=2))
    row = some.builds(
        Row,
        some.tuples(*(MAYBE for _ in ins)),
        some.tuples(*(MAYBE for _ in outs)),
        MAYBE,
        MAYBE,
    )
    return Table(
        draw(WORDS), policy, fold, tuple(ins), tuple(outs), tuple(draw(some.lists(row, max_size=4)))
    )


@settings(max_examples=40)
@given(table=tables())
def test_every_policy_aggregation_type_default_and_list_of_values_survives(table: Table) -> None:
    assert from_dmn(to_dmn(table)) == table


def test_a_written_table_decides_as_it_did() -> None:
    table = sheet(LIMITS)
    scope = Scope({one.label: one.type for one in table.inputs})
    ours, theirs = compile_table(table, scope), load_text(to_dmn(table))
    for facts in (
        {"车辆类别": "机要通信", "车型": "轿车", "新能源": True, "特殊情况": False},
        {"车辆类别": "应急保障", "车型": "越野车", "新能源": False, "特殊情况": True},
        {"车辆类别": "特种专业技术", "车型": "轿车", "新能源": True, "特殊情况": False},
    ):
        assert theirs.decide("配备标准", facts).value == ours.decide(facts)


def test_the_facts_a_table_reads_become_its_input_data() -> None:
    table = Table(
        "费用", HitPolicy.UNIQUE, Aggregation.NONE, (Input("总价", "单价 * 数量"),),
        (Output("档次", t.STRING),), (Row(("> 上限",), ("“高”",)), Row(("<= 上限",), ("“低”",))),
    )  # fmt: skip
    facts = {"单价": t.NUMBER, "数量": t.NUMBER, "上限": t.NUMBER}
    data = to_dmn(table, facts)
    assert [one.name for one in read(data).elements] == ["费用", "单价", "数量", "上限"]
    values = {"单价": Decimal(3), "数量": Decimal(4), "上限": Decimal(10)}
    assert load_text(data).decide("费用", values).value == "高"


def test_the_clause_of_a_row_stands_in_a_column_of_its_own() -> None:
    table = sheet(LIMITS)
    written = to_dmn(table).decode()
    assert '<annotation name="条款" />' in written
    assert "<text>9.2</text>" in written
    with pytest.raises(DmnError, match=r"DMN 1\.1没有决策表的批注列"):
        to_dmn(table, version=Version.V1_1)


TWO = (
    '<itemDefinition name="tKind"><typeRef>string</typeRef><allowedValues><text>"轿车", "客车"'
    "</text></allowedValues></itemDefinition>"
    + "".join(
        f'<decision id="{name}" name="{name}"><decisionTable><input label="类别"><inputExpression '
        'typeRef="tKind"><text>k</text></inputExpression></input><output typeRef="number"/><rule>'
        "<description>旧例</description><inputEntry><text>-</text></inputEntry>"
        "<outputEntry><text>1</text></outputEntry></rule></decisionTable></decision>"
        for name in ("甲表", "乙表")
    )
)


def test_types_and_allowed_values_of_other_tools_come_with_the_columns() -> None:
    table = from_dmn(model(TWO), "乙表")
    assert table.name == "乙表"
    assert table.inputs == (Input("类别", "k", '"轿车", "客车"', t.STRING),)
    assert table.outputs == (Output("output 1", t.NUMBER),)
    assert table.rows[0].annotation == "旧例"


@pytest.mark.parametrize(
    ("body", "name", "message"),
    [
        (TWO, "", "有2张决策表（“甲表”、“乙表”），请指明"),
        (TWO, "丙表", "没有名为“丙表”的决策表"),
        ("", "", "文件中没有决策表"),
    ],
)
def test_a_file_without_one_clear_table_is_refused(body: str, name: str, message: str) -> None:
    with pytest.raises(DmnError, match=message):
        from_dmn(model(body), name)


def test_a_table_inside_a_knowledge_model_is_found() -> None:
    inner = TWO[TWO.index("<decisionTable>") : TWO.index("</decision>")]
    body = (
        '<businessKnowledgeModel id="b" name="折算"><variable name="折算"/><encapsulatedLogic>'
        f"{inner}</encapsulatedLogic></businessKnowledgeModel>"
    )
    assert from_dmn(model(body)).name == "折算"


def test_a_type_without_a_name_is_refused() -> None:
    kinds = t.list_of(t.NUMBER)
    table = Table(
        "表", HitPolicy.UNIQUE, Aggregation.NONE, (Input("a", type=kinds),), (Output("b"),), ()
    )
    with pytest.raises(DmnError, match="不能写入DMN决策表"):
        to_dmn(table)

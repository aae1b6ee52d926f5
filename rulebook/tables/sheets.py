"""Decision tables as CSV, the form in which people edit them in a spreadsheet.

The first cell of a line says what the line is; columns are typed by the line 列. For example::

    命中策略,唯一
    列,输入,输入,输出,条款,说明
    名称,车辆类别,乘车人数,核定载客
    类型,文本,数字,数字
    允许值,'"轿车","客车"'
    1,'"轿车"',<= 4,5,5.2.1,按座位数
    2,'"客车"',-,19,5.2.2

(cells with quotes or commas are themselves quoted as CSV demands, shown here as '…').

命中策略 takes the names below or those of the DMN standard, with an aggregation in the third cell
(求和, 计数, 最小, 最大) for 汇总. 表达式 (what the input tests, the name if left out), 类型, 允许值
(for an output: the values in order of priority) and 默认值 may be left out. Every further line is a
rule; its first cell is free.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from rulebook.errors import TableError
from rulebook.feel import types as t
from rulebook.feel.source import suggest
from rulebook.tables.describe import Aggregation, HitPolicy, Input, Output, Row, Table

POLICIES = {
    "唯一": HitPolicy.UNIQUE,
    "首个": HitPolicy.FIRST,
    "优先": HitPolicy.PRIORITY,
    "任一": HitPolicy.ANY,
    "汇总": HitPolicy.COLLECT,
    "规则顺序": HitPolicy.RULE_ORDER,
    "输出顺序": HitPolicy.OUTPUT_ORDER,
}
AGGREGATIONS = {
    "": Aggregation.NONE,
    "求和": Aggregation.SUM,
    "计数": Aggregation.COUNT,
    "最小": Aggregation.MIN,
    "最大": Aggregation.MAX,
}
TYPES = {chinese: t.SIMPLE[name] for name, chinese in t.CHINESE.items()} | {
    "时长": t.DAYS_DURATION,
    "月数": t.MONTHS_DURATION,
}
_POLICY, _COLUMNS, _NAMES, _EXPRESSIONS = "命中策略", "列", "名称", "表达式"
_TYPES, _ALLOWED, _DEFAULTS = "类型", "允许值", "默认值"
_HEADS = (_POLICY, _COLUMNS, _NAMES, _EXPRESSIONS, _TYPES, _ALLOWED, _DEFAULTS)
_INPUT, _OUTPUT, _CLAUSE, _NOTE = "输入", "输出", "条款", "说明"
MAX_ROWS = 20_000
Kind = TypeVar("Kind")


@dataclass(slots=True)
class _Line:
    number: int
    cells: list[str]

    def cell(self, index: int) -> str:
        return self.cells[index].strip() if index < len(self.cells) else ""


@dataclass(slots=True)
class _Sheet:
    heads: dict[str, _Line]
    rules: list[_Line]

    def head(self, name: str, index: int) -> str:
        line = self.heads.get(name)
        return line.cell(index) if line else ""

    def number(self, name: str) -> int:
        return self.heads[name].number if name in self.heads else 1

    def columns(self, kind: str) -> list[int]:
        line = self.heads[_COLUMNS]
        return [i for i in range(1, len(line.cells)) if line.cell(i) == kind]


def read_csv(text: str, name: str) -> Table:
    """The table a CSV text describes. Raises `TableError` with the line and what to do."""
    sheet = _sheet(text)
    for head in (_POLICY, _COLUMNS, _NAMES):
        if head not in sheet.heads:
            raise TableError(f"缺少“{head}”行，请补上。", 1)
    _check_columns(sheet)
    policy = _named(sheet, _POLICY, 1, POLICIES, {p.value: p for p in HitPolicy})
    folds = {a.value: a for a in Aggregation}
    fold = _named(sheet, _POLICY, 2, AGGREGATIONS, folds)
    inputs = tuple(_input(sheet, index) for index in sheet.columns(_INPUT))
    outputs = tuple(_output(sheet, index) for index in sheet.columns(_OUTPUT))
    rows = tuple(_row(sheet, line) for line in sheet.rules)
    return Table(name, policy, fold, inputs, outputs, rows)


def _sheet(text: str) -> _Sheet:
    sheet = _Sheet({}, [])
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff")), strict=True)
    try:
        for cells in reader:
            _place(sheet, _Line(reader.line_num, cells))
    except csv.Error as error:
        raise TableError(f"不是合格的CSV（{error}），请检查引号。", reader.line_num) from None
    return sheet


def _place(sheet: _Sheet, line: _Line) -> None:
    if not any(cell.strip() for cell in line.cells):
        return
    head = line.cell(0)
    if head in _HEADS:
        if head in sheet.heads:
            raise TableError(f"“{head}”行重复，请删去一行。", line.number)
        sheet.heads[head] = line
    elif _COLUMNS not in sheet.heads:
        hint = suggest(head, _HEADS)
        raise TableError(f"“{head}”应写在“列”行之后，或行名有误。{hint}", line.number)
    else:
        sheet.rules.append(line)
    if len(sheet.rules) > MAX_ROWS:
        raise TableError(f"规则超过{MAX_ROWS}条，请拆分。", line.number)


def _check_columns(sheet: _Sheet) -> None:
    line = sheet.heads[_COLUMNS]
    known = (_INPUT, _OUTPUT, _CLAUSE, _NOTE, "")
    for index in range(1, len(line.cells)):
        kind = line.cell(index)
        if kind not in known:
            hint = suggest(kind, known)
            message = f"第{index + 1}列的“{kind}”不是输入、输出、条款或说明。{hint}"
            raise TableError(message, line.number)
        if kind in (_INPUT, _OUTPUT) and not sheet.head(_NAMES, index):
            raise TableError(f"第{index + 1}列没有名称，请填写。", sheet.number(_NAMES))
    if not sheet.columns(_OUTPUT):
        raise TableError("没有输出列，请至少写一列。", line.number)


def _named(
    sheet: _Sheet, head: str, index: int, chinese: Mapping[str, Kind], plain: Mapping[str, Kind]
) -> Kind:
    """The meaning of a cell that holds one of some words."""
    word = sheet.head(head, index)
    found = chinese.get(word, plain.get(word.upper()))
    if found is None:
        hint = suggest(word, chinese) or "可写：" + "、".join(filter(None, chinese))
        raise TableError(f"不认识的{head}“{word}”。{hint}", sheet.number(head))
    return found


def _type(sheet: _Sheet, index: int) -> t.Type:
    word = sheet.head(_TYPES, index)
    found = TYPES.get(word, t.SIMPLE.get(word)) if word else t.ANY
    if found is None:
        hint = suggest(word, TYPES) or "可写：" + "、".join(TYPES)
        raise TableError(f"不认识的类型“{word}”。{hint}", sheet.number(_TYPES))
    return found


def _input(sheet: _Sheet, index: int) -> Input:
    return Input(
        sheet.head(_NAMES, index),
        sheet.head(_EXPRESSIONS, index),
        sheet.head(_ALLOWED, index),
        _type(sheet, index),
    )


def _output(sheet: _Sheet, index: int) -> Output:
    return Output(
        sheet.head(_NAMES, index),
        _type(sheet, index),
        sheet.head(_ALLOWED, index),
        sheet.head(_DEFAULTS, index),
    )


def _row(sheet: _Sheet, line: _Line) -> Row:
    width = len(sheet.heads[_COLUMNS].cells)
    if any(cell.strip() for cell in line.cells[width:]):
        raise TableError("这一行的单元格多于“列”行，含逗号的内容请加引号。", line.number)
    outputs = tuple(line.cell(index) for index in sheet.columns(_OUTPUT))
    if not any(outputs):
        raise TableError("这一行没有输出，请填写。", line.number)
    return Row(
        tuple(line.cell(index) for index in sheet.columns(_INPUT)),
        outputs,
        "、".join(filter(None, (line.cell(index) for index in sheet.columns(_CLAUSE)))),
        "；".join(filter(None, (line.cell(index) for index in sheet.columns(_NOTE)))),
    )


def write_csv(table: Table) -> str:
    """The CSV text of a table; `read_csv` gives the same table back."""
    ins, outs = list(table.inputs), list(table.outputs)
    policy = {v: k for k, v in POLICIES.items()}[table.hit_policy]
    fold = {v: k for k, v in AGGREGATIONS.items()}[table.aggregation]
    words = {v: k for k, v in TYPES.items() if v != t.ANY} | {t.ANY: ""}
    types = [*(i.type for i in ins), *(o.type for o in outs)]
    lines = [
        [_POLICY, policy, *([fold] if fold else [])],
        [_COLUMNS, *[_INPUT] * len(ins), *[_OUTPUT] * len(outs), _CLAUSE, _NOTE],
        [_NAMES, *(i.label for i in ins), *(o.label for o in outs)],
        [_EXPRESSIONS, *(i.expression for i in ins)],
        [_TYPES, *(words.get(type_, str(type_)) for type_ in types)],
        [_ALLOWED, *(i.allowed for i in ins), *(o.values for o in outs)],
        [_DEFAULTS, *("" for _ in ins), *(o.default for o in outs)],
    ]
    heads = lines[:3] + [line for line in lines[3:] if any(line[1:])]
    rules = [
        [str(number), *row.cells_in, *row.cells_out, row.clause, row.annotation]
        for number, row in enumerate(table.rows, 1)
    ]
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([*heads, *rules])
    return out.getvalue()

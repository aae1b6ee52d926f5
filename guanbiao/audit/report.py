"""The command ``guanbiao audit``: a sweep with its progress, a table, an Excel file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from django.utils import timezone
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rustpy_xlsxwriter import FastExcel

from guanbiao.audit import results
from guanbiao.audit.extract import first_day
from guanbiao.audit.models import AuditRun
from guanbiao.audit.parts import FINDINGS, AlreadyRunning
from guanbiao.audit.sparking import NoSpark
from guanbiao.audit.sweep import UnknownEngine, sweep
from guanbiao.audit.titles import title, titled
from guanbiao.gate import registry
from guanbiao.gate.describe import FactSet
from guanbiao.people.models import Unit
from rulebook.rules import Modality, Verdict

HEADINGS = {
    "entity": "对象",
    "title": "名称",
    "key": "记录",
    "unit_id": "单位",
    "day": "业务日期",
    "standard": "标准",
    "edition": "版次",
    "clause": "条款",
    "rule_id": "规则",
    "words": "条款原文",
    "modality": "效力",
    "verdict": "判定",
    "limit": "限值",
    "actual": "实际值",
    "unit": "计量单位",
    "missing": "缺少的事实",
    "table_row": "适用的表行",
    "note": "说明",
}
"""Name in the findings' files, or title of the record → heading in the Excel file."""
SHEET_ROWS = 1_000_000
"""Below Excel's limit of 1,048,576 rows a sheet."""
SHOWN = 40
"""Lines of the table on a terminal; the Excel file has everything."""
SIGNS = {
    Verdict.BLOCK: "[red]■[/]",
    Verdict.UNKNOWN: "[magenta]?[/]",
    Verdict.WARN: "[yellow]▲[/]",
    Verdict.WAIVED: "[blue]◇[/]",
    Verdict.PASS: "[green]●[/]",
    Verdict.NA: "○",
}


class BadQuestion(SystemExit):
    """What was asked makes no sense; the command ends with the reason."""


def run(
    entities: Sequence[str], from_day: str, to_day: str, out: Path | None, engine: str = "duckdb"
) -> AuditRun:
    """Sweep, print 条款 / 判定 / 条数 / 示例, and write all findings to ``out`` when given.

    Empty days mean: from the oldest record up to today. Ends the command with a sentence on
    bad input.
    """
    console = Console()
    sets = _fact_sets(entities)
    last = _day(to_day, timezone.localdate())
    oldest = [day for each in sets if (day := first_day(each)) is not None]
    first = _day(from_day, min([last, *oldest]))
    if first > last:
        raise BadQuestion(f"起始日期 {first} 晚于截止日期 {last}：请调换后再试")
    done = _swept(entities, first, last, engine, console)
    show(done, console)
    if out is not None:
        write_excel(done, out)
        console.print(f"已写出 {done.findings} 条问题：{out}")
    return done


def _fact_sets(names: Sequence[str]) -> list[FactSet]:
    known = registry.fact_sets()
    for name in names:
        if name not in known:
            raise BadQuestion(f"没有对象“{name}”：请用 {'、'.join(sorted(known))} 之一")
    return [known[name] for name in names or sorted(known)]


def _day(text: str, default: dt.date) -> dt.date:
    try:
        return dt.date.fromisoformat(text) if text else default
    except ValueError:
        raise BadQuestion(f"日期“{text}”看不懂：请写成 2026-06-03 的样子") from None


def _swept(
    entities: Sequence[str], first: dt.date, last: dt.date, engine: str, console: Console
) -> AuditRun:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(),
               TimeElapsedColumn())  # fmt: skip
    with Progress(*columns, console=console) as progress:
        task = progress.add_task("准备", total=None)

        def told(label: str, done: int, whole: int) -> None:
            progress.update(task, description=label, completed=done, total=whole)

        try:
            return sweep(entities or None, first, last, engine, progress=told)
        except (AlreadyRunning, NoSpark, UnknownEngine) as refusal:
            raise BadQuestion(str(refusal)) from None


def show(done: AuditRun, console: Console) -> None:
    """Print the table of clauses, what stops first."""
    table = Table(title=f"贯标审计 {done.from_day}～{done.to_day}", title_justify="left")
    for heading in ("条款", "判定", "条数", "示例"):
        table.add_column(heading, justify="right" if heading == "条数" else "left")
    loud = [one for one in results.by_clause(done) if not one.verdict.quiet]
    for one in loud[:SHOWN]:
        clause = escape(f"{one.standard} {one.clause} {_short(one.words)}")
        verdict = f"{SIGNS[one.verdict]} {one.verdict.label}"
        example = "" if one.example is None else title(*one.example)
        table.add_row(clause, verdict, str(one.count), escape(example))
    console.print(table)
    if len(loud) > SHOWN:
        console.print(f"另有 {len(loud) - SHOWN} 行未列出，可用 --out 写成 Excel 查看")
    counts = "、".join(
        f"{verdict.label} {done.counts[verdict.value]}"
        for verdict in Verdict
        if done.counts.get(verdict.value)
    )
    console.print(f"共 {done.rows} 条记录，判定 {sum(done.counts.values())} 次：{counts or '无'}")
    console.print(f"用时 {done.seconds:.1f} 秒，摘要 {done.digest[:16]}")
    if done.unjudged:
        console.print(f"[yellow]{done.unjudged} 条记录没有单位，未判定：请补全单位后再审[/]")


def _short(words: str, length: int = 28) -> str:
    return words if len(words) <= length else f"{words[:length]}…"


def write_excel(done: AuditRun, out: Path) -> None:
    """All findings as a workbook, a new sheet after every million rows."""
    units = dict(Unit.objects.values_list("pk", "name"))
    book = FastExcel(str(out)).format(bold_headers=True)
    for start in range(0, max(done.findings, 1), SHEET_ROWS):
        rows = islice(results.each(done), start, start + SHEET_ROWS)
        name = "问题" if not start else f"问题{start // SHEET_ROWS + 1}"
        sheet = (_excel_row(row, named, units) for row, named in titled(rows))
        book = book.sheet(name, sheet if done.findings else [_NOTHING], autofilter=True)
        book = book.freeze(row=1, sheet=name)
    book.save()


_NOTHING = {heading: "未发现问题" if heading == "对象" else "" for heading in HEADINGS.values()}


def _excel_row(row: Sequence[Any], named: str, units: Mapping[int, str]) -> dict[str, Any]:
    found = dict(zip(FINDINGS.names, row, strict=True)) | {"title": named}
    found["entity"] = registry.entity(found["entity"]).label
    found["unit_id"] = units.get(found["unit_id"], found["unit_id"])
    found["modality"] = Modality(found["modality"]).label
    found["verdict"] = Verdict(found["verdict"]).label
    return {heading: found[name] for name, heading in HEADINGS.items()}

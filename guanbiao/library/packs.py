"""Packs: a folder in, an edition's files out, byte for byte the same."""

from __future__ import annotations

from pathlib import Path

from guanbiao.library import contents
from guanbiao.library.binding import read_binds
from guanbiao.library.casebook import read_cases
from guanbiao.library.files import digest, read_files, write_files
from guanbiao.library.pack import Pack
from guanbiao.library.problems import PackError, Problem
from guanbiao.library.text import read_clauses

__all__ = ["PackError", "Problem", "parse", "read", "write"]


def read(folder: Path) -> Pack:
    """The pack in ``folder``; raises `PackError` with every fault, its file and line."""
    return parse(read_files(folder))


def parse(files: dict[str, str]) -> Pack:
    """The pack these files make; raises `PackError`."""
    problems: list[Problem] = []
    head = contents.read_head(files, problems)
    clauses = read_clauses(files.get("text.md", ""), problems)
    if not clauses and "calendar.toml" not in files:
        problems.append(Problem("text.md", 0, "没有任何带锚点的条款：请写明标准正文"))
    if head is None:
        raise PackError(problems)
    tables = contents.read_tables(files, problems)
    binds, rules = read_binds(files, head, clauses, tables, problems)
    pack = Pack(
        head=head,
        files=files,
        digest=digest(files),
        clauses=clauses,
        binds=binds,
        rules=rules,
        tables=tables,
        values=contents.read_values(files, problems),
        processes=contents.read_processes(files, problems),
        grants=contents.read_grants(files, problems),
        checklists=contents.read_checklists(files, problems),
        cases=read_cases(files, problems),
        calendar=contents.read_calendar(files, problems),
        fields=contents.read_fields(files, problems),
    )
    _refuse_loose_ends(pack, problems)
    if problems:
        raise PackError(problems)
    return pack


def _refuse_loose_ends(pack: Pack, problems: list[Problem]) -> None:
    """Whatever names a clause must name one of this pack."""
    numbers = {clause.number for clause in pack.clauses}
    named = [
        *(("values.toml", entry.clause) for value in pack.values for entry in value.series),
        *((f"processes/{p.name}.toml", s.clause) for p in pack.processes for s in p.stages),
        *(("grants", grant.clause) for grant in pack.grants),
        *(("fields", rule.clause) for rule in pack.fields),
        *(
            (f"tables/{name}.csv", row.clause)
            for name, table in pack.tables.items()
            for row in table.rows
        ),
        *((case.file, clause) for case in pack.cases for clause in case.expect),
    ]
    for file, clause in named:
        if clause not in numbers:
            words = f"条款 {clause or '（空）'} 在 text.md 里没有：请核对"
            problems.append(Problem(file, 0, words))


def write(files: dict[str, str], folder: Path) -> None:
    """Write an edition's files; what is read back has the same digest."""
    write_files(files, folder)

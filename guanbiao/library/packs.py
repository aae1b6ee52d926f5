"""Packs: a folder in, an edition's files out, byte for byte the same."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from guanbiao.library import contents
from guanbiao.library.binding import read_binds
from guanbiao.library.casebook import read_cases
from guanbiao.library.drawings import read_drawings
from guanbiao.library.files import digest, read_files, write_files
from guanbiao.library.pack import Pack
from guanbiao.library.problems import PackError, Problem
from guanbiao.library.text import read_clauses

__all__ = ["PackError", "Problem", "parse", "read", "write"]


MOST_MADE = 200
_made: dict[str, Pack] = {}
"""Packs by digest: nothing changes in a pack, and reading one is the dearest part of publishing."""


def read(folder: Path) -> Pack:
    """The pack in ``folder``; raises `PackError` with every fault, its file and line."""
    return parse(read_files(folder))


def parse(files: dict[str, str]) -> Pack:
    """The pack these files make, made once for the same contents; raises `PackError`."""
    mark = digest(files)
    if mark not in _made:
        if len(_made) >= MOST_MADE:
            _made.clear()
        _made[mark] = _parse(dict(files), mark)
    return _made[mark]


def _parse(files: dict[str, str], mark: str) -> Pack:
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
        digest=mark,
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
        drawings=read_drawings(files, problems),
        local_days=contents.read_local_days(files, problems),
        fields=contents.read_fields(files, problems),
        measures=contents.read_measures(files, problems),
    )
    _refuse_loose_ends(pack, problems)
    _refuse_namesakes(pack, problems)
    if problems:
        raise PackError(problems)
    return pack


def _refuse_loose_ends(pack: Pack, problems: list[Problem]) -> None:
    """Whatever names a clause must name one of this pack."""
    numbers = {clause.number for clause in pack.clauses}
    named = [
        *(("values.toml", entry.clause) for value in pack.values for entry in value.series),
        *((f"processes/{p.name}.toml", s.clause) for p in pack.processes for s in p.stages),
        *((d.file, clause) for d in pack.drawings for clause in d.clauses),
        *(("grants", grant.clause) for grant in pack.grants),
        *(("fields", rule.clause) for rule in pack.fields),
        *(("measures.toml", measure.clause) for measure in pack.measures),
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


def _refuse_namesakes(pack: Pack, problems: list[Problem]) -> None:
    """Two processes of one name, or two for one act, would leave it open which is meant."""
    linear = [(f"processes/{p.name}.toml", p.name, p.act) for p in pack.processes]
    drawn = [(d.file, d.process.id, d.process.act) for d in pack.drawings]
    for at, what in ((1, "名称"), (2, "业务动作")):
        seen = Counter(each[at] for each in [*linear, *drawn] if each[at])
        for each in [*linear, *drawn]:
            if seen[each[at]] > 1:
                words = f"有两个流程的{what}都是“{each[at]}”：请改名或删去一个"
                problems.append(Problem(each[0], 0, words))


def write(files: dict[str, str], folder: Path) -> None:
    """Write an edition's files; what is read back has the same digest."""
    write_files(files, folder)

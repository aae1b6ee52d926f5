"""Tables whose cells compare facts with each other, or calculate: case by case."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rulebook.proofs.assuming import Assumptions, CannotDecide
from rulebook.proofs.deciding import ReadTable, Refused, TableCase
from rulebook.proofs.examples import examples
from rulebook.proofs.exploring import CALCULATED, Case, Dismissed, Explorer, Path
from rulebook.proofs.findings import Gap
from rulebook.proofs.words import Region, region_of
from rulebook.tables import compile_table

Found = tuple[Region, Mapping[str, Any]]


@dataclass(frozen=True)
class GeneralTable:
    """A table read case by case; the engine confirms every example."""

    read: ReadTable
    assume: Assumptions

    def gaps(self) -> Iterator[Gap]:
        """The cases in which no row applies."""
        rows = range(len(self.read.rows))
        for path in self._cases(lambda table: not any(table.applies(row) for row in rows)):
            yield Gap(self.read.table.name, *self._shown(path, lambda hits: not hits))

    def shared(self, first: int, second: int) -> Found | None:
        """Where two rows both apply, with an example."""
        rows = {first + 1, second + 1}
        cases = self._cases(lambda table: table.applies(first) and table.applies(second))
        path = next(cases, None)
        return None if path is None else self._shown(path, lambda hits: rows <= hits)

    def possible(self, row: int) -> bool:
        """Whether a row applies to anything."""
        path = next(self._cases(lambda table: table.applies(row)), None)
        return path is not None and bool(self._shown(path, lambda hits: row + 1 in hits))

    def covered(self, row: int, by: Sequence[int]) -> bool:
        """Whether others apply wherever a row does."""
        cases = self._cases(
            lambda table: table.applies(row) and not any(table.applies(other) for other in by)
        )
        return next(cases, None) is None

    def _cases(self, wanted: Callable[[TableCase], bool]) -> Iterator[Path[bool]]:
        def program(case: Case) -> bool:
            table = TableCase(self.read, case)
            try:
                for column in range(len(self.read.inputs)):
                    table.value(column)
                if not wanted(table):
                    raise Dismissed
            except Refused:
                raise Dismissed from None
            return True

        return Explorer(self.assume).paths(program)

    def _shown(self, path: Path[bool], fits: Callable[[set[int]], bool]) -> Found:
        compiled = compile_table(self.read.table, self.read.scope)
        for facts in examples(path.known):
            told = {name: v for name, v in facts.items() if not name.startswith(CALCULATED)}
            if fits(set(compiled.rows({**self.read.constants, **told}))):
                return region_of(path.known), told
        raise CannotDecide("找到的例子含有不能精确推算的部分，未经决策表证实")

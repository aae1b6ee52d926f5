"""Progress on a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

Report = Callable[[int, int | None], None]
"""Called with what is done so far and, where known, the whole."""


@contextmanager
def bar(label: str) -> Iterator[Report]:
    """A progress bar; the label may be followed by whatever the work says of itself."""
    columns = (
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
    )  # fmt: skip
    with Progress(*columns) as progress:
        task = progress.add_task(label, total=None)

        def report(done: int, whole: int | None) -> None:
            progress.update(task, completed=done, total=whole)

        yield report

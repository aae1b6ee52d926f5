"""The command line: run folders of the kit, print the score, write every case to a CSV file."""

from __future__ import annotations

import argparse
import csv
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from rulebook.dmn import Engine, load
from rulebook.errors import RulebookError
from rulebook.tck.cases import Case, find_cases
from rulebook.tck.judge import failures


@dataclass(frozen=True, slots=True)
class Result:
    """A case and why it failed ("" when it passed)."""

    case: Case
    failure: str


def run(folders: Iterable[Path]) -> list[Result]:
    """All cases below the folders, each once."""
    engine = cache(_engine)
    every = dict.fromkeys(folder.resolve() for folder in folders)
    roots = [one for one in every if not any(other in one.parents for other in every)]
    return [Result(case, _run(case, engine)) for root in roots for case in find_cases(root)]


def _engine(model: Path) -> Engine | str:
    """The engine of a model, or why there is none."""
    try:
        return load(model)
    except (RulebookError, OSError) as error:
        return f"model: {error}"


def _run(case: Case, engine: Callable[[Path], Engine | str]) -> str:
    found = case.fault or engine(case.model)
    if isinstance(found, str):
        return found
    try:
        return "; ".join(failures(case, found))
    except Exception as error:  # noqa: BLE001 - whatever happens to a case is its failure
        return f"crashed: {error!r}"


def score(results: Sequence[Result]) -> str:
    """Passed / failed / total by level, value cases apart, and the mean over folders."""
    lines = []
    for level in sorted({one.case.level for one in results}):
        chosen = [one for one in results if one.case.level == level]
        lines.append(_line(level, chosen))
    lines.append(_line("all", results))
    return "\n".join(lines)


def _line(name: str, results: Sequence[Result]) -> str:
    values = [one for one in results if one.case.proves]
    folders = sorted({(one.case.level, one.case.folder) for one in results})
    shares = [
        _share([r for r in results if (r.case.level, r.case.folder) == folder])
        for folder in folders
    ]
    mean = sum(shares) / len(shares) if shares else 0.0
    return (
        f"{name}: {_counts(results)}; value cases: {_counts(values)}; "
        f"macro average over {len(folders)} folders {mean:.2%}"
    )


def _counts(results: Sequence[Result]) -> str:
    passed = sum(not one.failure for one in results)
    return f"{passed} passed, {len(results) - passed} failed, {len(results)} total"


def _share(results: Sequence[Result]) -> float:
    return sum(not one.failure for one in results) / len(results)


def write(results: Sequence[Result], path: Path) -> None:
    """In the form of the kit's published results: folder, file, case, outcome, message."""
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        for one in results:
            case = one.case
            outcome = "ERROR" if one.failure else "SUCCESS"
            rows.writerow([f"{case.level}/{case.folder}", case.file, case.id, outcome, one.failure])


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit status 0 only when there are cases and all pass."""
    parser = argparse.ArgumentParser(prog="python -m rulebook.tck", description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path, metavar="DIR")
    parser.add_argument("--csv", type=Path, help="write one line a case to this file")
    options = parser.parse_args(arguments)
    started = time.perf_counter()
    results = run(options.folders)
    if options.csv:
        write(results, options.csv)
    sys.stdout.write(f"{score(results)}\n{time.perf_counter() - started:.1f} s\n")
    return 0 if results and not any(one.failure for one in results) else 1


if __name__ == "__main__":
    sys.exit(main())

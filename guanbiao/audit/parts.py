"""The files of a run: its parts, and a manifest of what was planned and what is finished.

A part is an entity and a month, or several thin months in a row. It is written under a temporary
name and renamed when whole, the manifest likewise; a run cut short at any moment is therefore
taken up, by the same plan, at the first part that is not finished.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

BATCH = 5_000
TEXT = pa.string()
FINDINGS = pa.schema(
    [
        ("entity", TEXT),
        ("key", TEXT),
        ("unit_id", pa.int64()),
        ("day", pa.date32()),
        ("standard", TEXT),
        ("edition", TEXT),
        ("clause", TEXT),
        ("rule_id", TEXT),
        ("words", TEXT),
        ("modality", TEXT),
        ("verdict", TEXT),
        ("limit", TEXT),
        ("actual", TEXT),
        ("unit", TEXT),
        ("missing", TEXT),
        ("table_row", TEXT),
        ("note", TEXT),
    ]
)
SUMMARY = pa.schema(
    [
        ("entity", TEXT),
        ("month", TEXT),
        ("unit_id", pa.int64()),
        ("standard", TEXT),
        ("edition", TEXT),
        ("clause", TEXT),
        ("rule_id", TEXT),
        ("words", TEXT),
        ("verdict", TEXT),
        ("n", pa.int64()),
    ]
)


@dataclass(frozen=True)
class Planned:
    """A part to be done: an entity, days in ISO 8601 (both included), so many records."""

    entity: str
    from_day: str
    to_day: str
    rows: int


@dataclass
class Part:
    """What came of one part; ``digest`` does not depend on the order of findings.

    ``unjudged`` counts records without a unit, for which nothing is in force. ``mark`` tells the
    facts, rules and exceptions it was judged by; ``taken`` that an earlier run had judged it.
    """

    name: str
    rows: int
    unjudged: int = 0
    findings: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    unpushed: dict[str, str] = field(default_factory=dict)
    digest: int = 0
    seconds: float = 0.0
    mark: str = ""
    taken: bool = False


class Manifest:
    """What was planned in a run's folder, and the finished parts by name."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / "manifest.json"
        folder.mkdir(parents=True, exist_ok=True)
        content: dict[str, list[dict[str, Any]]] = {"plan": [], "parts": []}
        self.begun = self.path.exists()
        if self.begun:
            content = json.loads(self.path.read_text(encoding="utf-8"))
        self.plan = tuple(Planned(**each) for each in content["plan"])
        self.parts = {each["name"]: Part(**each) for each in content["parts"]}

    def begin(self, plan: Iterable[Planned]) -> None:
        """Keep the plan, so that a run taken up again has the same parts."""
        self.plan, self.begun = tuple(plan), True
        self._keep()

    def add(self, part: Part) -> None:
        """Note a finished part."""
        self.parts[part.name] = part
        self._keep()

    def _keep(self) -> None:
        """Write the manifest in one step that a crash leaves done or undone."""
        content = {
            "plan": [asdict(each) for each in self.plan],
            "parts": [asdict(each) for each in self.parts.values()],
        }
        fresh = self.path.with_suffix(".tmp")
        fresh.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
        fresh.replace(self.path)


class AlreadyRunning(RuntimeError):
    """Another process is at work on the same run."""


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Only one process works in a run's folder; the lock ends with the process, however it ends."""
    with (folder / "lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            message = "同样的审计正在另一个进程中进行：请等它结束，或换一个起止日期"
            raise AlreadyRunning(message) from None
        yield


class Writer:
    """A Parquet file that grows batch by batch and appears under its name only when whole."""

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        self.path = path
        self.schema = schema
        self._unfinished = path.with_suffix(".part")
        self._file = pq.ParquetWriter(self._unfinished, schema, compression="zstd")
        self._rows: list[Sequence[Any]] = []

    def add(self, row: Sequence[Any]) -> None:
        """One row, in the order of the schema."""
        self._rows.append(row)
        if len(self._rows) >= BATCH:
            self._flush()

    def _flush(self) -> None:
        columns = list(zip(*self._rows, strict=True)) or [() for _ in self.schema]
        arrays = [
            pa.array(values, each.type) for values, each in zip(columns, self.schema, strict=True)
        ]
        self._file.write_table(pa.Table.from_arrays(arrays, schema=self.schema))
        self._rows = []

    def finish(self) -> None:
        """The file is whole."""
        self._flush()
        self._file.close()
        self._unfinished.replace(self.path)

    def abandon(self) -> None:
        """The file is not wanted."""
        self._file.close()
        self._unfinished.unlink(missing_ok=True)


def fingerprint(row: Sequence[Any]) -> int:
    """A number of a finding; their sum modulo 2²⁵⁶ is the same in any order."""
    text = json.dumps([None if value is None else str(value) for value in row], ensure_ascii=False)
    return int.from_bytes(hashlib.sha256(text.encode()).digest())

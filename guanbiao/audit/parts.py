"""The files of a run: one part an entity and month, and a manifest of those finished.

A part is written under a temporary name and renamed when whole, the manifest likewise; a run
cut short at any moment is therefore taken up at the first part that is not in the manifest.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
from collections.abc import Iterator, Sequence
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


@dataclass
class Part:
    """What came of one entity and month; ``digest`` does not depend on the order of findings.

    ``unjudged`` counts records without a unit, for which nothing is in force.
    """

    entity: str
    month: str
    rows: int
    unjudged: int = 0
    findings: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    unpushed: dict[str, str] = field(default_factory=dict)
    digest: int = 0
    seconds: float = 0.0

    @property
    def name(self) -> str:
        """Its place in file names and in the manifest."""
        return f"{self.entity}.{self.month}"


class Manifest:
    """The finished parts of a run's folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / "manifest.json"
        folder.mkdir(parents=True, exist_ok=True)
        content: list[dict[str, Any]] = []
        if self.path.exists():
            content = json.loads(self.path.read_text(encoding="utf-8"))
        self.parts = {part.name: part for part in (Part(**each) for each in content)}

    def add(self, part: Part) -> None:
        """Note a finished part, in one step that a crash leaves done or undone."""
        self.parts[part.name] = part
        text = json.dumps([asdict(each) for each in self.parts.values()], ensure_ascii=False)
        fresh = self.path.with_suffix(".tmp")
        fresh.write_text(text, encoding="utf-8")
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

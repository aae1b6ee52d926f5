"""The tables tests begin with: migrated once, then put in again from their dump.

Migrating costs 16 s of CPU. A dump says in its first line all that made it – migrations, triggers,
locked libraries – and is put in only where each of them is still the same. Where there is more by
now (another migration, a young business) the dump is put in and only the rest is migrated.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from guanbiao.project import roles
from guanbiao.project.postgres import Server, binaries

ROOT = Path(__file__).resolve().parents[1]
KEPT = ROOT / "var"
NAME = "guanbiao_template"
SHELF = "tests.shelf"
"""The business that tests bring; sites of their own have the platform's alone."""
SOURCES = ("guanbiao/**/migrations/*.py", "guanbiao/gate/guard.py", "guanbiao/project/roles.py",
           "requirements.lock")  # fmt: skip
QUIET = ("--quiet", "--set=ON_ERROR_STOP=1", "--output=/dev/null")
SAID = "-- made of "


def make(server: Server, database: str = NAME, extra: str = SHELF) -> None:
    """A database on a server as the owner's migrations make it; of several workers one migrates."""
    roles.prepare(server, database)
    kept = place(sources(extra))
    with _one_at_a_time():
        if not kept.exists():
            _make(server, database, extra)
            return
    _run(server, database, "psql", *QUIET, f"--file={kept}")


def _make(server: Server, database: str, extra: str) -> None:
    """What an earlier dump holds, then the platform's tables, then those of the extra business."""
    if earlier := base(KEPT, sources()):
        _run(server, database, "psql", *QUIET, f"--file={earlier}")
    for part in dict.fromkeys(("", extra)):
        made_of = sources(part)
        if not place(made_of).exists():
            _migrate(server, database, part)
            _keep(server, database, made_of)


def sources(extra: str = "") -> dict[str, str]:
    """Path → digest of everything a dump is made of."""
    more = (f"{extra.replace('.', '/')}/migrations/*.py",) if extra else ()
    paths = (path for pattern in (*SOURCES, *more) for path in ROOT.glob(pattern))
    return {
        path.relative_to(ROOT).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()[:16]
        for path in sorted(paths)
    }


def place(made_of: dict[str, str]) -> Path:
    """Where the dump that is made of exactly this lies."""
    digest = hashlib.sha256(json.dumps(made_of).encode()).hexdigest()
    return KEPT / f"test-tables-{digest[:16]}.sql"


def base(folder: Path, wanted: dict[str, str]) -> Path | None:
    """The dump that holds most of what is wanted, and nothing that is not."""
    found = {path: said(path) for path in folder.glob("test-tables-*.sql")}
    fit = [path for path, made_of in found.items() if made_of and made_of.items() <= wanted.items()]
    return max(fit, key=lambda path: len(found[path]), default=None)


def said(dump: Path) -> dict[str, str]:
    """What a dump says it is made of; nothing where it does not say."""
    with dump.open(encoding="utf-8") as lines:
        first = lines.readline()
    return dict(json.loads(first.removeprefix(SAID))) if first.startswith(SAID) else {}


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    KEPT.mkdir(exist_ok=True)
    with (KEPT / "test-tables.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _keep(server: Server, database: str, made_of: dict[str, str]) -> None:
    """Whole or not at all, whenever the run is cut short."""
    kept = place(made_of)
    part = kept.with_suffix(".part")
    _run(server, database, "pg_dump", f"--file={part}")
    tables = part.read_text(encoding="utf-8")
    part.write_text(f"{SAID}{json.dumps(made_of)}\n{tables}", encoding="utf-8")
    part.replace(kept)


def _run(server: Server, database: str, program: str, *options: str) -> None:
    where = f"--dbname={server.dsn('superuser', database)}"
    subprocess.run([binaries() / program, *options, where], check=True)


def _migrate(server: Server, database: str, extra: str) -> None:
    """As `guanbiao migrate` does, with the businesses of tests."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "GUANBIAO_AS_OWNER": "1",
        "GUANBIAO_EXTRA_MODULES": extra,
        "GUANBIAO_HOME": str(server.home),
        "GUANBIAO_TEST_DATABASE": database,
    }
    subprocess.run(
        [sys.executable, "-m", "django", "migrate", "--verbosity", "0"],
        env=environment,
        check=True,
    )
    with psycopg.connect(server.dsn("owner", database)) as link:
        link.execute("SELECT gate_rights(%s)", [roles.APP])  # as `guanbiao migrate` ends

"""The migrated database tests are cloned from: migrated once, then put in again from its dump.

Migrating costs half a minute. The dump is known by all that made it – migrations, triggers, locked
libraries – so that a changed one is never put in.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

from django.conf import settings

from guanbiao.project import roles
from guanbiao.project.postgres import Server, binaries

ROOT = Path(__file__).resolve().parents[1]
NAME = "guanbiao_template"
SOURCES = ("guanbiao/**/migrations/*.py", "tests/**/migrations/*.py", "guanbiao/gate/guard.py",
           "guanbiao/project/roles.py", "requirements.lock")  # fmt: skip
QUIET = ("--quiet", "--set=ON_ERROR_STOP=1", "--output=/dev/null")


def make(server: Server) -> None:
    """The template on a server, as the owner's migrations make it."""
    roles.prepare(server, NAME)
    kept = _dump()
    if kept.exists():
        _run(server, "psql", *QUIET, f"--file={kept}")
        return
    _migrate()
    kept.parent.mkdir(exist_ok=True)
    part = kept.with_suffix(f".{os.getpid()}")
    _run(server, "pg_dump", f"--file={part}")
    part.replace(kept)


def _dump() -> Path:
    said = hashlib.sha256()
    for pattern in SOURCES:
        for path in sorted(ROOT.glob(pattern)):
            said.update(path.relative_to(ROOT).as_posix().encode() + path.read_bytes())
    return ROOT / "var" / f"test-tables-{said.hexdigest()[:16]}.sql"


def _run(server: Server, program: str, *options: str) -> None:
    where = f"--dbname={server.dsn('superuser', NAME)}"
    subprocess.run([binaries() / program, *options, where], check=True)


def _migrate() -> None:
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "GUANBIAO_AS_OWNER": "1",
        "GUANBIAO_TEST_DATABASE": NAME,
        "GUANBIAO_HOME": str(settings.HOME),
    }
    subprocess.run(
        [sys.executable, "-m", "django", "migrate", "--verbosity", "0"],
        env=environment,
        check=True,
    )

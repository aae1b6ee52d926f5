"""A first start that was cut short: half a sample is of no use and stands in its own way.

The command that makes the sample leaves a note until it is done. Accounts are the sample's last
rows, so as long as there is none nobody can have signed in, and nothing but sample is lost.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

from guanbiao.project import roles
from guanbiao.project.postgres import Server

NOTE = "sample.unfinished"


@contextmanager
def noted(home: Path) -> Iterator[None]:
    """Keep the note as long as the block has not come to its end."""
    note = home / NOTE
    note.write_text("样例数据正在装入；这个文件在装完后自动删除。\n", encoding="utf-8")
    yield
    note.unlink()


def start_again(server: Server) -> bool:
    """Drop a database that holds half a sample; whether there was one."""
    note = server.home / NOTE
    if not note.exists():
        return False
    if _someone_may_have_worked(server):
        note.unlink()
        return False
    with psycopg.connect(server.dsn("superuser", "postgres"), autocommit=True) as link:
        link.execute(sql.SQL("DROP DATABASE guanbiao WITH (FORCE)"))
    roles.prepare(server)
    note.unlink()
    return True


def _someone_may_have_worked(server: Server) -> bool:
    with psycopg.connect(server.dsn("superuser")) as link:
        table = link.execute("SELECT to_regclass('people_account')").fetchone()
        if table is None or table[0] is None:
            return False
        return link.execute("SELECT 1 FROM people_account LIMIT 1").fetchone() is not None

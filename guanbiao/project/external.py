"""An external PostgreSQL: the URL given is the owner's, the platform runs under its own role."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg
import typer

from guanbiao.project import roles
from guanbiao.project.postgres import write_private

OLDEST = 140000
"""PostgreSQL 14, Django 5.2's own floor."""


def prepare(home: Path) -> None:
    """Check the server, make the running role, keep its URL in a private file."""
    url = os.environ.get("DATABASE_OWNER_URL") or os.environ["DATABASE_URL"]
    try:
        with psycopg.connect(url, autocommit=True, connect_timeout=10) as link:
            if link.info.server_version < OLDEST:
                raise _stop("PostgreSQL 版本太旧：需要 14 或更新。")
            _running_role(link, home, url)
            roles.grant(link)
    except psycopg.OperationalError as failure:
        raise _stop(f"连不上 DATABASE_URL 指定的数据库：{failure}") from failure
    except psycopg.errors.InsufficientPrivilege as failure:
        raise _stop(
            "DATABASE_URL 的角色无权建立运行角色 guanbiao_app。请由数据库管理员建立该角色，"
            f"并用 DATABASE_APP_URL 告知其连接地址。（{failure}）"
        ) from failure


def _running_role(link: psycopg.Connection[tuple[object, ...]], home: Path, url: str) -> None:
    if os.environ.get("DATABASE_APP_URL"):
        return
    kept = home / "database-app.url"
    if kept.exists():
        return
    password = secrets.token_urlsafe(24)
    roles.make_role(link, roles.APP, password)
    parts = urlsplit(url)
    place = f"{parts.hostname or '127.0.0.1'}:{parts.port or 5432}"
    netloc = f"{roles.APP}:{quote(password)}@{place}"
    home.mkdir(parents=True, exist_ok=True)
    write_private(kept, urlunsplit((parts.scheme, netloc, parts.path, parts.query, "")))


def _stop(words: str) -> typer.Exit:
    typer.echo(words, err=True)
    return typer.Exit(1)

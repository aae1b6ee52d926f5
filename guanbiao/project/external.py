"""An external PostgreSQL: the URL given is the owner's, the platform runs under its own role."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

import psycopg
import typer
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from guanbiao.project import roles
from guanbiao.project.postgres import write_private

OLDEST = 140000
"""PostgreSQL 14, Django 5.2's own floor."""
KEPT = "database-app.password"


def owner_url() -> str:
    """Connection of the role that owns the database."""
    return os.environ.get("DATABASE_OWNER_URL") or os.environ["DATABASE_URL"]


def app_url(home: Path) -> str:
    """Connection of the running role; the owner's server with our own role and password."""
    if os.environ.get("DATABASE_APP_URL"):
        return os.environ["DATABASE_APP_URL"]
    kept = home / KEPT
    password = kept.read_text(encoding="utf-8") if kept.exists() else ""
    return make_conninfo(os.environ["DATABASE_URL"], user=roles.APP, password=password)


def running_role(home: Path) -> str:
    """Name of the role under which the platform runs."""
    return str(conninfo_to_dict(app_url(home))["user"])


def prepare(home: Path) -> None:
    """Check the server, make the running role and say what it may do; exits with advice."""
    try:
        with psycopg.connect(owner_url(), autocommit=True, connect_timeout=10) as link:
            if link.info.server_version < OLDEST:
                raise _stop("DATABASE_URL 指定的 PostgreSQL 版本太旧：需要 14 或更新。")
            app = _running_role(link, home)
            roles.grant(link, app)
        with psycopg.connect(app_url(home), connect_timeout=10) as link:
            _refuse_power(link)
    except (psycopg.OperationalError, psycopg.ProgrammingError) as failure:
        if isinstance(failure, psycopg.errors.InsufficientPrivilege):
            raise _stop(_too_weak(failure)) from failure
        raise _stop(
            f"连不上 DATABASE_URL 指定的数据库：{str(failure).strip()}\n"
            "请检查地址、端口、角色和密码；不设 DATABASE_URL 则使用内置数据库。"
        ) from failure


def _running_role(link: psycopg.Connection[tuple[object, ...]], home: Path) -> str:
    """Name of the running role, made on the first start."""
    if os.environ.get("DATABASE_APP_URL"):
        with psycopg.connect(os.environ["DATABASE_APP_URL"], connect_timeout=10) as app:
            return app.info.user
    if (home / KEPT).exists():
        return roles.APP
    if roles.exists(link, roles.APP):
        raise _stop(
            f"数据库服务器上已有角色 {roles.APP}，而本机没有它的密码。请用 DATABASE_APP_URL "
            f"给出它的连接地址，或从备份恢复 {home / KEPT}。"
        )
    password = secrets.token_urlsafe(24)
    roles.make_role(link, roles.APP, password)
    home.mkdir(parents=True, exist_ok=True)
    write_private(home / KEPT, password)
    return roles.APP


def _refuse_power(link: psycopg.Connection[tuple[object, ...]]) -> None:
    """A running role that may do everything would make the guard worthless."""
    row = link.execute(
        "SELECT rolsuper, pg_has_role(current_user, datdba, 'MEMBER')"
        " FROM pg_roles, pg_database WHERE rolname = current_user AND datname = current_database()"
    ).fetchone()
    if row is None or any(row):
        raise _stop(
            f"运行角色 {link.info.user} 是超级用户或数据库属主，守卫拦不住它。"
            "请在 DATABASE_APP_URL 中换用普通角色。"
        )


def _too_weak(failure: psycopg.Error) -> str:
    return (
        f"DATABASE_URL 的角色无权建立运行角色 {roles.APP} 或所需扩展。请由数据库管理员建立该角色"
        f"和扩展 {'、'.join(roles.EXTENSIONS)}，并用 DATABASE_APP_URL 告知运行角色的连接地址。"
        f"（{str(failure).strip()}）"
    )


def _stop(words: str) -> typer.Exit:
    typer.echo(words, err=True)
    return typer.Exit(1)

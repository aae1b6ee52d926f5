"""The two roles of the house: one owns and migrates, the other runs and owns nothing."""

from __future__ import annotations

import psycopg
from psycopg import sql

from guanbiao.project.postgres import Server

OWNER, APP = "guanbiao_owner", "guanbiao_app"
DEFAULTS = "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT "
STATEMENTS = (
    "REVOKE ALL ON SCHEMA public FROM PUBLIC",
    "GRANT USAGE ON SCHEMA public TO {}",
    DEFAULTS + "SELECT, INSERT, UPDATE, DELETE ON TABLES TO {}",
    DEFAULTS + "USAGE, SELECT ON SEQUENCES TO {}",
)
"""What the running role may do with what the owner makes."""
EXTENSIONS = ("btree_gist", "pg_trgm")


def prepare(server: Server, database: str = "guanbiao") -> None:
    """Make roles and database on an embedded server; doing it again changes nothing."""
    passwords = server.credentials()
    with psycopg.connect(server.dsn("superuser", "postgres"), autocommit=True) as link:
        make_role(link, OWNER, passwords.owner)
        make_role(link, APP, passwords.app)
        row = link.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone()
        if row is None:
            link.execute(
                sql.SQL("CREATE DATABASE {} OWNER {}").format(
                    sql.Identifier(database), sql.Identifier(OWNER)
                )
            )
    with psycopg.connect(server.dsn("owner", database), autocommit=True) as link:
        grant(link)


def exists(link: psycopg.Connection[tuple[object, ...]], name: str) -> bool:
    """Whether the server knows the role."""
    found = link.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name]).fetchone()
    return found is not None


def make_role(link: psycopg.Connection[tuple[object, ...]], name: str, password: str) -> None:
    """Make an ordinary login role, or set its password."""
    verb = "ALTER" if exists(link, name) else "CREATE"
    link.execute(
        sql.SQL(
            verb + " ROLE {} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS PASSWORD {}"
        ).format(sql.Identifier(name), sql.Literal(password))
    )


def grant(link: psycopg.Connection[tuple[object, ...]], name: str = APP) -> None:
    """As owner of the database: extensions, and what the running role may do with new tables."""
    for extension in EXTENSIONS:
        link.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(extension)))
    admit(link, link.info.dbname, name)
    app = sql.Identifier(name)
    for statement in STATEMENTS:
        link.execute(sql.SQL(statement).format(app))


def admit(link: psycopg.Connection[tuple[object, ...]], database: str, name: str = APP) -> None:
    """Nobody but the running role enters the database, and it may not even make temporary tables.

    Temporary tables come first in name resolution, so they could pass for governed ones.
    """
    here = sql.Identifier(database)
    link.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(here))
    link.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(here, sql.Identifier(name)))

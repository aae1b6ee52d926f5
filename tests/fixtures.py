"""One cluster a run, one migrated template; a test gets a transaction or a clone of its own."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import connection, transaction
from psycopg import sql

from guanbiao.project import roles
from guanbiao.project.postgres import Server
from tests import template
from tests.gate.makers import Bureau, bureau
from tests.shelf import pack

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """The embedded server of this run, migrated once as the owner."""
    home = Path(settings.HOME)
    port = json.loads((home / "database.json").read_text(encoding="utf-8"))["port"]
    with Server(home, fast=True, port=port) as running:
        template.make(running)
        yield running


def clone(server: Server, name: str) -> None:
    """A new database like the template."""
    with psycopg.connect(server.dsn("superuser", "postgres"), autocommit=True) as link:
        link.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER {}").format(
                sql.Identifier(name), sql.Identifier(template.NAME), sql.Identifier(roles.OWNER)
            )
        )
        roles.admit(link, name)


def drop(server: Server, name: str) -> None:
    """Remove a clone, whoever is still connected."""
    with psycopg.connect(server.dsn("superuser", "postgres"), autocommit=True) as link:
        link.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture(scope="session")
def django_db_setup(server: Server, django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """Tests marked ``django_db`` share one clone and roll back."""
    clone(server, settings.DATABASES["default"]["NAME"])
    yield
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        connection.close()
        connection.close_pool()


@pytest.fixture
def fresh_database(server: Server, django_db_blocker: pytest.FixtureRequest) -> Iterator[str]:
    """A database of the test's own, for real commits, many connections, other processes."""
    name = f"guanbiao_fresh_{next(_numbers)}"
    clone(server, name)
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        before = connection.settings_dict["NAME"]
        _switch(name)
        yield name
        _switch(before)
    drop(server, name)


def _switch(name: str) -> None:
    connection.close()
    connection.close_pool()
    connection.settings_dict["NAME"] = name


@pytest.fixture
def child_environment(fresh_database: str) -> dict[str, str]:
    """Environment for a process that works on the same fresh database."""
    return {
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "GUANBIAO_HOME": str(settings.HOME),
        "GUANBIAO_TEST_DATABASE": fresh_database,
    }


@pytest.fixture
def as_superuser(server: Server, fresh_database: str) -> Callable[[str], None]:
    """Run SQL past every trigger, as only a superuser can."""

    def run(statement: str) -> None:
        with psycopg.connect(server.dsn("superuser", fresh_database), autocommit=True) as link:
            link.execute("SET session_replication_role = replica")
            link.execute(statement.encode())

    return run


@pytest.fixture(scope="module")
def platform_standards(
    django_db_setup: None, django_db_blocker: pytest.FixtureRequest
) -> Iterator[None]:
    """The packs of the platform for all tests of a file, in a transaction never committed."""
    from guanbiao.library import in_force
    from guanbiao.library.publish import publish_all

    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]
        in_force.refresh()
        publish_all(settings.PACKS, lambda _: None)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def standards(platform_standards: None, db: None) -> Iterator[None]:
    """The packs of the platform are in force, whatever the test before published."""
    from guanbiao.library import in_force

    in_force.refresh()
    yield
    in_force.refresh()


def make_shelf(folder: Path) -> Bureau:
    """Publish the shelf's standard, make its people."""
    from guanbiao.library.packs import read
    from guanbiao.library.publish import publish

    publish(read(pack.write(folder)), by="tests")
    return bureau()


@pytest.fixture
def shelf(db: None, tmp_path: Path) -> Bureau:
    """The shelf within a transaction."""
    return make_shelf(tmp_path)


@pytest.fixture
def committed_shelf(fresh_database: str, tmp_path: Path) -> Bureau:
    """The shelf in a database of the test's own."""
    return make_shelf(tmp_path)

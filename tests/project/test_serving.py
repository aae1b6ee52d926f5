"""A platform that is killed, stopped and started again, as machines and people do."""

from __future__ import annotations

import os
import signal
import socket
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from guanbiao.project import postmaster, prepared, unfinished
from guanbiao.project.postgres import Server, free_port
from tests.project.makers import (
    alive,
    below,
    command,
    eventually,
    furnish,
    new_home,
    parts,
    serving,
)


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    with new_home() as folder:
        yield folder


def answers(port: int) -> bool:
    """Whether the sign-in page comes."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/login/", timeout=5) as page:
        return bool(page.status == 200)


def database(home: Path) -> int:
    """Process id of the platform's database."""
    return postmaster.pid_of(Server(home).data)


def test_whatever_is_killed_under_a_running_platform_comes_back(home: Path) -> None:
    port = free_port()
    with serving(home, port) as platform:
        before, all_parts = database(home), parts(platform)
        assert len(all_parts) == 3
        workers = [each for part in all_parts for each in below(part)]
        for part in all_parts:
            os.kill(part, signal.SIGKILL)
        assert eventually(lambda: database(home) not in (0, before))
        assert eventually(lambda: len(set(parts(platform)) - set(all_parts)) == 3)
        assert eventually(lambda: answers(port))
        assert workers and eventually(lambda: not any(alive(each) for each in workers))
        verified = command(home, "verify")
        assert verified.returncode == 0, verified.stderr
        assert answers(port) and platform.poll() is None
        last = parts(platform)
    assert platform.returncode == 0
    assert not any(alive(part) for part in last)


def test_a_killed_platform_leaves_nothing_that_hinders_the_next(home: Path) -> None:
    port = free_port()
    with serving(home, port) as platform:
        orphan, all_parts = database(home), parts(platform)
        platform.kill()
        platform.wait(timeout=30)
    assert eventually(lambda: not any(alive(part) for part in all_parts if part != orphan))
    with serving(home, port):
        assert answers(port)
    assert not alive(orphan) and not database(home)


def test_an_unchanged_installation_is_not_prepared_twice(home: Path) -> None:
    with serving(home, free_port()):
        pass
    with Server(home, fast=True) as server, psycopg.connect(server.dsn("superuser")) as link:
        assert prepared.as_before(server, "none")
        assert not prepared.as_before(server, "small")
        link.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('x', 'y', now())")
        link.commit()
        assert not prepared.as_before(server, "none")
        link.execute("DELETE FROM django_migrations WHERE app = 'x'")


def test_a_taken_port_is_told_before_anything_starts(home: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        number = taken.getsockname()[1]
        done = command(home, "serve", "--port", str(number))
    assert done.returncode == 1
    assert f"--port {number + 1}" in done.stderr and not database(home)


def test_a_sample_that_was_cut_short_is_made_anew(home: Path) -> None:
    assert command(home, "migrate").returncode == 0
    with Server(home, fast=True) as server:
        (home / unfinished.NOTE).touch()
        with psycopg.connect(server.dsn("superuser")) as link:
            link.execute("INSERT INTO people_region VALUES ('990000', '示例省', 'province')")
        assert unfinished.start_again(server)
        with psycopg.connect(server.dsn("superuser")) as link:
            assert link.execute("SELECT to_regclass('people_region')").fetchone() == (None,)
        assert not unfinished.start_again(server)


def test_a_database_somebody_signs_in_to_is_never_dropped(home: Path) -> None:
    furnish(home)
    with Server(home, fast=True) as server:
        (home / unfinished.NOTE).touch()
        with psycopg.connect(server.dsn("superuser")) as link:
            link.execute("SET session_replication_role = replica")
            link.execute(_any_account(link))
        assert not unfinished.start_again(server)
        assert not (home / unfinished.NOTE).exists()


def _any_account(link: psycopg.Connection) -> bytes:
    """An account with something in every column that wants something."""
    columns = link.execute(
        "SELECT column_name, data_type FROM information_schema.columns WHERE table_name ="
        " 'people_account' AND is_nullable = 'NO' AND column_default IS NULL AND"
        " is_identity = 'NO'"
    ).fetchall()
    made = {"boolean": "false", "timestamp with time zone": "now()", "date": "now()"}
    values = [
        made.get(kind, "'x'" if "char" in kind or kind == "text" else "1") for _, kind in columns
    ]
    names = ", ".join(name for name, _ in columns)
    return f"INSERT INTO people_account ({names}) VALUES ({', '.join(values)})".encode()


def test_a_folder_of_someone_else_is_told(home: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may use every folder")
    done = command(Path("/proc/guanbiao"), "migrate")
    assert "GUANBIAO_HOME" in done.stderr

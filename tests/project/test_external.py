"""A PostgreSQL server of the bureau's own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
import typer
from psycopg import sql

from guanbiao.project import external
from guanbiao.project.postgres import Server
from tests.project.makers import command, new_home

Say = Callable[..., None]


@pytest.fixture
def elsewhere() -> Iterator[Server]:
    """A server that stands for an external one, with a database ``bureau`` of role ``boss``."""
    with new_home() as folder, Server(folder, fast=True) as server:
        run(server, "CREATE ROLE boss LOGIN CREATEROLE PASSWORD 'b:o/s@s'")
        run(server, "CREATE ROLE weak LOGIN PASSWORD 'weak'")
        run(server, "CREATE DATABASE bureau OWNER boss")
        run(server, "CREATE DATABASE poor OWNER weak")
        yield server


def run(server: Server, statement: str) -> None:
    with psycopg.connect(server.dsn("superuser", "postgres"), autocommit=True) as link:
        link.execute(sql.SQL(statement))  # type: ignore[arg-type]


def url(server: Server, role: str = "boss:b%3Ao%2Fs%40s", database: str = "bureau") -> str:
    return f"postgresql://{role}@127.0.0.1:{server.port}/{database}"


def test_the_running_role_is_made_once_and_kept(
    elsewhere: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", url(elsewhere))
    external.prepare(tmp_path)
    first = external.app_url(tmp_path)
    external.prepare(tmp_path)
    assert external.app_url(tmp_path) == first
    with psycopg.connect(first) as link:
        assert link.info.user == "guanbiao_app"
    assert (tmp_path / external.KEPT).stat().st_mode & 0o077 == 0


def test_an_owner_who_may_not_make_roles_is_told_what_to_do(
    elsewhere: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.setenv("DATABASE_URL", url(elsewhere, "weak:weak", "poor"))
    with pytest.raises(typer.Exit):
        external.prepare(tmp_path)
    assert "DATABASE_APP_URL" in capsys.readouterr().err


def test_the_running_role_may_be_given(
    elsewhere: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(elsewhere, "CREATE ROLE runner LOGIN PASSWORD 'r'")
    monkeypatch.setenv("DATABASE_URL", url(elsewhere))
    monkeypatch.setenv("DATABASE_APP_URL", url(elsewhere, "runner:r"))
    external.prepare(tmp_path)
    assert not (tmp_path / external.KEPT).exists()


def test_a_running_role_of_any_name_passes_the_gate_and_no_side_door(
    elsewhere: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(elsewhere, "CREATE ROLE runner LOGIN PASSWORD 'r'")
    urls = {"DATABASE_URL": url(elsewhere), "DATABASE_APP_URL": url(elsewhere, "runner:r")}
    done = command(tmp_path, "migrate", **urls)
    assert done.returncode == 0, done.stderr
    with psycopg.connect(urls["DATABASE_APP_URL"], autocommit=True) as link:
        with link.transaction(force_rollback=True):
            link.execute("SELECT gate_open()")
        for door in (
            "INSERT INTO gate_passage VALUES (pg_current_xact_id(), gen_random_uuid(), now())",
            "DELETE FROM gate_receipt", "INSERT INTO gate_receipt_rest SELECT * FROM gate_receipt",
            "DELETE FROM gate_refusal", "UPDATE gate_seal SET chain = ''",
            "TRUNCATE vehicles_vehicle", "DELETE FROM library_edition",
        ):  # fmt: skip
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                link.execute(door.encode())


@pytest.mark.parametrize("role", ["boss:b%3Ao%2Fs%40s", "postgres:{superuser}"])
def test_a_powerful_running_role_is_refused(
    elsewhere: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str], role: str,
) -> None:  # fmt: skip
    role = role.format(superuser=elsewhere.credentials().superuser)
    monkeypatch.setenv("DATABASE_URL", url(elsewhere))
    monkeypatch.setenv("DATABASE_APP_URL", url(elsewhere, role))
    with pytest.raises(typer.Exit):
        external.prepare(tmp_path)
    assert "守卫" in capsys.readouterr().err


def test_a_role_whose_password_is_not_known_is_left_alone(
    elsewhere: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    run(elsewhere, "CREATE ROLE guanbiao_app LOGIN PASSWORD 'another'")
    monkeypatch.setenv("DATABASE_URL", url(elsewhere))
    with pytest.raises(typer.Exit):
        external.prepare(tmp_path)
    assert "已有角色" in capsys.readouterr().err


def test_a_server_that_is_not_there_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://a:b@127.0.0.1:1/none")
    with pytest.raises(typer.Exit):
        external.prepare(tmp_path)
    assert "连不上" in capsys.readouterr().err

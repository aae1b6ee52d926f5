"""The embedded server survives what machines and people do to it."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from guanbiao.project import postmaster
from guanbiao.project.lease import lent
from guanbiao.project.postgres import DatabaseUnavailable, Server, free_port
from tests.project.makers import alive, environment, new_home


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    with new_home() as folder:
        yield folder


@pytest.fixture
def server(home: Path) -> Iterator[Server]:
    with Server(home, fast=True) as running:
        yield running


def ask(server: Server, statement: str) -> list[tuple[object, ...]]:
    with psycopg.connect(server.dsn("superuser", "postgres"), autocommit=True) as link:
        answer = link.execute(statement.encode())
        return answer.fetchall() if answer.description else []


def pid(server: Server) -> int:
    return postmaster.pid_of(server.data)


def test_the_server_listens_on_this_machine_only_and_wants_a_password(server: Server) -> None:
    assert ask(server, "SHOW listen_addresses") == [("127.0.0.1",)]
    rules = ask(server, "SELECT DISTINCT auth_method FROM pg_hba_file_rules")
    assert rules == [("scram-sha-256",)]
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(f"postgresql://postgres:guess@127.0.0.1:{server.port}/postgres")


def test_chinese_is_searched_by_trigrams(server: Server) -> None:
    ask(server, "CREATE EXTENSION IF NOT EXISTS pg_trgm")
    assert ask(server, "SELECT cardinality(show_trgm('公务用车')) > 3") == [(True,)]


def test_passwords_are_readable_by_their_owner_only(server: Server) -> None:
    for name in ("database-secrets.json", "database.json"):
        assert stat.S_IMODE((server.home / name).stat().st_mode) == 0o600
    assert stat.S_IMODE(server.data.stat().st_mode) == 0o700
    assert stat.S_IMODE(server.sockets.stat().st_mode) == 0o700
    assert not list(server.home.glob(".postgres-initial*"))


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has another user to run the server as")
def test_the_server_of_root_is_not_root(server: Server) -> None:
    assert Path(f"/proc/{pid(server)}").stat().st_uid != 0


def test_a_killed_server_comes_back_with_its_data(home: Path) -> None:
    with Server(home) as server:
        ask(server, "CREATE TABLE kept AS SELECT generate_series(1, 1000) AS n")
        before = server.port
        os.kill(pid(server), signal.SIGKILL)
        server._process.wait(timeout=10)
        assert not server.running
        server.start()
        assert server.running and server.port == before
        assert ask(server, "SELECT count(*) FROM kept") == [(1000,)]


def test_data_are_there_after_an_orderly_restart(home: Path) -> None:
    with Server(home) as server:
        ask(server, "CREATE TABLE stays AS SELECT 1 AS n")
    with Server(home) as server:
        assert ask(server, "SELECT n FROM stays") == [(1,)]


def test_a_server_whose_starter_was_killed_is_taken_over_and_stopped(home: Path) -> None:
    script = (
        "import os, signal\nfrom pathlib import Path\n"
        "from guanbiao.project.lease import lent\nfrom guanbiao.project.postgres import Server\n"
        f"with lent(Server(Path({str(home)!r}), fast=True), print):\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    child = subprocess.run(
        [sys.executable, "-c", script], env=environment(home), capture_output=True, check=False
    )
    assert child.returncode == -signal.SIGKILL, child.stderr.decode()
    server = Server(home, fast=True)
    orphan = pid(server)
    assert orphan and alive(orphan)
    with lent(server, lambda _: None):
        assert pid(server) == orphan
        assert ask(server, "SELECT 1") == [(1,)]
    assert not alive(orphan)


def test_the_last_one_out_stops_the_server(home: Path) -> None:
    first, second = Server(home, fast=True), Server(home, fast=True)
    with lent(second, lambda _: None):
        with lent(first, lambda _: None):
            assert first.port == second.port
        assert ask(second, "SELECT 1") == [(1,)]
    assert not pid(second)


def test_a_process_number_given_to_something_else_does_no_harm(home: Path) -> None:
    with Server(home, fast=True) as running:
        os.kill(pid(running), signal.SIGKILL)
        running._process.wait(timeout=10)
    sleeper = subprocess.Popen(["sleep", "60"], **_as_server())
    try:
        lock = running.data / "postmaster.pid"
        _, _, rest = lock.read_text(encoding="utf-8").partition("\n")
        lock.write_text(f"{sleeper.pid}\n{rest}", encoding="utf-8")
        with Server(home, fast=True) as again:
            assert ask(again, "SELECT 1") == [(1,)]
    finally:
        sleeper.kill()
        sleeper.wait()


def _as_server() -> dict[str, object]:
    from guanbiao.project.postgres import run_as

    account = run_as()
    return {"user": account.pw_uid} if account else {}


def test_a_state_file_that_was_lost_is_not_missed(home: Path) -> None:
    with Server(home, fast=True) as running:
        (home / "database.json").unlink()
        other = Server(home, fast=True)
        other.start()
        assert other.port == running.port
        assert json.loads((home / "database.json").read_text())["port"] == running.port


def test_passwords_of_another_installation_are_told_at_once(home: Path) -> None:
    with Server(home, fast=True) as running:
        kept = (home / "database-secrets.json").read_bytes()
        (home / "database-secrets.json").unlink()
        with pytest.raises(DatabaseUnavailable, match="不是同一次安装"):
            Server(home, fast=True).start()
        (home / "database-secrets.json").write_bytes(kept)
        assert ask(running, "SELECT 1") == [(1,)]


def test_a_taken_port_is_told_with_advice(home: Path) -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", free_port()))
        taken.listen()
        with pytest.raises(DatabaseUnavailable, match="DATABASE_URL"):
            Server(home, fast=True, port=taken.getsockname()[1]).start()


def test_damaged_data_are_told_and_not_deleted() -> None:
    with new_home() as folder:
        with Server(folder, fast=True):
            pass
        control = folder / "postgres" / "global" / "pg_control"
        control.write_bytes(b"\0" * 8192)
        with pytest.raises(DatabaseUnavailable, match="数据不会被自动删除"):
            Server(folder, fast=True).start()
        assert control.exists()

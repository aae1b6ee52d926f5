"""Settings of the test run: a cluster of its own, the shelf as an extra module."""

from __future__ import annotations

import atexit
import json
import os
import shutil
import tempfile
from pathlib import Path

_worker = os.environ.get("PYTEST_XDIST_WORKER", "")
if "GUANBIAO_HOME" not in os.environ or os.environ.get("GUANBIAO_TEST_WORKER", "") != _worker:
    os.environ["GUANBIAO_TEST_WORKER"] = _worker  # each worker of a run has a cluster of its own
    _home = Path(tempfile.mkdtemp(prefix="guanbiao-test-"))
    _home.chmod(0o711)  # the server of a run as root is another user, who must pass through
    os.environ["GUANBIAO_HOME"] = str(_home)
    atexit.register(shutil.rmtree, _home, ignore_errors=True)
os.environ.setdefault("GUANBIAO_EXTRA_MODULES", "tests.shelf")
# The browser's driver keeps an event loop in the main thread, where Django refuses to work.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

from guanbiao.project.postgres import Server, free_port, write_private  # noqa: E402

_state = Path(os.environ["GUANBIAO_HOME"]) / "database.json"
if not _state.exists():
    _state.parent.mkdir(parents=True, exist_ok=True)
    write_private(_state, json.dumps({"port": free_port()}))

from guanbiao.project.settings import *  # noqa: E402, F403
from guanbiao.project.settings import DATABASES, HOME, STATIC_ROOT  # noqa: E402

DATABASES["default"]["NAME"] = os.environ.get("GUANBIAO_TEST_DATABASE", "guanbiao_test")
DATABASES["default"]["HOST"] = str(Server(HOME).sockets)
"""By the server's socket a statement costs the two processes a third less than by the network."""
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
"""Signing in is not what most tests are about; tests/people checks the real hasher."""
TOTP_ROLES = ()
PRIVACY_NOTICE = False
"""Tests of other things sign people in at once; tests/people tries both doors."""

STATIC_ROOT.mkdir(parents=True, exist_ok=True)

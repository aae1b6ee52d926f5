"""Settings of the test run: a cluster of its own, the shelf as an extra module."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path

os.environ.setdefault("GUANBIAO_HOME", tempfile.mkdtemp(prefix="guanbiao-test-"))
os.environ.setdefault("GUANBIAO_EXTRA_MODULES", "tests.shelf")

from guanbiao.project.postgres import free_port, write_private

_state = Path(os.environ["GUANBIAO_HOME"]) / "database.json"
if not _state.exists():
    _state.parent.mkdir(parents=True, exist_ok=True)
    write_private(_state, json.dumps({"port": free_port()}))

from guanbiao.project.settings import *  # noqa: E402, F403
from guanbiao.project.settings import DATABASES, STATIC_ROOT  # noqa: E402

DATABASES["default"]["NAME"] = os.environ.get("GUANBIAO_TEST_DATABASE", "guanbiao_test")
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
"""Signing in is not what most tests are about; tests/people checks the real hasher."""

STATIC_ROOT.mkdir(parents=True, exist_ok=True)

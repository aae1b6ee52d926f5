"""Accounts of the sample's cast; passwords are made for each installation and never shipped."""

from __future__ import annotations

import secrets
from pathlib import Path

from django.conf import settings

from guanbiao.people.models import Account
from guanbiao.project.postgres import write_private
from guanbiao.project.sample.organisation import CAST
from guanbiao.project.sample.plan import Plan

LOGINS = {
    "clerk": "wangxm", "head": "chenzy", "deputy": "hejh", "chief": "lingd",
    "dispatcher": "hanxm", "fleet": "zhouwb", "driver": "jianght", "admin": "zhaom",
    "auditor": "sunj", "supervisor": "xujy", "security": "wuq", "security_auditor": "zhengy",
    "rooms": "qianlx", "cashier": "fangl",
}  # fmt: skip
SYLLABLES = ("yun", "chuan", "biao", "zhun", "guan", "qiao", "nan", "ping", "shan", "shui")


def make(plan: Plan) -> None:
    """One account for each of the cast; the list goes into a private file of the installation."""
    lines = ["样例账号（密码由本机随机生成，仅供试用）"]
    for key, name, rank, _, post in CAST:
        password = _password()
        Account.objects.create_account(LOGINS[key], password, plan.cast[key])
        lines.append(f"  {LOGINS[key]:<10} {password:<18} {name}（{post or rank}）")
    write_private(Path(settings.HOME) / "sample-accounts.txt", "\n".join(lines) + "\n")


def _password() -> str:
    """Readable, and within the password rules."""
    word = "".join(secrets.choice(SYLLABLES).capitalize() for _ in range(3))
    return f"{word}-{secrets.randbelow(9000) + 1000}"

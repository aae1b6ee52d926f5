"""Every order about an account: who opens, closes, unlocks it, gives out a password.

An account is opened without a password, so that whoever keeps the accounts cannot use one: the
password is given out by another administrator, once, to be changed at the first sign-in.
"""

from __future__ import annotations

from collections.abc import Callable

from guanbiao.gate.describe import Act, Kind
from guanbiao.gate.passage import Invalid, Passage
from guanbiao.modules.security import facts, forms
from guanbiao.modules.security.models import AccountOrder
from guanbiao.people import factor, passwords, sessions
from guanbiao.people.models import Account

Order = AccountOrder.Kind


def open_account(passage: Passage) -> AccountOrder:
    """Open an account nobody can sign in with yet."""
    draft = dict(passage.draft)
    if Account.objects.filter(login=draft["login"]).exists():
        raise Invalid(login="这个账号名已被使用，请换一个。")
    draft["account"] = Account.objects.create_account(draft.pop("login"), None, draft.pop("person"))
    return _ordered(passage, Order.OPEN, draft["account"])


def disable(passage: Passage) -> AccountOrder:
    """Close an account and end its sessions."""
    account = _account(passage)
    if not account.is_active:
        raise Invalid(account="这个账号已经停用。")
    sessions.close(account)
    return _ordered(passage, Order.DISABLE, account)


def enable(passage: Passage) -> AccountOrder:
    """Let a closed account be used again."""
    account = _account(passage)
    account.is_active = True
    account.save(update_fields=["is_active"])
    return _ordered(passage, Order.ENABLE, account)


def reset(passage: Passage) -> AccountOrder:
    """Give out a password for one use; the caller shows it once, no record keeps it."""
    account = _account(passage)
    secret = passwords.once(account)
    sessions.end_all(account)
    order = _ordered(passage, Order.RESET, account)
    order.secret = secret  # type: ignore[attr-defined] # told once, never stored
    return order


def unlock(passage: Passage) -> AccountOrder:
    """End a lock before its time."""
    account = _account(passage)
    account.failed_count, account.locked_until = 0, None
    account.save(update_fields=["failed_count", "locked_until"])
    return _ordered(passage, Order.UNLOCK, account)


def end_sessions(passage: Passage) -> AccountOrder:
    """End every session of an account."""
    account = _account(passage)
    sessions.end_all(account)
    return _ordered(passage, Order.END_SESSIONS, account)


def reset_factor(passage: Passage) -> AccountOrder:
    """Take the one-time code away, for a lost device."""
    account = _account(passage)
    factor.remove(account)
    sessions.end_all(account)
    return _ordered(passage, Order.RESET_FACTOR, account)


def _account(passage: Passage) -> Account:
    found: Account = passage.draft["account"]
    return Account.objects.select_for_update().get(pk=found.pk)


def _ordered(passage: Passage, kind: Order, account: Account) -> AccountOrder:
    return AccountOrder.objects.create(
        account=account,
        kind=kind,
        reason=passage.draft["reason"],
        ordered_by=passage.actor.person,
        ordered_at=passage.now,
    )


def _act(kind: Order, apply: Callable[[Passage], AccountOrder]) -> Act:
    form = forms.OpenForm if kind is Order.OPEN else forms.OrderForm
    name, label = f"security.account.{kind.value}", str(kind.label)
    return Act(name, label, facts.ACCOUNT, form, apply, facts.ACCOUNT_FACTS, Kind.CREATE)


ORDERS = {
    Order.OPEN: open_account, Order.DISABLE: disable, Order.ENABLE: enable, Order.RESET: reset,
    Order.UNLOCK: unlock, Order.END_SESSIONS: end_sessions,
    Order.RESET_FACTOR: reset_factor,
}  # fmt: skip
ACTS = tuple(_act(kind, apply) for kind, apply in ORDERS.items())

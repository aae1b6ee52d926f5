"""Telling other systems: each sealed receipt a subscriber may see, signed, retried, on record.

Receipts are taken in the order of the chain, so none is left out however often this is cut short;
a notice may come twice and bears its number. Only https and only hosts the installation names are
ever asked, and no redirect is followed: nobody makes the platform knock at inner doors.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from urllib.parse import urlsplit

import httpx2
from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from guanbiao.exchange import sending
from guanbiao.exchange.models import Delivery, Hook
from guanbiao.gate import authority, registry
from guanbiao.gate.models import Receipt, Seal
from guanbiao.people import cipher
from guanbiao.people.actor import Actor

FIELD = "hook.secret"
AT_ONCE = 500
TRIES = 10
SECONDS = 10
State = Delivery.State


def allowed(url: str) -> bool:
    """Whether an address may be told: https, a host the installation names, nothing hidden."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return False
    plain = "@" not in parts.netloc and port in (None, 443) and not parts.fragment
    return parts.scheme == "https" and plain and (parts.hostname or "") in settings.HOOK_HOSTS


def subscribe(actor: Actor, label: str, url: str, entities: list[str]) -> tuple[Hook, str]:
    """A new subscription from now on, and its secret, which is told once."""
    secret = secrets.token_urlsafe(32)
    last = Seal.objects.aggregate(last=Max("number"))["last"] or 0
    made = Hook.objects.create(
        person=actor.me, label=label, url=url, seal=last,
        entities=[name for name in offered(actor) if name in entities],
        secret_sealed=cipher.seal(secret, FIELD),
    )  # fmt: skip
    return made, secret


def offered(actor: Actor) -> dict[str, str]:
    """Entities this person may hear of: those she may see."""
    return {
        each.name: each.label
        for each in registry.entities()
        if not each.name.startswith("security.")
        and authority.able(actor, f"{each.name}.view", actor.today)
    }


def run() -> None:
    """Every minute: note what is new, send what is due."""
    for hook in Hook.objects.filter(stopped_at=None).select_related("person__unit"):
        collect(hook)
    sending.run(Delivery.objects.filter(hook__stopped_at=None).order_by("pk"), send, 100)


def collect(hook: Hook) -> int:
    """Note the receipts sealed since last time that the subscriber may see; returns how many."""
    with transaction.atomic():
        hook = Hook.objects.select_for_update(of=("self",)).get(pk=hook.pk)
        links = list(Seal.objects.filter(number__gt=hook.seal).order_by("number")[:AT_ONCE])
        rows = Receipt.objects.in_bulk([link.receipt_id for link in links])
        told = [rows[link.receipt_id] for link in links if link.receipt_id in rows]
        mine = [each for each in told if each.entity in hook.entities and _seen(hook, each)]
        Delivery.objects.bulk_create(
            [Delivery(hook=hook, body=_body(each), due_at=timezone.now()) for each in mine]
        )
        if links:
            hook.seal = links[-1].number
            hook.save(update_fields=["seal"])
    return len(mine)


def _seen(hook: Hook, receipt: Receipt) -> bool:
    """Whether the subscriber may see the row now; a receipt of many rows at once names none."""
    if not receipt.key.isdecimal():
        return False
    entity, actor = registry.entity(receipt.entity), Actor.of(hook.person)
    within = authority.visible(actor, f"{entity.name}.view", actor.today)
    return entity.model._default_manager.filter(within, pk=int(receipt.key)).exists()


def _body(receipt: Receipt) -> str:
    return json.dumps(
        {"receipt": receipt.number, "act": receipt.act, "entity": receipt.entity,
         "key": int(receipt.key), "verdict": receipt.verdict, "case": receipt.case_id,
         "at": timezone.localtime(receipt.at).isoformat()},
    )  # fmt: skip


def signature(secret: str, moment: str, body: str) -> str:
    """HMAC-SHA256 over moment and body, so that an old notice is told from a new one."""
    return hmac.new(secret.encode(), f"{moment}.{body}".encode(), hashlib.sha256).hexdigest()


def send(key: int, transport: httpx2.BaseTransport | None = None) -> None:
    """Send one notice that is due; what does not arrive is tried again, later each time."""
    found = sending.claim(Delivery.objects.select_related("hook"), key)
    if found is None:
        return
    arrived, found.words = _posted(found, transport)
    if arrived:
        found.state = State.DONE
    elif found.tries >= TRIES:
        found.state = State.FAILED
    found.save(update_fields=["state", "words"])


def reseal(key: str) -> int:
    """Seal with the current key the secrets still under another; returns how many."""
    old = [each for each in Hook.objects.all() if cipher.key_of(each.secret_sealed) != key]
    for each in old:
        each.secret_sealed = cipher.seal(cipher.unseal(each.secret_sealed, FIELD), FIELD)
    return Hook.objects.bulk_update(old, ["secret_sealed"])


def _posted(found: Delivery, transport: httpx2.BaseTransport | None) -> tuple[bool, str]:
    """Whether it arrived, and the answer in words."""
    if not allowed(found.hook.url):
        return False, "该地址不在允许的主机名单内"
    moment = str(int(timezone.now().timestamp()))
    secret = cipher.unseal(found.hook.secret_sealed, FIELD)
    headers = {
        "Content-Type": "application/json", "Guanbiao-Delivery": str(found.pk),
        "Guanbiao-Timestamp": moment,
        "Guanbiao-Signature": f"sha256={signature(secret, moment, found.body)}",
    }  # fmt: skip
    try:
        with httpx2.Client(timeout=SECONDS, transport=transport, trust_env=False) as client:
            answer = client.post(found.hook.url, content=found.body, headers=headers)
    except httpx2.HTTPError as failure:
        return False, f"没有连上：{type(failure).__name__}"
    return answer.is_success, f"对方答复 {answer.status_code}"

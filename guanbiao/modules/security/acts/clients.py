"""Registering and disabling systems that sign in through us."""

from __future__ import annotations

import secrets

from guanbiao.gate.describe import Act, Kind
from guanbiao.gate.forms import NoDraft
from guanbiao.gate.passage import Invalid, Passage
from guanbiao.modules.security import facts, forms
from guanbiao.modules.security.models import Client
from guanbiao.people import cipher

SECRET = "oidc.secret"  # noqa: S105 - name of the mark


def register(passage: Passage) -> Client:
    """Register a system; its secret is told once."""
    draft = dict(passage.draft)
    if Client.objects.filter(client_id=draft["client_id"]).exists():
        raise Invalid(client_id="这个系统标识已登记，请换一个。")
    secret = secrets.token_urlsafe(32)
    client = Client.objects.create(
        **draft, secret_mark=cipher.mark(secret, SECRET), registered_by=passage.actor.person,
        registered_at=passage.now,
    )  # fmt: skip
    client.secret = secret  # type: ignore[attr-defined] # told once, never stored
    return client


def disable(passage: Passage) -> Client:
    """Nobody signs in there through us any more; codes and tokens are gone."""
    client: Client = passage.subject
    if not client.active:
        raise Invalid(__all__="这个系统已经停用。")
    client.active = False
    client.save(update_fields=["active"])
    client.codes.all().delete()
    client.tokens.all().delete()
    return client


ACTS = (
    Act("security.client.register", "登记接入系统", facts.CLIENT, forms.ClientForm, register,
        facts.CLIENT_FACTS, Kind.CREATE),
    Act("security.client.disable", "停用接入系统", facts.CLIENT, NoDraft, disable,
        facts.CLIENT_FACTS, unjudged="停用接入系统随时可行，没有条款限制",
        weighs="停用后这个系统即不能登录，再要接入须重新登记。"),
)  # fmt: skip

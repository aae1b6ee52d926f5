"""Text messages by a gateway: posted with a signature; it may answer with a number of its own."""

from __future__ import annotations

import hashlib
import hmac
import json
import time

from django.conf import settings

from guanbiao.modules.channels.adapters import wire

LONGEST = 100


def send(address: str, _title: str, words: str) -> str:
    """Post a text; returns the gateway's number for it, by which it may report later."""
    body = json.dumps({"phone": address, "text": words}, ensure_ascii=False)
    moment = str(int(time.time()))
    headers = {"Content-Type": "application/json", "X-Timestamp": moment,
               "X-Signature": signature(moment, body.encode())}  # fmt: skip
    with wire.client() as line:
        answer = line.post(wire.https(settings.SMS_URL), content=body.encode(), headers=headers)
    if not answer.is_success:
        raise wire.NotDelivered(f"短信网关答复 {answer.status_code}")
    try:
        found = answer.json()
    except ValueError:
        return ""
    return str(found.get("id") or "")[:LONGEST] if isinstance(found, dict) else ""


def signature(moment: str, body: bytes) -> str:
    """HMAC-SHA256 over moment and body under the secret that gateway and platform share."""
    marked = moment.encode() + b"." + body
    return hmac.new(settings.SMS_SECRET.encode(), marked, hashlib.sha256).hexdigest()

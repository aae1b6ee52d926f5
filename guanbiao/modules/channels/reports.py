"""What the gateway of text messages tells afterwards: arrived, or not.

It signs as it is signed to: HMAC-SHA256 of ``timestamp.body`` under the shared secret, not older
than five minutes. A report counts once, for a text that went out; the same again changes nothing.
One that is here before the gateway's number is written down is kept for a day and then counts.
"""

from __future__ import annotations

import hmac
import json
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from guanbiao.gate import allowance
from guanbiao.modules.channels import jobs
from guanbiao.modules.channels.adapters import sms
from guanbiao.modules.channels.models import Early, Sending, Way

WINDOW = 300
LONGEST = 10_000
ARRIVED, FAILED = "delivered", "failed"


@csrf_exempt
@never_cache
@require_POST
def page(request: HttpRequest) -> JsonResponse:
    """Take a report; whoever does not hold the secret learns nothing."""
    if not settings.SMS_SECRET or not _genuine(request):
        return _said(403, "signature")
    told = _read(request.body)
    if told is None:
        return _said(400, "body")
    taken(*told)
    return _said(200, "taken")


def _said(status: int, word: str) -> JsonResponse:
    return JsonResponse({"result": word}, status=status)


def _genuine(request: HttpRequest) -> bool:
    moment = request.headers.get("X-Timestamp", "")
    mark = request.headers.get("X-Signature", "")
    if not moment.isascii() or not moment.isdecimal() or len(moment) > 12:
        return False
    if abs(timezone.now().timestamp() - int(moment)) > WINDOW:
        return False
    return hmac.compare_digest(mark.encode(), sms.signature(moment, request.body).encode())


def _read(body: bytes) -> tuple[str, bool, str] | None:
    """Number, whether it arrived, and why not; none for what is no report."""
    try:
        found: Any = json.loads(body) if len(body) <= LONGEST else None
    except ValueError:
        return None
    if not isinstance(found, dict):
        return None
    number, state, reason = (found.get(name, "") for name in ("id", "state", "reason"))
    if not (isinstance(number, str) and number) or state not in (ARRIVED, FAILED):
        return None
    return number[: sms.LONGEST], state == ARRIVED, str(reason)


@transaction.atomic
def taken(number: str, arrived: bool, reason: str) -> None:
    """Write down what came of a text; kept aside where its number is not written down yet."""
    allowance.lock(jobs.REPORTED, number)
    rows = Sending.objects.select_for_update(of=("self",)).filter(way=Way.SMS, reference=number)
    found = rows.select_related("message__person__unit").first()
    if found is not None:
        jobs.settle(found, arrived, reason)
        found.save(update_fields=["state", "words", "ask_at"])
        return
    Early.objects.get_or_create(
        reference=number,
        defaults={"arrived": arrived, "reason": reason[:200], "at": timezone.now()},
    )

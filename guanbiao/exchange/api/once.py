"""A request with an idempotency key is carried out once, however often it is sent."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections.abc import Callable

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from guanbiao.exchange.api.problems import Refused
from guanbiao.exchange.models import Answer, Token

HEADER = "Idempotency-Key"
NAME = re.compile(r"[\x21-\x7e]{1,64}")
KEPT = dt.timedelta(days=1)


def once(token: Token, request: HttpRequest, run: Callable[[], HttpResponse]) -> HttpResponse:
    """Run, or answer as the first time; raises `Refused` (409) when the request has changed.

    A second request that comes while the first is at work waits for its end: the row of the key
    is written first, and the database lets only one of them in.
    """
    name = request.headers.get(HEADER, "")
    if not name:
        return run()
    if not NAME.fullmatch(name):
        raise Refused(400, f"{HEADER} 须为 1 至 64 个可见的英文字符。")
    asked = f"{request.method} {request.get_full_path()}\n".encode() + request.body
    digest = hashlib.sha256(asked).hexdigest()
    with transaction.atomic():
        Answer.objects.filter(token=token, at__lt=timezone.now() - KEPT).delete()
        kept, fresh = Answer.objects.get_or_create(
            token=token, name=name, defaults={"digest": digest}
        )
        if not fresh and kept.digest != digest:
            raise Refused(409, f"{HEADER} 已用于另一请求：内容不同的请求请换一个编号。")
        if not fresh:
            return _again(kept)
        answer = run()
        kept.status, kept.body = answer.status_code, json.loads(answer.content)
        kept.save(update_fields=["status", "body"])
    return answer


def _again(kept: Answer) -> HttpResponse:
    kind = "application/json" if kept.status < 400 else "application/problem+json"
    answer = HttpResponse(json.dumps(kept.body), status=kept.status, content_type=kind)
    answer.headers["Idempotent-Replayed"] = "true"
    return answer

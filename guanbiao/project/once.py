"""A form sent twice is done once: the middleware behind the queue of work without a network.

The browser gives each form that may have to wait for a network a number (`X-Once`). The row of the
number and what the form does are one transaction: either both are kept or neither, and of two
sendings at the same time the database lets only one in.

An answer about the form bears its number again. Whatever comes without it is none (the sign-in
page, a gateway, the portal of somebody's wireless network), and the browser keeps the form. With
the number goes the key of the person who filled the form in: on a device that several share it
must not be sent in the name of whoever signed in next.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from collections.abc import Callable

from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from guanbiao.kit.models import Sent
from guanbiao.people.models import Person

HEADER = "X-Once"
WRITER = "X-Person"
KEPT = dt.timedelta(days=30)
"""How long a number is remembered; a phone that was off for longer asks its owner."""


class Once:
    """Innermost of the middlewares: signed in, allowed and well-formed before it looks."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Only a posted form with a number is looked at."""
        name = request.headers.get(HEADER, "")
        person = getattr(request.user, "person", None)
        if request.method != "POST" or not name or person is None:
            return self.answer(request)
        try:
            number = uuid.UUID(name)
        except ValueError:
            return JsonResponse({"words": "编号格式不对，请刷新页面后重新提交。"}, status=400)
        if request.headers.get(WRITER, str(person.pk)) != str(person.pk):
            words = "这份内容是另一位人员填写的，没有提交；由其本人登录后再交。"
            return JsonResponse({"words": words}, status=401)
        answer = self._numbered(request, person, number)
        if _is_about_the_form(answer):
            answer.headers[HEADER] = name
        return answer

    def _numbered(self, request: HttpRequest, person: Person, number: uuid.UUID) -> HttpResponse:
        digest = _digest(request)
        with transaction.atomic():
            Sent.objects.filter(person=person, at__lt=timezone.now() - KEPT).delete()
            kept, fresh = Sent.objects.get_or_create(
                person=person, name=number, defaults={"digest": digest}
            )
            if not fresh:
                return _again(kept, digest)
            answer = self.answer(request)
            if answer.status_code >= 500 or getattr(answer, "turned_away", False):
                transaction.set_rollback(True)
                return answer
            kept.status = answer.status_code
            kept.location = answer.headers.get("Location", "")[:500]
            kept.save(update_fields=["status", "location"])
        return _told(answer)


def _is_about_the_form(answer: HttpResponse) -> bool:
    """Not where the server failed, nor where it wants something else first, as a new password."""
    led_away = getattr(answer, "turned_away", False) and answer.status_code != 403
    return answer.status_code < 500 and not led_away


def _digest(request: HttpRequest) -> str:
    """Of address and fields; the CSRF token changes with every page and does not count."""
    fields = sorted(
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name != "csrfmiddlewaretoken"
    )
    return hashlib.sha256(repr((request.path, fields)).encode()).hexdigest()


def _again(kept: Sent, digest: str) -> HttpResponse:
    if kept.digest != digest:
        return JsonResponse({"words": "此编号已用于另一份内容，请重新填写后提交。"}, status=409)
    done = kept.status < 400
    words = "此前已办理，没有重复登记。" if done else "此前已提交，未办成，请打开页面修改后再交。"
    return JsonResponse(
        {"done": done, "again": True, "location": kept.location, "words": words},
        status=200 if done else 422,
    )


def _told(answer: HttpResponse) -> HttpResponse:
    """A redirect becomes an answer a script can read; a refused form stays the page it is."""
    if 300 <= answer.status_code < 400:
        return JsonResponse({"done": True, "again": False, "location": answer.headers["Location"]})
    return answer

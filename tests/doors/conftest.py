"""One town for all tests of doors, in a transaction that is never committed."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from guanbiao.exchange import prints
from guanbiao.library import in_force
from guanbiao.modules.displays import pages
from guanbiao.project import errors
from tests.doors import town
from tests.doors.people import NOW
from tests.doors.town import World


@pytest.fixture(scope="package")
def world(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[World]:
    """The town on a Wednesday morning.

    Its printer is idle, for what paper says is tried elsewhere; an error page is drawn once for
    each person, business and sentence, for most doors are closed to most people. All of it happens
    within one minute, so nobody is held back for the doors she tries.
    """
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock():  # type: ignore[attr-defined]
        patch.setattr(timezone, "now", lambda: NOW)
        patch.setattr(prints, "typeset", lambda *_: b"%PDF-1.7")
        patch.setattr(pages, "GUESSES", 10_000)
        patch.setattr(errors, "_page", _once(errors._page))
        with transaction.atomic():
            in_force.refresh()
            yield town.build()
            transaction.set_rollback(True)
        in_force.refresh()


def _once(
    draw: Callable[[HttpRequest, int, str], HttpResponse],
) -> Callable[..., HttpResponse]:
    kept: dict[tuple[object, ...], bytes] = {}

    def page(request: HttpRequest, status: int, words: str = "") -> HttpResponse:
        who, match = getattr(request, "user", None), request.resolver_match
        business = (match.url_name or "").partition(".")[0] if match else ""
        of = (who and who.pk, business, status, words)
        if of not in kept:
            kept[of] = draw(request, status, words).content
        return HttpResponse(kept[of], status=status)

    return page

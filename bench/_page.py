"""The kit's list page beside a bare view of the same rows, in one process, turn by turn."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

ROUNDS = 60
BARE = """<!doctype html><html><head><title>车辆</title></head><body><h1>车辆 {{ count }} 条</h1>
<table><thead><tr><th>车牌</th><th>状态</th><th>单位</th><th>类别</th><th>车型</th><th>座位</th></tr>
</thead><tbody>{% for v in rows %}<tr><td><a href="/v/{{ v.pk }}/">{{ v.plate }}</a></td>
<td>{{ v.state }}</td><td>{{ v.unit.short_name }}</td><td>{{ v.category }}</td><td>{{ v.body }}</td>
<td>{{ v.seats }}</td></tr>{% endfor %}</tbody></table></body></html>"""


def bare_view() -> Callable[[HttpRequest], HttpResponse]:
    """Two queries and a template: nobody signs in, nothing is allowed or hidden."""
    from django.http import HttpResponse
    from django.template import engines

    from guanbiao.modules.vehicles.models import Vehicle

    template = engines["jinja2"].from_string(BARE)

    def bare(_: HttpRequest) -> HttpResponse:
        rows = Vehicle.objects.select_related("unit").order_by("-pk")
        shown = {"count": rows.count(), "rows": rows[:50]}
        return HttpResponse(template.render(shown))

    return bare


def compare(home: Path) -> None:
    """CPU of both in milliseconds, medians, and the ratio."""
    os.environ |= environment(home)
    import django

    django.setup()
    from django.test import Client, RequestFactory

    from guanbiao.people.models import Account

    bare = bare_view()
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(Account.objects.get(login="zhouwb"))
    asked = RequestFactory().get("/v/")
    sides: dict[str, Callable[[], HttpResponse]] = {
        "bare": lambda: bare(asked), "kit": lambda: client.get("/vehicles/vehicle/"),
    }  # fmt: skip
    found = _medians(sides)
    print(f"list page of 50 rows: bare {found['bare']:.1f} ms, kit {found['kit']:.1f} ms CPU,"
          f" ratio {found['kit'] / found['bare']:.1f}")  # fmt: skip


def environment(home: Path) -> dict[str, str]:
    """The settings of a process on this site."""
    return {
        "GUANBIAO_HOME": str(home),
        "GUANBIAO_TOTP_ROLES": "",
        "GUANBIAO_PRIVACY_NOTICE": "off",
        "DJANGO_SETTINGS_MODULE": "guanbiao.project.settings",
    }


def _medians(sides: dict[str, Callable[[], HttpResponse]]) -> dict[str, float]:
    times: dict[str, list[float]] = {name: [] for name in sides}
    for turn in range(ROUNDS + 5):
        for name, side in sides.items():
            began = time.process_time()
            answer = side()
            spent = (time.process_time() - began) * 1e3
            assert answer.status_code == 200
            if turn >= 5:
                times[name].append(spent)
    return {name: statistics.median(each) for name, each in times.items()}

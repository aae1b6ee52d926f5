"""The one template language: what every page may use."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

WEEKDAYS = "一二三四五六日"


def environment(**options: Any) -> Environment:
    """Jinja2 with autoescape everywhere and an error for every unknown name."""
    options.pop("loader", None)
    options.pop("autoescape", None)
    options.pop("undefined", None)
    made = Environment(
        loader=ChoiceLoader([FileSystemLoader(folder) for folder in _folders()]),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        **options,
    )
    made.globals.update(
        url=url,
        static=static,
        asset=asset,
        island=island,
        styles=styles,
        site_name=settings.SITE_NAME,
        now=timezone.localtime,
        debug=settings.DEBUG,
    )
    made.filters.update(
        date=date,
        day=day,
        time=time,
        moment=moment,
        money=money,
        number=number,
        weekday=weekday,
        value=value,
    )
    return made


def _folders() -> list[str]:
    """The project's templates first, then each room's own."""
    base = Path(__file__).resolve().parent / "templates"
    rooms = [Path(config.path) / "templates" for config in apps.get_app_configs()]
    ours = [room for room in rooms if room.exists() and "site-packages" not in room.parts]
    return [str(folder) for folder in (base, *ours)]


def url(name: str, *args: Any, **kwargs: Any) -> str:
    """Address of a page by its name."""
    return reverse(name, args=args or None, kwargs=kwargs or None)


@cache
def _manifest() -> dict[str, Any]:
    path = settings.ASSETS / ".vite" / "manifest.json"
    if not path.exists():
        path = settings.ASSETS / "manifest.json"
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return found


def asset(name: str) -> str:
    """Address of a built asset."""
    entry = _manifest().get(name)
    return static(entry["file"] if entry else name)


def island(module: str, name: str) -> str:
    """Address of the script of one page of a business."""
    return asset(f"../../modules/{module}/islands/{name}.js")


def styles(name: str) -> list[str]:
    """Addresses of the style sheets an entry brings."""
    return [static(file) for file in _manifest().get(name, {}).get("css", [])]


def date(moment_: dt.date | dt.datetime | None) -> str:
    """2024年6月3日."""
    if moment_ is None:
        return "—"
    here = timezone.localtime(moment_) if isinstance(moment_, dt.datetime) else moment_
    return f"{here.year}年{here.month}月{here.day}日"


def day(moment_: dt.date | dt.datetime | None) -> str:
    """6月3日."""
    return date(moment_).partition("年")[2] or "—"


def time(moment_: dt.datetime | None) -> str:
    """09:05, 24 hours."""
    return "—" if moment_ is None else f"{timezone.localtime(moment_):%H:%M}"


def moment(moment_: dt.datetime | None) -> str:
    """2024年6月3日 09:05."""
    return "—" if moment_ is None else f"{date(moment_)} {time(moment_)}"


def weekday(day_: dt.date) -> str:
    """星期三."""
    return f"星期{WEEKDAYS[day_.weekday()]}"


def money(amount: Decimal | float | None) -> str:
    """12,345.00 – yuan, two decimals."""
    return "—" if amount is None else f"{amount:,.2f}"


def number(amount: Decimal | float | None) -> str:
    """12,345.5 without idle zeros."""
    if amount is None:
        return "—"
    return f"{Decimal(str(amount)).normalize():,f}"


def value(anything: Any) -> str | Markup:
    """A fact as people read it: 是/否, dates in words, numbers without idle zeros, — for none."""
    if anything is None or anything == "":
        return "—"
    if isinstance(anything, bool):
        return "是" if anything else "否"
    if isinstance(anything, dt.datetime):
        return moment(anything)
    if isinstance(anything, dt.date):
        return date(anything)
    if isinstance(anything, Decimal | int | float):
        return number(anything)
    if isinstance(anything, list | tuple):
        return "、".join(str(value(each)) for each in anything)
    return str(anything)

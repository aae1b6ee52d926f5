"""The one template language: what every page may use."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined, select_autoescape

from guanbiao.gate import registry
from guanbiao.kit import cells, words


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
        cell=cells.cell,
        num=cells.num,
        debug=settings.DEBUG,
        weighs=weighs,
    )
    made.filters.update(
        date=words.date,
        day=words.day,
        time=words.time,
        moment=words.moment,
        money=words.money,
        number=words.number,
        weekday=words.weekday,
        value=words.value,
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
    if not (args or kwargs):
        return _standing(name)
    return reverse(name, args=args or None, kwargs=kwargs or None)


@cache
def _standing(name: str) -> str:
    """Address of a page that is about no row: looked up once, every page has many."""
    return reverse(name)


def weighs(act: str) -> str:
    """What an act does that is not easily taken back, for a page by hand that offers it."""
    return registry.act(act).weighs


def tokens(request: HttpRequest) -> dict[str, str]:
    """Context processor: the token of a page's forms, masked once a page and not once a form."""
    token = get_token(request)
    field = '<input type="hidden" name="csrfmiddlewaretoken" value="{}">'
    return {"csrf_token": token, "csrf_input": format_html(field, token)}


@cache
def _manifest() -> dict[str, Any]:
    path = settings.ASSETS / ".vite" / "manifest.json"
    if not path.exists():
        path = settings.ASSETS / "manifest.json"
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return found


@cache
def asset(name: str) -> str:
    """Address of a built asset."""
    entry = _manifest().get(name)
    return static(entry["file"] if entry else name)


def island(module: str, name: str) -> str:
    """Address of the script of one page of a business."""
    return asset(f"../../modules/{module}/islands/{name}.js")


@cache
def styles(name: str) -> list[str]:
    """Addresses of the style sheets an entry brings."""
    return [static(file) for file in _manifest().get(name, {}).get("css", [])]

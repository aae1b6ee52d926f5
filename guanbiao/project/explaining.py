"""Where everything about a business, an entity or an act comes from: `guanbiao explain`.

It reads the discovered modules and the packs on disk, starts nothing and asks no database.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings

from guanbiao.exchange import routes
from guanbiao.gate import registry
from guanbiao.gate.describe import Act, Module, Page
from guanbiao.library.pack import Pack
from guanbiao.library.packs import read

ROOT = Path(__file__).resolve().parents[2]


class Unknown(LookupError):
    """No module brings anything of that name; the message says what there is."""


def explain(name: str) -> list[str]:
    """Lines about ``vehicles``, ``vehicles.request`` or ``vehicles.request.submit``."""
    module = next((m for m in registry.modules() if m.name == name.partition(".")[0]), None)
    acts = [act for act in registry.acts() if (act.name + ".").startswith(name + ".")]
    entities = [e for e in registry.entities() if (e.name + ".").startswith(name + ".")]
    if module is None or not (acts or entities or name == module.name):
        known = "、".join(each.name for each in registry.modules())
        raise Unknown(f"没有“{name}”。业务有：{known}；也可写到对象或动作，如 vehicles.request。")
    lines = [f"{module.label}（{module.name}）  {_module_file(module)}"]
    for entity in entities:
        lines += ["", f"对象 {entity.name} {entity.label}", f"  数据表  {_where(entity.model)}"]
    packs = [read(path.parent) for path in sorted(settings.PACKS.rglob("standard.toml"))]
    for act in acts:
        lines += ["", *_act(act, packs)]
    pages = [page for page in routes.pages(module) if _about(page, name, acts)]
    lines += ["", "页面", *(f"  {line}" for line in _pages(module, pages))]
    lines += ["", "测试", *(f"  {line}" for line in _tests(module, acts))]
    return lines


def _module_file(module: Module) -> str:
    return f"guanbiao/modules/{module.name}/module.py"


def _where(thing: Any) -> str:
    """File and line of a class or function, below the repository."""
    while isinstance(thing, partial):
        thing = thing.func
    thing = inspect.unwrap(thing)
    path = Path(inspect.getsourcefile(thing) or "")
    line = inspect.getsourcelines(thing)[1]
    shown = path.relative_to(ROOT) if path.is_relative_to(ROOT) else path
    return f"{shown}:{line}"


def _act(act: Act, packs: list[Pack]) -> Iterator[str]:
    yield f"动作 {act.name} {act.label}"
    yield f"  表单    {_where(act.form)}"
    yield f"  写入    {_where(act.apply)}"
    yield f"  事实    {act.facts.entity.name}：{'、'.join(act.facts.labels.values())}"
    if act.unjudged:
        yield f"  不判定  {act.unjudged}"
    for pack in packs:
        named = f"{pack.head.number}（{pack.head.edition}）"
        for rule in (each for each in pack.rules if each.act == act.name):
            yield f"  条款    {named} {rule.clause} {rule.words[:40]}"
        for grant in (each for each in pack.grants if each.covers(act.name)):
            yield f"  岗位    {grant.role}，范围 {grant.scope.value}，依据 {named} {grant.clause}"


def _about(page: Page, name: str, acts: list[Act]) -> bool:
    return (page.name + ".").startswith(name + ".") or page.act in {act.name for act in acts}


def _pages(module: Module, pages: list[Page]) -> Iterator[str]:
    own = {page.name for page in module.pages}
    for page in pages:
        made = (
            _where(page.view) if page.name in own else f"{_where(page.view)}（由 tables.py 生成）"
        )
        folder = "" if module.name == "desk" else f"{module.name}/"
        yield f"/{folder}{page.path}  {page.name}  {made}"


def _tests(module: Module, acts: list[Act]) -> Iterator[str]:
    names = [act.name for act in acts]
    places = (ROOT / "guanbiao" / "modules" / module.name / "tests", ROOT / "tests")
    for path in sorted(path for place in places for path in place.rglob("test_*.py")):
        text = path.read_text(encoding="utf-8")
        own = module.name in path.relative_to(ROOT).parts
        if own or any(name in text for name in names):
            yield str(path.relative_to(ROOT))

"""Commands for those who build a business: a young one to start from, and what lies where."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer


def new_module(
    module: Annotated[str, typer.Argument(help="业务的英文名，如 canteen")],
    label: Annotated[str, typer.Option(help="业务的中文名，如 食堂")],
    entity: Annotated[str, typer.Option(help="第一个对象的英文名，如 dish")],
    title: Annotated[str, typer.Option(help="第一个对象的中文名，如 菜品")],
) -> None:
    """Write a young business that works: code, standard, tests."""
    from guanbiao.project import young

    try:
        written = young.make(young.Wanted(module, label, entity, title), Path.cwd())
    except young.Refused as refusal:
        typer.echo(str(refusal), err=True)
        raise typer.Exit(1) from refusal
    for path in written:
        typer.echo(path.relative_to(Path.cwd()))
    typer.echo(f"接着运行：pytest guanbiao/modules/{module} tests/house")


def explain(
    name: Annotated[str, typer.Argument(help="业务、对象或动作，如 vehicles.request.submit")],
) -> None:
    """Say where each page, act, rule and test of a name comes from."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guanbiao.project.settings")
    import django

    django.setup()
    from guanbiao.project import explaining

    try:
        lines = explaining.explain(name)
    except explaining.Unknown as unknown:
        typer.echo(str(unknown), err=True)
        raise typer.Exit(1) from unknown
    for line in lines:
        typer.echo(line)

"""The ``guanbiao`` command."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(no_args_is_help=True, add_completion=False, help="贯标 · Standards that run")


def _django(*, owner: bool = False) -> None:
    """Set Django up, as the running role or (for migrations) as the owner."""
    os.environ["DJANGO_SETTINGS_MODULE"] = os.environ.get(
        "DJANGO_SETTINGS_MODULE", "guanbiao.project.settings"
    )
    if owner:
        os.environ["GUANBIAO_AS_OWNER"] = "1"
    import django

    django.setup()


@app.command()
def serve(
    host: str = "127.0.0.1",
    port: int = 8000,
    workers: Annotated[int, typer.Option(help="granian 工作进程数")] = 2,
    sample: Annotated[
        str, typer.Option(help="空库时装入的样例：small、city、province 或 none")
    ] = "small",
    open_browser: Annotated[bool, typer.Option("--open", help="就绪后打开浏览器")] = False,
) -> None:
    """Start everything: database, migrations, standards, sample, web server, worker."""
    from guanbiao.project.serving import Site

    Site(host, port, workers, sample, open_browser).run()


@app.command()
def migrate() -> None:
    """Bring the database to the current shape, as its owner."""
    from guanbiao.project.serving import database_ready

    with database_ready():
        _migrate()


def _migrate() -> None:
    _django(owner=True)
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=1)


@app.command()
def publish(folder: Annotated[Path | None, typer.Argument(help="标准包所在文件夹")] = None) -> None:
    """Publish every standard pack that is not published yet."""
    from guanbiao.project.serving import database_ready

    with database_ready():
        _django()
        from django.conf import settings

        from guanbiao.gate.vocabulary import Registered
        from guanbiao.library.problems import PackError
        from guanbiao.library.publish import publish_all

        try:
            publish_all(folder or settings.PACKS, typer.echo, Registered())
        except PackError as refusal:
            typer.echo(f"没有发布任何标准包：\n{refusal}", err=True)
            raise typer.Exit(1) from None


@app.command()
def sample(
    size: Annotated[str, typer.Option(help="small、city 或 province")] = "small", seed: int = 1
) -> None:
    """Fill an empty database with the invented sample bureau, through the gate."""
    from guanbiao.project.serving import database_ready

    with database_ready():
        _django()
        from guanbiao.project import unfinished
        from guanbiao.project.sample import generate
        from guanbiao.project.serving import home
        from guanbiao.project.terminal import bar

        with unfinished.noted(home()), bar("样例数据") as progress:
            generate(size, seed, progress)


@app.command()
def sample_ledger(
    out: Annotated[Path, typer.Option(help="写到哪个 Excel 文件")], rows: int = 2000, seed: int = 1
) -> None:
    """Write a real-looking vehicle ledger with a few errors, to try the import."""
    from guanbiao.project.serving import database_ready

    with database_ready():
        _django()
        from guanbiao.project.sample import write_ledger

        write_ledger(out, rows, seed)
        typer.echo(f"已写出 {rows} 辆车的台账：{out}")


@app.command()
def seal() -> None:
    """Link all new receipts into the chain now."""
    from guanbiao.project.serving import database_ready

    with database_ready():
        _django()
        from guanbiao.gate.seal import seal as link

        while added := link():
            typer.echo(f"入链 {added} 张凭条")


@app.command()
def verify() -> None:
    """Check every receipt and link; names the first broken one and exits with 1."""
    from guanbiao.project.serving import database_ready

    with database_ready():
        _django()
        from guanbiao.gate.seal import verify as check
        from guanbiao.project.terminal import bar

        with bar("验链") as progress:
            result = check(lambda done: progress(done, None))
    typer.echo(
        f"链上 {result.links} 张凭条完好，{result.waiting} 张待入链，链头 {result.head[:16]}"
    )
    if result.broken:
        broken = result.broken
        typer.echo(f"第 {broken.number} 张（{broken.receipt}）断链：{broken.reason}", err=True)
        raise typer.Exit(1)


@app.command()
def audit(
    entity: Annotated[list[str] | None, typer.Option(help="只审这些对象，可多次给出")] = None,
    from_day: Annotated[str, typer.Option("--from", help="起始日期，如 2025-01-01")] = "",
    to_day: Annotated[str, typer.Option("--to", help="截止日期")] = "",
    out: Annotated[Path | None, typer.Option(help="把发现的问题写成 Excel")] = None,
) -> None:
    """Judge all ledgers again, by the clauses in force at each record's time."""
    from guanbiao.project.serving import database_ready

    with database_ready():
        _django()
        from guanbiao.audit.report import run

        run(tuple(entity or ()), from_day, to_day, out)


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def manage(context: typer.Context) -> None:
    """Pass a command on to Django."""
    from guanbiao.project.serving import database_ready

    with database_ready():
        _django()
        from django.core.management import execute_from_command_line

        execute_from_command_line(["guanbiao", *context.args])


def main() -> None:
    """Entry point of the console script."""
    app()

"""The ``guanbiao`` command."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from guanbiao.project import developing, verifying

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


SIZES = ("small", "city", "province")
BEHIND, UNSOUND = 3, 4
"""Exit status of ``prepare`` when the tables must be migrated first, or packs have faults."""


def _known_size(value: str) -> str:
    if value not in (*SIZES, "none"):
        raise typer.BadParameter(f"样例大小“{value}”不认识：请用 {'、'.join(SIZES)} 或 none")
    return value


Sample = Annotated[
    str, typer.Option(help="空库时装入的样例：small、city、province 或 none", callback=_known_size)
]


@app.command(help="启动平台：数据库、数据表、标准、样例、网页服务、后台任务")
def serve(
    host: str = "127.0.0.1",
    port: int = 8000,
    workers: Annotated[int, typer.Option(help="网页服务的进程数")] = 2,
    sample: Sample = "small",
    open_browser: Annotated[bool, typer.Option("--open", help="就绪后打开浏览器")] = False,
) -> None:
    """Start everything: database, migrations, standards, sample, web server, worker."""
    from guanbiao.project.serving import Site

    Site(host, port, workers, sample, open_browser).run()


@app.command(help="更新数据表结构（以数据库属主身份）")
def migrate() -> None:
    """Bring the database to the current shape, as its owner."""
    from guanbiao.project.serving import database_ready

    with database_ready():
        _django(owner=True)
        from django.core.management import call_command

        call_command("migrate", interactive=False, verbosity=1)
        _settle_rights()


def _settle_rights() -> None:
    """The running role, whatever it is called, may do what the gate leaves it and no more."""
    from django.db import connection

    from guanbiao.project import external, roles
    from guanbiao.project.serving import home

    runner = external.running_role(home()) if os.environ.get("DATABASE_URL") else roles.APP
    with connection.cursor() as cursor:
        cursor.execute("SELECT gate_rights(%s)", [runner])


@app.command(hidden=True)
def prepare(sample: Sample = "small") -> None:
    """What ``serve`` needs before the first page, in one process: each start costs seconds."""
    from guanbiao.project.serving import database_ready

    with database_ready():
        _django()
        if _tables_behind():
            raise typer.Exit(BEHIND)
        sound = _publish(None)
        if sample != "none":
            _make_sample(sample, 1)
        if not sound:
            typer.echo("标准包有问题，未发布新的版次；平台按已发布的版次运行。", err=True)
            raise typer.Exit(UNSOUND)


def _tables_behind() -> bool:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


@app.command(help="发布尚未发布的标准包")
def publish(folder: Annotated[Path | None, typer.Argument(help="标准包所在文件夹")] = None) -> None:
    """Publish every standard pack that is not published yet."""
    from guanbiao.project.serving import database_ready

    with database_ready():
        _django()
        if not _publish(folder):
            raise typer.Exit(1)


def _publish(folder: Path | None) -> bool:
    """Whether all packs were good; if not, none was published and the faults are told."""
    from django.conf import settings

    from guanbiao.gate.vocabulary import Registered
    from guanbiao.library.problems import PackError
    from guanbiao.library.publish import publish_all

    try:
        publish_all(folder or settings.PACKS, typer.echo, Registered())
    except PackError as refusal:
        typer.echo(f"没有发布任何标准包：\n{refusal}", err=True)
        return False
    return True


@app.command(help="在空库中装入虚构的样例单位，逐条经过关口")
def sample(size: Sample = "small", seed: int = 1) -> None:
    """Fill an empty database with the invented sample bureau, through the gate."""
    from guanbiao.project.serving import database_ready

    with database_ready():
        _django()
        if size != "none" and not _make_sample(size, seed):
            typer.echo("数据库中已有单位，样例只装入空库，未作任何改动。")


def _make_sample(size: str, seed: int) -> bool:
    from guanbiao.people.models import Unit
    from guanbiao.project import unfinished
    from guanbiao.project.sample import generate
    from guanbiao.project.serving import home
    from guanbiao.project.terminal import bar

    if Unit.objects.exists():
        return False
    with unfinished.noted(home()), bar("样例数据") as progress:
        return generate(size, seed, progress)


@app.command(help="写出一份仿真车辆台账（含少量错误），供试用导入")
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


@app.command(help="立即把新凭条入链")
def seal() -> None:
    """Link all new receipts into the chain now."""
    from guanbiao.project.serving import database_ready

    with database_ready():
        _django()
        from guanbiao.gate.seal import seal as link

        while added := link():
            typer.echo(f"入链 {added} 张凭条")


@app.command(help="校验全部凭条和凭条链，指出第一处断链")
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


receipt = typer.Typer(no_args_is_help=True, help="核验一张凭条")
app.add_typer(receipt, name="receipt")


@receipt.callback()
def _receipt() -> None:
    """Commands about one receipt."""


@receipt.command("verify", help="用凭条自身的内容复算一张凭条；内容被改动时指出在哪里")
def receipt_verify(number: Annotated[str, typer.Argument(help="凭条号或编号")]) -> None:
    """Judge a receipt again from its own contents; exits with 1 when anything is not as it was."""
    from guanbiao.project.serving import database_ready

    with database_ready():
        _django()
        from guanbiao.gate import recomputing

        kept = recomputing.found(number)
        if kept is None:
            typer.echo(f"没有凭条 {number}：请核对凭条号。", err=True)
            raise typer.Exit(1)
        done = recomputing.recompute(kept)
    for words in done.reasons:
        typer.echo(words, err=True)
    for each in done.differences:
        typer.echo(f"{each.rule}：凭条记为“{each.kept}”，复算为“{each.found}”", err=True)
    if not done.holds:
        raise typer.Exit(1)
    what = "批量凭条，内容完好" if done.bulk else f"按 {done.judged} 条规则复算，与凭条一致"
    typer.echo(
        f"凭条 {done.number}：{what}{f'，链上第 {done.link} 张' if done.link else '，待入链'}"
    )


@app.command(help="接入组织数据（JSON 或 Excel）：先列差异，加 --apply 才办理")
def organisation(
    file: Annotated[Path, typer.Argument(help="单位、人员、任职的数据文件", exists=True)],
    apply: Annotated[bool, typer.Option("--apply", help="按差异逐条办理")] = False,
    leaving: Annotated[bool, typer.Option("--leave", help="为数据中已没有的人员办理离岗")] = False,
) -> None:
    """Compare the organisation with a file, take it over when asked; exits 1 if some is left."""
    from guanbiao.project.serving import database_ready

    with database_ready():
        _django()
        from django.utils import timezone

        from guanbiao.modules.organisation import public

        try:
            sent = public.read(file.read_bytes())
        except public.Unreadable as unreadable:
            typer.echo(str(unreadable), err=True)
            raise typer.Exit(1) from unreadable
        found = public.compare(sent, timezone.localdate())
        for each in found:
            typer.echo(f"{each.what} {each.title}")
        typer.echo(f"共 {len(found)} 项差异。")
        if not apply:
            return
        report = public.take_over(found, public.feed_actor(), leaving=leaving)
    typer.echo(f"已办理 {report.done} 项。")
    for each, why in report.left:
        typer.echo(f"未办 {each.title}：{why}", err=True)
    if report.left:
        raise typer.Exit(1)


@app.command(help="为已登记的人员开通账号并给出一次性密码（用于最初的三员）")
def admit(
    staff_no: Annotated[str, typer.Argument(help="工号")],
    login: Annotated[str, typer.Argument(help="账号")],
) -> None:
    """Open an account from the console: the first administrators have nobody to let them in."""
    from guanbiao.project.serving import database_ready

    with database_ready():
        _django()
        from guanbiao.modules.security import public

        try:
            secret = public.admit(staff_no, login)
        except public.Refused as refused:
            typer.echo(f"没有开通：{refused}", err=True)
            raise typer.Exit(1) from refused
    typer.echo(f"账号 {login} 的一次性密码：{secret}（首次登录时更换）")


@app.command(help="更换个人信息的加密密钥，并用新密钥重新加密")
def rekey() -> None:
    """Make a new key for personal data and seal everything with it; old keys stay readable."""
    from guanbiao.project.serving import database_ready

    with database_ready():
        _django()
        from guanbiao.modules.security.public import rekey as change

        rows = change()
        typer.echo(f"已启用新密钥，重新加密 {rows} 行。请备份密钥文件 data.keys。")


@app.command(help="导出链头和封签的公钥（PEM），供他人验签")
def seal_key() -> None:
    """Print the public key that heads of the chain and seals of exports are signed with."""
    _django()
    from guanbiao.gate.signing import suite

    found = suite()
    if found is None:
        typer.echo("未启用签名：请设置 GUANBIAO_SEAL_SUITE=sm2。", err=True)
        raise typer.Exit(1)
    typer.echo(found.public(), nl=False)


@app.command(help="按各条记录当时有效的条款，对全部台账重新判定")
def audit(
    entity: Annotated[list[str] | None, typer.Option(help="只审这些对象，可多次给出")] = None,
    from_day: Annotated[str, typer.Option("--from", help="起始日期，如 2025-01-01")] = "",
    to_day: Annotated[str, typer.Option("--to", help="截止日期")] = "",
    out: Annotated[Path | None, typer.Option(help="把发现的问题写成 Excel")] = None,
    engine: Annotated[str, typer.Option(help="duckdb、spark 或 python")] = "duckdb",
) -> None:
    """Judge all ledgers again, by the clauses in force at each record's time."""
    from guanbiao.project.serving import database_ready

    with database_ready():
        _django()
        from guanbiao.audit.report import run

        run(tuple(entity or ()), from_day, to_day, out, engine)


app.add_typer(verifying.export, name="export")
app.command("new-module", help="写出一个可用的新业务：代码、标准、测试")(developing.new_module)
app.command("explain", help="说明页面、动作、条款和测试各在哪里")(developing.explain)


@app.command(
    help="执行 Django 管理命令",
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True},
)
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

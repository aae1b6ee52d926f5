"""Whether a file is one that the platform gave out: on the platform, or anywhere with its key."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from guanbiao.exchange.seals import Keys, Verdict

export = typer.Typer(no_args_is_help=True, help="核验导出的文件")
ALTERED, UNKNOWN = 1, 2
"""Exit status: not the file that was given out; cannot be told."""


@export.callback()
def _export() -> None:
    """Commands about files taken out."""


@export.command(
    "verify", help="核验导出的文件：是否被改动，谁在何时导出；有公钥和封签时不需要数据库"
)
def verify(
    file: Annotated[Path, typer.Argument(help="导出的文件", exists=True, dir_okay=False)],
    seal: Annotated[
        Path | None, typer.Option(help="封签文件；不给时用文件旁的 .seal.json，再查导出记录",
                                  exists=True, dir_okay=False)
    ] = None,
    key: Annotated[
        Path | None, typer.Option(help="签发平台的公钥（guanbiao seal-key 所写）", exists=True,
                                  dir_okay=False)
    ] = None,
) -> None:  # fmt: skip
    """Tell genuine, altered (exits 1) and unknown (exits 2) apart; says who took it out, when."""
    from guanbiao.exchange import seals

    beside = file.with_name(f"{file.name}{seals.SUFFIX}")
    found = seal or (beside if beside.exists() else None)
    keys = _keys(key) if key else None
    content = file.read_bytes()
    if found is None:
        verdict = _by_record(content, keys)
    else:
        verdict = seals.check(content, found.read_text("utf-8", "replace"), keys or _ours())
    _tell(verdict)


def _keys(path: Path) -> Keys:
    """Nothing but the public key that was given."""
    from guanbiao.gate.signing import PublicKey

    try:
        public = PublicKey.read(path.read_text(encoding="utf-8"))
    except ValueError as failure:
        typer.echo("公钥读不出来：请使用“guanbiao seal-key”写出的公钥文件。", err=True)
        raise typer.Exit(UNKNOWN) from failure
    return lambda suite: public if suite == public.name else None


def _ours() -> Keys:
    """The keys of this installation; no database is asked."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guanbiao.project.settings")
    import django

    django.setup()
    from guanbiao.gate import signing

    return signing.checker


def _by_record(content: bytes, keys: Keys | None) -> Verdict:
    from guanbiao.project.serving import database_ready

    with database_ready():
        ours = _ours()
        from guanbiao.exchange import exports

        return exports.verdict(content, keys or ours)


def _tell(verdict: Verdict) -> None:
    from guanbiao.exchange.seals import Standing

    good = verdict.standing is Standing.GENUINE
    for line in (f"{verdict.standing.value}：{verdict.words}", *_lines(verdict)):
        typer.echo(line, err=not good)
    if not good:
        raise typer.Exit(ALTERED if verdict.standing is Standing.ALTERED else UNKNOWN)


def _lines(verdict: Verdict) -> list[str]:
    """What a seal says, where its signature holds."""
    said = verdict.seal
    if not said:
        return []
    suite = "SM2 签名" if said["suite"] == "sm2" else "平台密钥（HMAC）"
    return [
        f"导出编号：{said['number']}",
        f"导出人：{said['person']}（工号 {said['staff_no']}，{said['unit']}）",
        f"导出时间：{said['at']}",
        f"内容：{said['site']}，{said['file']}，{said['filter']}，{said['rows']} 行",
        f"封签：{suite}，密钥指纹 {said['key'][:16]}",
    ]

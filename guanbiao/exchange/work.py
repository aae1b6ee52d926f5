"""Work of the kit that nobody waits for: long exports, dry runs and imports of long files.

Whoever asked for it went away meanwhile, so its end is told as an event: whose it is, in which
words, and the page and key it leads to.
"""

from __future__ import annotations

from django.db import transaction

from guanbiao.exchange import exports, imports
from guanbiao.exchange.models import Export, Upload
from guanbiao.gate import events
from guanbiao.kit import names

ENDED = "exchange.ended"
State = Upload.State


def export(export_id: int) -> None:
    """Write the file, then say that it can be fetched."""
    exports.carry_out(export_id)
    made = Export.objects.defer("content").get(pk=export_id)
    export_ended(made, _page(made, "exported"))


def export_ended(made: Export, page: str) -> None:
    """Say that a file can be fetched from the page of this name, which takes its key."""
    words = f"导出完成：{made.label} {made.rows:,} 行，{exports.KEPT.days} 天内可下载"
    _tell(made, page, f"export:{made.pk}", words)


def rehearse(upload_id: int) -> None:
    """Try the lines, then say what would come of them."""
    imports.rehearse(upload_id)
    _file_ended(upload_id)


def carry_out(upload_id: int) -> None:
    """Import the lines, then say how many went in."""
    imports.carry_out(upload_id)
    _file_ended(upload_id)


def _file_ended(upload_id: int) -> None:
    found = Upload.objects.defer("content", "problems").get(pk=upload_id)
    told = {
        State.CHECKED: f"试算完成：{found.name} 可导入 {found.accepted:,} 行，请确认后导入",
        State.DONE: f"导入完成：{found.name} 已导入 {found.accepted:,} 行",
        State.FAILED: f"导入未完成：{found.name}，{found.words}",
    }.get(State(found.state))
    if told:
        _tell(found, _page(found, "upload"), f"upload:{found.pk}:{found.state}", told)


def _page(row: Export | Upload, kind: str) -> str:
    return names.of(exports.table_of(row.entity)).page(kind)


def _tell(row: Export | Upload, page: str, mark: str, words: str) -> None:
    told = {"person": row.person_id, "mark": mark, "words": words, "page": page, "key": row.pk}
    with transaction.atomic():
        events.queue([(ENDED, told)])


JOBS = {exports.JOB: export, imports.REHEARSE: rehearse, imports.IMPORT: carry_out}

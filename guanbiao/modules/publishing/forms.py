"""Drafts of publishing: a pack, days of publicity, a carried conflict, answers of a quiz."""

from __future__ import annotations

import datetime as dt
import io
import json
import zipfile
from typing import Any

from django import forms
from django.db.models import Model

from guanbiao.gate.forms import ActForm
from guanbiao.gate.vocabulary import Registered
from guanbiao.kit.fields import day
from guanbiao.library.checking import faults
from guanbiao.library.files import LARGEST_PACK, MOST_FILES
from guanbiao.library.models import Edition
from guanbiao.library.pack import Pack
from guanbiao.library.packs import PackError, parse
from guanbiao.modules.publishing.models import Reading, Release
from guanbiao.modules.publishing.questions import questions
from guanbiao.people.models import Unit

LONG = forms.Textarea(attrs={"rows": 3})
SHOWN = 8
"""Faults of a pack told at once."""


class ReleaseForm(ActForm):
    """A pack as a zip file, or its files as JSON where another business hands it over."""

    pack = forms.FileField(label="标准包（.zip）", required=False)
    content = forms.CharField(label="标准包文件", required=False, widget=forms.HiddenInput)
    fast = forms.BooleanField(label="按快速程序制定", required=False)
    units = forms.ModelMultipleChoiceField(
        Unit.objects.filter(closed_on=None).exclude(uscc=None),
        label="试点单位", required=False, help_text="不选即按标准自身的适用范围",
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """The pack is read, compiled against the platform and not published yet."""
        cleaned = super().clean()
        try:
            files = _files(cleaned.get("pack"), cleaned.get("content") or "")
            cleaned["read"] = pack = parse(files)
            found = faults(pack, Registered())
            if found:
                raise PackError(found)
        except (PackError, ValueError, zipfile.BadZipFile) as refusal:
            self.add_error("pack", _told(refusal))
        else:
            self._known(pack)
        return cleaned

    def _known(self, pack: Pack) -> None:
        head = pack.head
        known = Edition.objects.filter(standard__number=head.number, edition=head.edition)
        if known.exists():
            self.add_error("pack", f"{head.number} {head.edition} 已经发布：请改用新的版次号。")


def _files(upload: Any, content: str) -> dict[str, str]:
    if upload is None:
        if not content:
            raise ValueError("请选择标准包文件。")
        found = json.loads(content)
        if not isinstance(found, dict) or not all(isinstance(v, str) for v in found.values()):
            raise ValueError("标准包内容应为文件名到文字的对照。")
        return {str(name): text for name, text in found.items()}
    with zipfile.ZipFile(io.BytesIO(upload.read())) as archive:
        entries = [each for each in archive.infolist() if not each.is_dir()]
        if len(entries) > MOST_FILES or sum(e.file_size for e in entries) > LARGEST_PACK:
            raise ValueError("标准包超过 20 MB 或文件过多：请拆分。")
        return {each.filename: archive.read(each).decode("utf-8") for each in entries}


def _told(refusal: Exception) -> str:
    if isinstance(refusal, PackError):
        words = [str(each) for each in refusal.problems[:SHOWN]]
        more = len(refusal.problems) - len(words)
        return "；".join(words) + (f"；另有 {more} 处" if more else "")
    if isinstance(refusal, zipfile.BadZipFile):
        return "不是 zip 文件：请上传从“下载标准包”得到的文件，或按相同结构压缩。"
    if isinstance(refusal, UnicodeDecodeError):
        return "包内有文件不是 UTF-8 文本：请另存为 UTF-8。"
    return str(refusal)


class NoticeForm(ActForm):
    """When publicity begins and ends."""

    notice_from = day("公示开始")
    notice_to = day("公示截止")

    def prefill(self, actor: Any, subject: Model | None, on: dt.date) -> dict[str, Any]:
        """From today for a week."""
        return {"notice_from": on, "notice_to": on + dt.timedelta(days=6)}

    def clean(self) -> dict[str, Any]:
        """It does not end before it begins."""
        cleaned = super().clean()
        first, last = cleaned.get("notice_from"), cleaned.get("notice_to")
        if first and last and last < first:
            self.add_error("notice_to", "公示截止不应早于公示开始。")
        return cleaned


class RehearseForm(ActForm):
    """On which days' records the revision is tried."""

    since = day("记录自")
    until = day("记录至")

    def prefill(self, actor: Any, subject: Model | None, on: dt.date) -> dict[str, Any]:
        """The year that ends today."""
        return {"since": on - dt.timedelta(days=365), "until": on}

    def clean(self) -> dict[str, Any]:
        """The days are in order."""
        cleaned = super().clean()
        first, last = cleaned.get("since"), cleaned.get("until")
        if first and last and last < first:
            self.add_error("until", "截止不应早于起始。")
        return cleaned


class CarryForm(ActForm):
    """Why a conflict is carried, and who decided so."""

    reason = forms.CharField(label="批准理由", max_length=300, widget=LONG)
    basis = forms.CharField(label="批准文号", max_length=200, required=False)


class EndForm(ActForm):
    """The last day on which the edition is in force."""

    last_day = day("最后施行日")


class RollBackForm(ActForm):
    """An earlier edition again, under a new name and from a day on."""

    new_edition = forms.CharField(label="新版次号", max_length=50)
    starts_on = day("施行日期")


class AnswerForm(ActForm):
    """The quiz of one reading; its fields are the questions."""

    def bind(self, actor: Any, subject: Model | None, on: dt.date) -> None:
        """One choice a question, of the edition that is being read."""
        for place, each in enumerate(asked(subject) if isinstance(subject, Reading) else []):
            self.fields[f"q{place}"] = forms.ChoiceField(
                label=f"{each.clause}　{each.words}",
                choices=[("", "请选择"), *((one, one) for one in each.choices)],
                required=False,
            )


def asked(reading: Reading) -> list[Any]:
    """The questions of a reading; another try asks others."""
    release: Release = reading.release
    return questions(parse(release.files), f"{reading.pk}.{reading.tries}")

"""Drafts: what an act is given, checked for form and never for law."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.conf import settings

from guanbiao.gate import papers, saying
from guanbiao.gate.days import FIRST_YEAR, LAST_YEAR

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet

    from guanbiao.people.actor import Actor


EMPTY = "请选择"
LARGEST = 2_147_483_647
"""No whole number beyond it fits a column of the tables."""


class ActForm(forms.Form):
    """A form that may know who acts on what.

    Modules override `bind` to narrow choices or fill defaults. While a person is still typing
    (``lenient``), nothing is required: what is missing or unreadable becomes ``None`` and the
    clauses that need it answer 缺数据, so findings appear from the first field on.
    """

    secrets: ClassVar[frozenset[str]] = frozenset()
    """Fields no refusal keeps and no page fills in: personal data that lies sealed."""

    early: ClassVar[bool] = False
    """Whether ``apply`` can do with what is typed so far; else a live check waits for the rest."""
    groups: ClassVar[tuple[tuple[str, tuple[str, ...]], ...]] = ()
    """Headings with the fields under each, as a page shows them; empty: all under none."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Fields speak the house's words, and so does a choice that nobody has made yet."""
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            saying.speak(field)
            if isinstance(field, forms.ModelChoiceField) and field.empty_label:
                field.empty_label = EMPTY

    def prefill(self, actor: Actor, subject: Model | None, on: date) -> dict[str, Any]:
        """What the record already knows: values of a fresh form, marked 自动. None by default."""
        return {}

    def known(self, actor: Actor) -> dict[str, str]:
        """What the record bears without being asked, by label; shown read-only. None by default."""
        return {}

    def bind(self, actor: Actor, subject: Model | None, on: date) -> None:
        """Called before validation; the default needs nothing."""

    def clean(self) -> dict[str, Any]:
        """A year or number nobody means is a slip of the finger; no table holds it."""
        cleaned: dict[str, Any] = super().clean() or {}
        for name, value in list(cleaned.items()):
            if isinstance(value, date) and not FIRST_YEAR <= value.year <= LAST_YEAR:
                self.add_error(name, f"年份应在 {FIRST_YEAR} 至 {LAST_YEAR} 之间，请核对。")
            elif isinstance(value, int) and abs(value) > LARGEST:
                self.add_error(name, f"数值最大为 {LARGEST:,}，请核对。")
        return cleaned

    def offer(self, name: str, rows: QuerySet[Any]) -> None:
        """Let a field take these rows and no others."""
        field: Any = self.fields[name]
        field.queryset, field.empty_label = rows, EMPTY

    def choose(self, name: str, choices: Iterable[tuple[str, str]]) -> None:
        """Let a field take these choices and no others."""
        self.fields[name].choices = choices  # type: ignore[attr-defined] # fields with choices

    def wanting(self) -> list[str]:
        """Labels of required fields that are still empty."""
        found = []
        for name, field in self.fields.items():
            given = field.widget.value_from_datadict(self.data, self.files, self.add_prefix(name))
            if field.required and given in field.empty_values:
                found.append(str(field.label or name))
        return found

    def relax(self) -> None:
        """Require nothing, for a live check."""
        for field in self.fields.values():
            field.required = False

    def lenient_data(self) -> dict[str, Any]:
        """Checked values, with ``None`` for every field that is missing or unreadable."""
        return {name: self.cleaned_data.get(name) for name in self.fields}


class ManyFiles(forms.ClearableFileInput):
    """Takes several files at once."""

    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[Any]:
        """All files under the name; code may give a list."""
        found = files.getlist(name) if hasattr(files, "getlist") else files.get(name)
        return [] if not found else list(found) if isinstance(found, list | tuple) else [found]


class FilesField(forms.Field):
    """Files that go with the act, each checked by its bytes (`gate.papers`)."""

    widget = ManyFiles
    MOST: ClassVar[int] = 20

    def clean(self, value: list[Any]) -> list[papers.Paper]:
        """The files as they may be kept; a wrong one is told by its name."""
        super().clean(value)
        if len(value) > self.MOST:
            raise forms.ValidationError(f"一次最多上传 {self.MOST} 个文件，请分次上传。")
        try:
            return [papers.checked(each.name, _bytes(each)) for each in value]
        except papers.Refused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal


def _bytes(file: Any) -> bytes:
    """One byte more than is taken is enough to know that it is too large."""
    content: bytes = file.read(settings.ATTACHMENT_MB * 1024 * 1024 + 1)
    return content


class NoDraft(ActForm):
    """For acts that need nothing but their subject."""


class OpinionForm(ActForm):
    """For the verbs of a case: an opinion, optional unless the act says otherwise."""

    opinion = forms.CharField(
        label="意见",
        required=False,
        max_length=500,
        widget=forms.Textarea,
        error_messages={"max_length": "意见最多 500 字，请精简后再提交。"},
    )


class ReasonForm(OpinionForm):
    """For verbs that must be explained: 退回, 不同意."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["opinion"]
        field.required = True
        field.error_messages["required"] = "请写明理由，申请人据此修改。"


HIDDEN = "（不留存）"


def plain(draft: Mapping[str, Any], form: type[forms.Form]) -> dict[str, Any]:
    """The draft as kept in a refusal: scalars as they are, files by name, the rest as text."""
    secret = form.secrets if issubclass(form, ActForm) else frozenset()
    return {
        name: HIDDEN if name in secret and value else _plain(value)
        for name, value in draft.items()
        if name != "csrfmiddlewaretoken"
    }


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, str | int | bool):
        return value
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return getattr(value, "name", None) or str(value)

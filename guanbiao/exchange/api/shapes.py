"""The shapes of the API, generated: rows from columns, filters from a table, drafts from forms."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any, Literal

from django import forms
from django.utils import timezone
from ninja import Schema
from pydantic import ConfigDict, Field, create_model

from guanbiao.exchange import drafts
from guanbiao.gate.describe import Act, Table
from guanbiao.kit import columns, narrowing
from rulebook.rules import Finding

LARGEST = 2**63 - 1
JSON: dict[str, Any] = {
    "flag": bool, "number": float, "money": float, "date": dt.date, "moment": dt.datetime,
}  # fmt: skip
"""Kind of a column → type in JSON; text for the rest."""


class Strict(Schema):
    """A body in which unknown names are an error, never passed over."""

    model_config = ConfigDict(extra="forbid")


def _model(name: str, fields: dict[str, Any], base: type[Schema] = Schema) -> type[Schema]:
    camel = "".join(part.capitalize() for part in name.replace(".", "_").split("_"))
    return create_model(camel, __base__=base, **fields)


def row(table: Table) -> type[Schema]:
    """A row as JSON."""
    fields: dict[str, Any] = {"key": (int, Field(description="主键"))}
    for each in columns.every(table):
        fields[each.path] = (JSON.get(each.kind, str) | None, Field(description=each.heading))
    return _model(f"{table.entity.name}.row", fields)


def whole(item: type[Schema]) -> type[Schema]:
    """A row by itself, with the acts that may be done now."""
    acts = (list[str], Field(description="现在可以办理的动作"))
    return create_model(f"{item.__name__}Whole", __base__=item, acts=acts)


def row_of(table: Table, seen: Table, found: Any) -> dict[str, Any]:
    """The values of a row; what clauses hide from this person (not in ``seen``) is empty."""
    values = {each.path: plain(each.value(found)) for each in columns.every(seen)}
    return {"key": found.pk, **dict.fromkeys(each.path for each in columns.every(table)), **values}


def plain(value: Any) -> Any:
    """A value as JSON holds it; numbers as numbers, moments in local time with their offset."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, dt.datetime):
        return timezone.localtime(value).isoformat()
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def page(table: Table, item: type[Schema]) -> type[Schema]:
    """A page of rows with the place where the next begins."""
    after = Field(None, description="下一页的 after；没有更多时为空")
    fields = {"items": (list[item], ...), "next": (int | None, after)}  # type: ignore[valid-type] # shapes known only at run time
    return _model(f"{table.entity.name}.page", fields)


def query(table: Table) -> type[Schema]:
    """What a list may be narrowed by: the filters of its page."""
    fields: dict[str, Any] = {
        "after": (int, Field(0, ge=0, le=LARGEST, description="只取主键大于此值的记录")),
        "limit": (int, Field(50, ge=1, le=500, description="每页条数")),
        "q": (str, Field("", max_length=50, description="查找")),
    }
    if table.lenses:
        keys = Literal["", *(lens.key for lens in table.lenses)]  # type: ignore[valid-type] # shapes known only at run time
        words = "；".join(f"{lens.key} {lens.label}" for lens in table.lenses)
        fields["view"] = (keys, Field("", description=f"视图：{words}"))
    for each in narrowing.filters(table):
        if each.kind in narrowing.SPANS:
            for end, word in (("from", "自"), ("to", "至")):
                span = Field(None, description=f"{each.label}{word}")
                fields[f"{each.name}_{end}"] = (dt.date | None, span)
        elif each.options:
            fields[each.name] = (
                Literal["", *(value for value, _ in each.options)],
                Field("", description=each.label),
            )
        else:
            fields[each.name] = (str, Field("", max_length=50, description=each.label))
    return _model(f"{table.entity.name}.query", fields)


def body(act: Act) -> type[Schema]:
    """What an act takes: a draft of its form's fields, and reasons for warned clauses."""
    fields = {name: _field(each) for name, each in act.form.base_fields.items() if _fits(each)}
    draft = _model(f"{act.name}.draft", fields, Strict)
    why: Any = Field({}, description="规则编号 → 理由，答复须写明理由的条款")
    fields = {"draft": (draft, Field(default_factory=draft)), "reasons": (dict[str, str], why)}
    return _model(f"{act.name}.body", fields, Strict)


def _fits(field: forms.Field) -> bool:
    return not isinstance(field, forms.FileField)


def _field(field: Any) -> Any:
    words = f"{field.label or ''}{'（必填）' if field.required else ''}{field.help_text}"
    return (_type(field) | None, Field(None, description=words))


def _type(field: Any) -> Any:
    """The JSON type of a form field; rows of other tables by key or by the name people type."""
    if isinstance(field, forms.BooleanField):
        return bool
    if isinstance(field, forms.MultipleChoiceField | forms.ModelMultipleChoiceField):
        return list[int | str]
    if isinstance(field, forms.ModelChoiceField):
        return int | str
    if isinstance(field, forms.ChoiceField):
        values = [str(value) for value, _ in drafts.flat(field) if value != ""]
        return Literal[*values] if values else str
    for kind, type_ in (
        (forms.DecimalField, float | str), (forms.FloatField, float), (forms.IntegerField, int),
        (forms.DateTimeField, dt.datetime), (forms.DateField, dt.date), (forms.TimeField, dt.time),
    ):  # fmt: skip
        if isinstance(field, kind):
            return type_
    return str


def draft(given: Schema) -> dict[str, Any]:
    """The draft as a form takes it; what was not given is left out."""
    return {name: _typed(value) for name, value in given if value is not None}


def _typed(value: Any) -> Any:
    if isinstance(value, bool):
        return "on" if value else ""
    if isinstance(value, list):
        return [str(each) for each in value]
    if isinstance(value, dt.datetime):
        local = timezone.localtime(value) if value.tzinfo else value
        return local.strftime("%Y-%m-%dT%H:%M:%S")
    return value.isoformat() if isinstance(value, dt.date | dt.time) else str(value)


class Told(Schema):
    """What came of an act."""

    ok: bool = Field(description="可以办理，或已办理")
    key: int | None = Field(None, description="记录的主键；试算新记录时为空")
    receipt: str = Field("", description="凭条号；试算时为空")
    case: str = Field("", description="办件编号")
    errors: dict[str, list[str]] = Field({}, description="填写有误的字段及说明")
    wanting: list[str] = Field([], description="须写明理由的条款规则")
    findings: list[dict[str, Any]] = Field([], description="逐条判定")


def finding(each: Finding) -> dict[str, Any]:
    """A finding as JSON."""
    return {
        "rule": each.rule_id, "standard": each.standard, "edition": each.edition,
        "clause": each.clause, "words": each.words, "verdict": each.verdict.value,
        "limit": plain(each.limit), "actual": plain(each.actual), "unit": each.unit,
        "missing": list(each.missing), "note": each.note, "field": each.field,
        "stops": each.stops, "asks_reason": each.asks_reason,
    }  # fmt: skip

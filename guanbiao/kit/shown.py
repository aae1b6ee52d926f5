"""Findings, receipts, deadlines and cases as pages show them: plain values for the parts."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import segno
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from markupsafe import Markup, escape

from guanbiao.gate import evidence, registry, rights
from guanbiao.gate.models import Case, CaseState, Receipt, Refusal, Seal, Task, TaskState
from guanbiao.gate.recomputing import value_of
from guanbiao.kit import columns, words
from guanbiao.library import in_force
from guanbiao.people.actor import Actor
from rulebook.feel import types as t
from rulebook.rules import Finding

ORDER = ("block", "unknown", "warn", "waived", "pass", "na")
"""Findings are shown gravest first."""
HEADLINES = {
    "pass": "准予",
    "warn": "准予，附提示",
    "unknown": "准予，有缺项",
    "waived": "准予，含例外",
    "block": "不予",
}
MODAL = re.compile("不应|不得|严禁|禁止|应当|必须|应|宜")


@dataclass(frozen=True)
class FindingView:
    """One finding, ready for the part ``finding``."""

    rule_id: str
    kind: str
    clause: str
    title: str
    marked: Markup
    limit: Any
    actual: Any
    unit: str
    sense: str
    missing: tuple[str, ...]
    note: str
    reason: str
    field: str
    stops: bool
    asks_reason: bool
    href: str

    @property
    def gist(self) -> str:
        """Actual against limit, in a few words."""
        if self.missing:
            return f"缺 {'、'.join(self.missing)}"
        if self.actual is None:
            return ""
        actual = f"{words.value(self.actual)} {self.unit}".strip()
        if self.limit is None or (isinstance(self.limit, str) and self.limit == self.actual):
            return actual
        return f"{actual}，{self.bound} {self.unit}".strip()

    @property
    def bound(self) -> str:
        """The limit with the way it binds."""
        return words.bound(self.limit, self.sense)


def marked(text: str) -> Markup:
    """The words of a clause with their modal verbs underlined: 应/不应 solid, 宜 dotted."""
    out, end = Markup(), 0
    for found in MODAL.finditer(text):
        css = "modal-may" if found[0] == "宜" else "modal-must"
        out += escape(text[end : found.start()])
        out += Markup('<span class="modal {}">{}</span>').format(css, found[0])
        end = found.end()
    return out + escape(text[end:])


def clause_href(standard: str, edition: str, clause: str) -> str:
    """The page of a clause; empty when that edition is not published here."""
    known = in_force.edition_named(standard, edition)
    if known is None:
        return ""
    try:
        return reverse("standards.clause", args=[known.id, clause])
    except NoReverseMatch:
        return ""


def findings(found: Iterable[Finding]) -> list[FindingView]:
    """Findings of the engine, gravest first."""
    return _sorted(_view(each._asdict(), each.stops, each.asks_reason) for each in found)


def _sorted(views: Iterable[FindingView]) -> list[FindingView]:
    return sorted(views, key=lambda view: ORDER.index(view.kind))


def _view(raw: Mapping[str, Any], stops: bool, asks: bool) -> FindingView:
    known = in_force.edition_named(raw["standard"], raw["edition"])
    clause = known.pack.clause(raw["clause"]) if known else None
    rule = known.pack.rule_by_id.get(raw["rule_id"]) if known else None
    return FindingView(
        rule_id=raw["rule_id"],
        kind=str(getattr(raw["verdict"], "value", raw["verdict"])),
        clause=raw["clause"],
        title=clause.title if clause and clause.title else raw["words"][:30],
        marked=marked(raw["words"]),
        limit=raw["limit"],
        actual=raw["actual"],
        unit=raw["unit"],
        sense=rule.sense if rule else "",
        missing=tuple(raw["missing"]),
        note=raw["note"],
        reason="",
        field=raw["field"],
        stops=stops,
        asks_reason=asks,
        href=clause_href(raw["standard"], raw["edition"], raw["clause"]),
    )


def counts(views: Iterable[FindingView]) -> dict[str, int]:
    """How many findings of each kind."""
    return dict(Counter(view.kind for view in views))


def by_field(views: Iterable[FindingView]) -> dict[str, list[FindingView]]:
    """Form field → findings beside it."""
    found: dict[str, list[FindingView]] = {}
    for view in views:
        found.setdefault(view.field, []).append(view)
    return found


@dataclass(frozen=True)
class EditionView:
    """An edition named on a receipt."""

    label: str
    href: str


@dataclass(frozen=True)
class SlipView:
    """A receipt, ready for the part ``slip``."""

    receipt: Receipt
    act: str
    who: str
    headline: str
    editions: list[EditionView]
    findings: list[FindingView]
    counts: dict[str, int]
    facts: dict[str, Any]
    link: int
    genuine: bool
    qr: Markup


def slip(receipt: Receipt, actor: Actor, address: str = "") -> SlipView:
    """A receipt read back from its evidence; ``genuine`` says that digest and mark hold.

    Values of fields that clauses hide from ``actor`` are left out: of facts and of findings.
    """
    content, hidden = json.loads(receipt.content), hidden_of(receipt, actor)
    used = {each["standard"]: each["edition"] for each in content.get("editions", [])}
    reasons = content.get("reasons", {})
    views = _sorted(
        replace(_kept(raw, used, hidden), reason=reasons.get(raw["rule"], ""))
        for raw in content.get("findings", [])
    )
    seal = Seal.objects.filter(receipt_id=receipt.pk).first()
    return SlipView(
        receipt=receipt,
        act=registry.act_label(receipt.act),
        who=content["actor"]["name"],
        headline=HEADLINES[receipt.verdict],
        editions=[_edition(each) for each in content.get("editions", [])],
        findings=views,
        counts=counts(views),
        facts=facts_of(receipt, content.get("facts", {}), hidden),
        link=seal.number if seal else 0,
        genuine=evidence.genuine(receipt),
        qr=qr(address) if address else Markup(""),
    )


def kept_findings(
    raws: Iterable[Mapping[str, Any]], editions: Iterable[in_force.Published]
) -> list[FindingView]:
    """Findings of a refusal, read back with the editions that were in force, gravest first."""
    used = {each.head.number: each.head.edition for each in editions}
    views = (_kept(raw, used) for raw in raws)
    return _sorted(replace(v, stops=v.kind in ("block", "unknown")) for v in views)


def hidden_of(receipt: Receipt | Refusal, actor: Actor) -> frozenset[str]:
    """Fields of the record behind a receipt or a refusal that this person does not see."""
    try:
        entity = registry.entity(receipt.entity)
    except registry.UnknownName:
        return frozenset()
    return rights.hidden_of_key(actor, entity, receipt.key, actor.today)


def facts_of(
    kept: Receipt | Refusal, facts: Mapping[str, Any], hidden: frozenset[str]
) -> dict[str, Any]:
    """The facts of a receipt or a refusal that are not hidden, each of its type again."""
    try:
        known = registry.act(kept.act)
    except registry.UnknownName:  # nobody can say which of them are hidden
        return {} if hidden else dict(facts)
    names = {f.label: {f.name, known.fields.get(f.name, f.name)} for f in known.facts.facts}
    types = registry.scope_of(kept.act)
    return {
        label: value if label.endswith(columns.YEARS) else value_of(value, types.get(label, t.ANY))
        for label, value in facts.items()
        if not names.get(label, set()) & hidden
    }


def _kept(
    raw: Mapping[str, Any], used: Mapping[str, str], hidden: frozenset[str] = frozenset()
) -> FindingView:
    """A finding read back from evidence: words and title come from the edition it names."""
    standard, _, rest = raw["rule"].partition("#")
    number = rest.partition("~")[0]
    edition = used.get(standard, "")
    known = in_force.edition_named(standard, edition)
    clause = known.pack.clause(number) if known else None
    rule = known.pack.rule_by_id.get(raw["rule"]) if known else None
    full = {
        "rule_id": raw["rule"],
        "standard": standard,
        "edition": edition,
        "clause": number,
        "words": clause.words if clause else "",
        "verdict": raw["verdict"],
        "limit": _read_back(raw.get("limit")),
        "actual": None if rule and rule.field in hidden else _read_back(raw.get("actual")),
        "unit": rule.unit if rule else "",
        "field": "",
        "missing": raw.get("missing", ()),
        "note": raw.get("note", ""),
    }
    return _view(full, raw["verdict"] == "block", False)


def _read_back(value: Any) -> Any:
    """A limit or an actual value of evidence, whose type nobody kept; a text stays one."""
    if not isinstance(value, str):
        return value
    for kind in (t.NUMBER, t.DATE, t.DATE_TIME):
        with suppress(ValueError):
            found = value_of(value, kind)
            if _is_told(found):
                return found
    return value


def _is_told(found: Any) -> bool:
    """Whether a text was a number, a day or a moment as evidence writes them."""
    if isinstance(found, Decimal):
        return found.is_finite()
    if isinstance(found, dt.datetime):
        return timezone.is_aware(found)
    return isinstance(found, dt.date)


def _edition(raw: Mapping[str, str]) -> EditionView:
    known = in_force.edition_named(raw["standard"], raw["edition"])
    if known is None:
        return EditionView(f"{raw['standard']}（{raw['edition']}）", "")
    href = reverse("standards.standard", args=[known.id])
    return EditionView(f"{raw['standard']}（{raw['edition']} 版）", href)


def qr(text: str) -> Markup:
    """A QR code as inline SVG, without any style attribute."""
    code = segno.make(text, error="m")
    drawn = code.svg_inline(scale=3, border=2, svgclass=None, lineclass=None)
    return Markup(drawn)  # noqa: S704 - an image drawn by segno, the text is only its pattern


@dataclass(frozen=True)
class StepView:
    """One knot of the progress line."""

    label: str
    detail: str
    state: str


def steps(case: Case, tasks: Sequence[Task]) -> list[StepView]:
    """A case as knots on a line: submitted, each stage, and where it stands."""
    mending = case.state == CaseState.RETURNED
    first = "now" if mending else "done"
    found = [StepView("提交申请", f"{case.applicant.name} {words.time(case.opened_at)}", first)]
    since = max((t.done_at for t in tasks if t.kind == "revise" and t.done_at), default=None)
    for stage in case.road:
        mine = [
            t for t in tasks if t.stage == stage["name"] and (since is None or t.opened_at >= since)
        ]
        last = mine[-1] if mine and not mending else None
        if last is None or last.state == TaskState.CLOSED:
            found.append(StepView(stage["label"], _limit(stage["minutes"]), "later"))
        elif last.state == TaskState.DONE:
            done = last.done_by.name if last.done_by else ""
            found.append(StepView(stage["label"], f"{done} {words.time(last.done_at)}", "done"))
        else:
            owner = last.assignee.name if last.assignee else last.role
            found.append(StepView(stage["label"], owner, "now"))
    return found


def _limit(minutes: int | None) -> str:
    if not minutes:
        return ""
    return f"限 {minutes} 分" if minutes < 60 else f"限 {minutes / 60:g} 小时"

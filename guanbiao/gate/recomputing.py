"""A receipt judged again from its own contents, and a changed byte in the store found.

The evidence names the editions by digest and holds the facts, so that nothing but the library is
needed to come to the same findings. Where the text no longer has the digest it was sealed with,
every single byte is tried in its place: the one with which the digest is right again is where, and
what, somebody changed.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.dateparse import parse_date, parse_datetime, parse_time

from guanbiao.gate import evidence, registry
from guanbiao.gate.models import Receipt, Seal
from guanbiao.gate.receipts import told
from guanbiao.library import in_force
from guanbiao.library.pack import Pack
from guanbiao.library.packs import parse
from rulebook.feel import types as t
from rulebook.rules import Rule, RuleSet, Verdict, compile_rules
from rulebook.values import values_on

LONGEST = 12_000
"""Bytes of a receipt up to which every place is tried; more would take minutes."""
AROUND = 12
STOPPING = {Verdict.BLOCK.value, Verdict.UNKNOWN.value}


@dataclass(frozen=True)
class Changed:
    """The byte somebody changed: its place from 1, what it is and was, and the text around it."""

    place: int
    now: str
    was: str
    around: str

    def __str__(self) -> str:
        return f"第 {self.place} 字节现为“{self.now}”，原为“{self.was}”（…{self.around}…）"


@dataclass(frozen=True)
class Difference:
    """A rule whose kept finding is not what its facts come to."""

    rule: str
    kept: str
    found: str


@dataclass
class Recomputed:
    """What came of it; `holds` when nothing is wrong. ``reasons`` are Chinese sentences."""

    number: str
    reasons: list[str] = field(default_factory=list)
    changed: Changed | None = None
    differences: list[Difference] = field(default_factory=list)
    judged: int = 0
    link: int = 0
    bulk: bool = False

    @property
    def holds(self) -> bool:
        """Whether digest, mark, link, index and findings are all as they were."""
        return not self.reasons and not self.differences


def found(name: str) -> Receipt | None:
    """A receipt by its number or its id."""
    by_number = Receipt.objects.filter(number=name).first()
    if by_number is not None:
        return by_number
    try:
        return Receipt.objects.filter(pk=uuid.UUID(name)).first()
    except ValueError:
        return None


def recompute(receipt: Receipt) -> Recomputed:
    """Check a receipt and judge it again."""
    done = Recomputed(receipt.number)
    seal = Seal.objects.filter(receipt_id=receipt.pk).first()
    done.link = seal.number if seal else 0
    _check_text(receipt, seal, done)
    try:
        content = json.loads(receipt.content)
    except json.JSONDecodeError as failure:
        done.reasons.append(f"内容不再是完整的记录（第 {failure.pos + 1} 个字处读不下去）")
        return done
    _check_index(receipt, content, done)
    if content.get("bulk"):
        done.bulk = True
        return done
    _judge(receipt, content, done)
    return done


def _check_text(receipt: Receipt, seal: Seal | None, done: Recomputed) -> None:
    """Digest, mark and link; the place of a changed byte where one explains it."""
    right = seal.digest if seal else receipt.digest
    if evidence.digest(receipt.content) != right:
        done.changed = locate(receipt.content, right)
        where = str(done.changed) if done.changed else "不止一个字节不同"
        done.reasons.append(f"内容与{'入链' if seal else '写入'}时的摘要不符：{where}")
    if seal is not None and receipt.digest != seal.digest:
        done.reasons.append("摘要栏与链上的摘要不符")
    if evidence.mark(right) != receipt.mac:
        done.reasons.append("印记不符：不是由关口写入的，或印记被改动")


def locate(text: str, digest: str) -> Changed | None:
    """The one byte with which the text would have this digest again; none when no one byte does."""
    content = text.encode()
    if len(content) > LONGEST:
        return None
    before = hashlib.sha256()
    for place, byte in enumerate(content):
        rest = content[place + 1 :]
        for other in range(256):
            if other == byte:
                continue
            tried = before.copy()
            tried.update(bytes((other,)) + rest)
            if tried.hexdigest() == digest:
                return _changed(content, place, other)
        before.update(content[place : place + 1])
    return None


def _changed(content: bytes, place: int, other: int) -> Changed:
    around = content[max(place - AROUND, 0) : place + AROUND].decode("utf-8", "replace")
    return Changed(place + 1, _shown(content[place]), _shown(other), around)


def _shown(byte: int) -> str:
    return chr(byte) if 32 <= byte < 127 else f"0x{byte:02x}"


def _check_index(receipt: Receipt, content: Mapping[str, Any], done: Recomputed) -> None:
    """Each column that repeats the evidence says what it says."""
    columns = {
        "业务动作": (receipt.act, content.get("act")),
        "对象": (receipt.entity, content.get("entity")),
        "对象主键": (receipt.key, content.get("key", "")),
        "经办人": (receipt.actor_id, (content.get("actor") or {}).get("id")),
        "单位": (receipt.unit_id, content.get("unit")),
        "办件": (receipt.case_id, content.get("case")),
        "判定日": (receipt.day.isoformat(), content.get("day")),
        "结论": (receipt.verdict, content.get("verdict")),
    }
    for label, (column, kept) in columns.items():
        if column != kept:
            done.reasons.append(f"检索栏“{label}”为 {column}，内容记为 {kept}")


def _judge(receipt: Receipt, content: Mapping[str, Any], done: Recomputed) -> None:
    packs = _packs(content.get("editions", ()), done)
    if packs is None:
        return
    try:
        scope = registry.scope_of(receipt.act)
    except registry.UnknownName:
        done.reasons.append(f"平台已没有业务动作 {receipt.act}，不能复算")
        return
    rules = _rules(packs, receipt.act, dt.date.fromisoformat(content["day"]))
    kinds = dict(scope)
    facts = {label: value_of(value, kinds.get(label, t.ANY))
             for label, value in content.get("facts", {}).items()}  # fmt: skip
    now = {each.rule_id: json.loads(evidence.canonical(told(each)))
           for each in rules.judge({**dict.fromkeys(kinds), **facts})}  # fmt: skip
    kept = {each["rule"]: each for each in content.get("findings", ())}
    done.judged = len(now)
    for rule in sorted(now.keys() | kept.keys()):
        if not _same(kept.get(rule), now.get(rule)):
            done.differences.append(Difference(rule, _said(kept.get(rule)), _said(now.get(rule))))


def _packs(editions: Sequence[Mapping[str, str]], done: Recomputed) -> list[Pack] | None:
    packs = []
    for each in editions:
        stored = in_force.stored(each["digest"])
        if stored is None:
            words = f"库里没有摘要为 {each['digest'][:16]} 的 {each['standard']} {each['edition']}"
            done.reasons.append(f"{words}，不能复算")
            return None
        packs.append(parse(stored.files))
    return packs


def _rules(packs: Sequence[Pack], act: str, day: dt.date) -> RuleSet:
    rules: list[Rule] = [rule for pack in packs for rule in pack.rules if rule.act == act]
    values: dict[str, Any] = {}
    for pack in packs:
        values |= values_on(pack.values, day)
    return compile_rules(rules, registry.scope_of(act), values)


def _same(kept: Mapping[str, Any] | None, now: Mapping[str, Any] | None) -> bool:
    """Equal; or excepted by a waiver where the clause would have stopped the act."""
    if kept == now:
        return True
    if kept is None or now is None or kept["verdict"] != Verdict.WAIVED.value:
        return False
    left = {name: value for name, value in kept.items() if name not in ("verdict", "note")}
    right = {name: value for name, value in now.items() if name not in ("verdict", "note")}
    return left == right and now["verdict"] in STOPPING


def _said(finding: Mapping[str, Any] | None) -> str:
    if finding is None:
        return "没有"
    words = Verdict(finding["verdict"]).label
    parts = [f"限值 {finding['limit']}" if "limit" in finding else "",
             f"实际 {finding['actual']}" if "actual" in finding else ""]  # fmt: skip
    return "，".join(filter(None, [words, *parts]))


def value_of(value: Any, kind: t.Type) -> Any:
    """A value of canonical evidence as the fact it was; text that is none stays text."""
    if not isinstance(value, str):
        return Decimal(value) if kind == t.NUMBER and isinstance(value, int) else value
    if kind == t.NUMBER:
        try:
            return Decimal(value)
        except InvalidOperation:
            return value
    readers = {t.DATE: parse_date, t.DATE_TIME: parse_datetime, t.TIME: parse_time}
    read = readers.get(kind)
    return value if read is None else (read(value) or value)

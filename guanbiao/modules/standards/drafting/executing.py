"""How a clause is executed, written into the files of a draft: one bind, value, list at a time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from guanbiao.gate import registry
from guanbiao.gate.describe import Act, Fact
from guanbiao.library import in_force
from guanbiao.library.contents import read_tables, read_values
from guanbiao.library.problems import Problem
from guanbiao.modules.standards.drafting import blocks
from guanbiao.modules.standards.drafting.suggesting import examples
from rulebook.drafting import describe
from rulebook.errors import RulebookError
from rulebook.feel import Scope
from rulebook.grants import GrantScope
from rulebook.rules.compiling import type_of

BINDS, VALUES = "binds.toml", "values.toml"
MEASURES = "measures.toml"
GRANTS, CASES = "grants/draft.toml", "cases/draft.yaml"
Files = Mapping[str, str]
Changes = dict[str, str]
OPERATORS = {"<=": "不超过", ">=": "不少于", "<": "小于", ">": "大于", "=": "等于"}


class Unclear(ValueError):
    """What was typed cannot be written down; the message says why, in Chinese."""


def limit(files: Files, clause: str, said: Mapping[str, str], day: dt.date, broken: str) -> Changes:
    """``fact op amount``: a dated value, the rule that asks for it, and two cases.

    ``broken`` is the verdict where it is not kept: block or warn, by the clause's modality.
    """
    act, fact = _act(said), _fact(said)
    op, amount = said.get("op", "<="), number(said.get("amount", ""))
    if op not in OPERATORS:
        raise Unclear("请选择比较方式。")
    unit = said.get("unit") or fact.unit
    name = said.get("value") or free_name(files, fact.label, op, clause)
    changes = {
        VALUES: with_value(files, clause, name, amount, unit, day, said.get("source", "")),
        BINDS: with_bind(
            files, None, clause, "rule", act=[act.name],
            when=f"{fact.label} != null" if said.get("skip") else "",
            require=f"{fact.label} {op} {name}", actual=fact.label, limit=name, unit=unit,
            field=field_of(act, fact),
        ),
    }  # fmt: skip
    if said.get("cases"):
        changes[CASES] = _with_examples(files, {clause: broken}, act, fact, op, amount, day)
    return changes


def _act(said: Mapping[str, str]) -> Act:
    try:
        return registry.act(said.get("act", ""))
    except registry.UnknownName as unknown:
        raise Unclear("请选择业务动作。") from unknown


def _fact(said: Mapping[str, str]) -> Fact:
    wanted = said.get("fact", "")
    for fact in _act(said).facts.facts:
        if fact.label == wanted:
            return fact
    raise Unclear(f"这个业务动作没有事实“{wanted}”，请从名单选择。")


def number(text: str) -> Decimal:
    """An amount as people type it."""
    try:
        found = Decimal(text.replace(",", "").strip())
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite():
        raise Unclear(f"“{text}”不是数，请填写如 9.5。")
    return found


def free_name(files: Files, label: str, op: str, clause: str) -> str:
    """A name for a value that no standard in force uses for another."""
    taken = {value.name for each in in_force.everything() for value in each.pack.values}
    taken |= {block.said.get("name", "") for block in blocks.blocks(files.get(VALUES, ""), "value")}
    base = f"{label}{'下限' if op.startswith('>') else '上限'}"
    for name in (base, f"{base}规定值", f"{base}条款{clause.replace('.', '点')}"):
        if name not in taken:
            return name
    return f"{base}{len(taken)}"


def with_value(
    files: Files, clause: str, name: str, amount: Any, unit: str, day: dt.date, source: str
) -> str:
    """``values.toml`` where the value is ``amount`` from ``day`` on."""
    text = files.get(VALUES, "")
    entry = {"day": day, "value": amount, "clause": clause, "source": source or "本标准规定",
             "checked_on": day}  # fmt: skip
    for block in blocks.blocks(text, "value"):
        if block.said.get("name") == name:
            known = [each for each in block.said.get("from", []) if each.get("day") != day]
            series = sorted([*known, entry], key=lambda each: each["day"])
            said = {**block.said, "unit": unit or block.said.get("unit", ""), "from": series}
            return blocks.changed(text, "value", block.place, blocks.table("value", said))
    said = {"name": name, "type": _kind(amount), "unit": unit, "from": [entry]}
    return blocks.changed(text, "value", None, blocks.table("value", said))


def _kind(amount: Any) -> str:
    if isinstance(amount, bool):
        return "boolean"
    return "number" if isinstance(amount, Decimal | int) else "string"


def with_bind(files: Files, place: int | None, clause: str, kind: str, **said: Any) -> str:
    """``binds.toml`` with one bind put in, or in place of another."""
    block = blocks.table("bind", {"clause": clause, "kind": kind, **said})
    return blocks.changed(files.get(BINDS, ""), "bind", place, block)


def without_bind(files: Files, place: int) -> Changes:
    """Without one bind; a list or a grant it named goes with it."""
    found = blocks.blocks(files.get(BINDS, ""), "bind")
    if not 0 <= place < len(found):
        raise Unclear("这项绑定已经不在了，请刷新。")
    gone, rest = found[place].said, files.get(BINDS, "")
    changes = {BINDS: blocks.changed(rest, "bind", place, "")}
    others = [each.said for each in found if each.place != place]
    name = gone.get("checklist", "")
    if name and not any(each.get("checklist") == name for each in others):
        changes[f"checklists/{name}.toml"] = ""
    table = gone.get("table", "")
    if table and not any(each.get("table") == table for each in others):
        changes[f"tables/{table}.csv"] = ""
    measure = gone.get("measure", "")
    if measure and not any(each.get("measure") == measure for each in others):
        changes[MEASURES] = _without_measure(files.get(MEASURES, ""), measure)
    process = gone.get("process", "")
    if process and not any(each.get("process") == process for each in others):
        changes |= {path: "" for path in files if path.startswith(f"processes/{process}.")}
    if gone.get("grant"):
        changes[GRANTS] = _without_grants(files.get(GRANTS, ""), gone.get("clause", ""))
    return changes


def _without_measure(text: str, name: str) -> str:
    for block in reversed(blocks.blocks(text, "measure")):
        if block.said.get("name") == name:
            text = blocks.changed(text, "measure", block.place, "")
    return text


def _without_grants(text: str, clause: str) -> str:
    for block in reversed(blocks.blocks(text, "grant")):
        if block.said.get("clause") == clause:
            text = blocks.changed(text, "grant", block.place, "")
    return text


def field_of(act: Act, fact: Fact) -> str:
    """The field beside which a finding on this fact stands.

    Its own, else the one that rules in force on the same fact name, else the first of the form.
    """
    fields = getattr(act.form, "base_fields", {})
    own = act.fields.get(fact.name, fact.name)
    if own in fields:
        return own
    used = (
        rule.field
        for each in in_force.everything()
        for rule in each.pack.rules
        if rule.act == act.name and rule.actual == fact.label and rule.field in fields
    )
    return next(used, next(iter(fields), ""))


def rule(files: Files, clause: str, said: Mapping[str, str], place: int | None) -> Changes:
    """A rule in the drafter's own words of FEEL, or one that asks a decision table."""
    act = _act(said)
    if not said.get("require", "").strip():
        raise Unclear("请写明要求，如：百公里油耗 <= 9.5。")
    fields = getattr(act.form, "base_fields", {})
    field = said.get("field") or next(iter(fields), "")
    table = said.get("table", "").strip()
    scope = scope_for(files, act.name, table)
    texts = {name: canonical(said.get(name, ""), scope)
             for name in ("when", "require", "actual", "limit")}  # fmt: skip
    kind = "table" if table else "rule"
    return {BINDS: with_bind(files, place, clause, kind, act=[act.name], table=table, **texts,
                             unit=said.get("unit", "").strip(), field=field)}  # fmt: skip


def scope_for(files: Files, act: str, table: str = "") -> Scope:
    """Names a rule of this draft may use: facts, the draft's values, what its table answers."""
    scope = registry.scope_of(act)
    problems: list[Problem] = []
    values = read_values(dict(files), problems)
    names = {each.name: type_of(each.series[0].value) for each in values}
    outputs = read_tables(dict(files), problems)
    if table in outputs:
        names |= {each.label: each.type for each in outputs[table].outputs}
    return scope.extended(names)


def canonical(text: str, scope: Scope) -> str:
    """FEEL in its own words, however it was typed; what cannot be read stays, and is told."""
    text = text.strip()
    try:
        return describe(text, scope).english if text else ""
    except RulebookError:
        return text


def excuse(files: Files, clause: str, said: Mapping[str, str], place: int | None) -> Changes:
    """Not executable, and why: an answer as good as any."""
    reason = said.get("reason", "").strip()
    if len(reason) < 8:
        raise Unclear("请写明为什么不能执行，不少于 8 个字。")
    return {BINDS: with_bind(files, place, clause, "none", reason=reason)}


def grant(files: Files, clause: str, said: Mapping[str, str], acts: list[str]) -> Changes:
    """A post may do acts on the rows in its scope."""
    role, scope = said.get("role", "").strip(), said.get("scope", "")
    if not role or not acts or scope not in set(GrantScope):
        raise Unclear("请写明岗位，选择业务动作和数据范围。")
    block = blocks.table("grant", {"role": role, "acts": acts, "scope": scope, "clause": clause})
    changes = {GRANTS: blocks.changed(files.get(GRANTS, ""), "grant", None, block)}
    return {**changes, BINDS: with_bind(files, None, clause, "grant", grant="draft")}


EVIDENCE = {"勾选": "none", "拍照": "photo", "文字": "text", "读数": "number"}


def checklist(files: Files, clause: str, said: Mapping[str, str]) -> Changes:
    """A list of items, one a line: what to look at ｜ 拍照、文字、读数 or 勾选."""
    name = said.get("name", "").strip()
    lines = [line.strip() for line in said.get("items", "").splitlines() if line.strip()]
    if not name or not lines:
        raise Unclear("请写明清单名称和检查项，一行一项。")
    items = []
    for line in lines:
        label, _, proof = line.replace("|", "｜").partition("｜")
        items.append({"label": label.strip(), "clause": clause,
                      "evidence": EVIDENCE.get(proof.strip(), "none")})  # fmt: skip
    head = f"name = {blocks.literal(name)}\nclause = {blocks.literal(clause)}\n\n"
    text = head + "\n".join(blocks.table("item", each) for each in items)
    bind = with_bind(files, None, clause, "checklist", checklist=name)
    return {f"checklists/{name}.toml": text, BINDS: bind}


def _with_examples(
    files: Files, expect: Mapping[str, str], act: Act, fact: Fact, op: str, amount: Decimal,
    day: dt.date,
) -> str:  # fmt: skip
    """A case just within the limit, and one just beyond it."""
    keeps, breaks = examples(op, amount)
    text = files.get(CASES, "")
    passes = dict.fromkeys(expect, "pass")
    for value, wanted, word in ((keeps, passes, "符合"), (breaks, expect, "不符合")):
        name = f"{fact.label} {value} {fact.unit}，{word}".replace(" ，", "，")
        block = case(name, act.name, day, {fact.label: str(value)}, wanted)
        text = blocks.case_changed(text, None, block)
    return text


def case(
    name: str, act: str, day: dt.date, facts: Mapping[str, str], expect: Mapping[str, str]
) -> str:
    """One case as it stands in its file; ``facts`` are written as YAML values already."""
    wanted = ", ".join(f'"{clause}": {verdict}' for clause, verdict in expect.items())
    return f"{_begun(name, act, day, facts)}  expect: {{{wanted}}}\n"


def answered(
    name: str, act: str, day: dt.date, facts: Mapping[str, str], gives: Mapping[str, str]
) -> str:
    """The same of a question of the platform: what its table should answer."""
    wanted = ", ".join(f"{label}: {value}" for label, value in gives.items())
    return f"{_begun(name, act, day, facts)}  gives: {{{wanted}}}\n"


def _begun(name: str, act: str, day: dt.date, facts: Mapping[str, str]) -> str:
    told = ", ".join(f"{label}: {value}" for label, value in facts.items())
    return f"- name: {blocks.literal(name)}\n  act: {act}\n  on: {day}\n  facts: {{{told}}}\n"

"""What executes a clause, as the amounts, spans of time and names that its words may repeat."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from guanbiao.library.contents import in_folder, read_measures, read_processes
from guanbiao.modules.standards.drafting import blocks
from guanbiao.modules.standards.drafting.stepping import span_of
from rulebook.errors import RulebookError
from rulebook.flow import from_stages
from rulebook.flow.bpmn import read
from rulebook.flow.model import Boundary, Process, UserTask

LITERAL = re.compile(r'"([^"]*)"|(?<![\w.])(\d+(?:\.\d+)?)')
CHINESE = {"1": "一", "2": "[两二]", "3": "三", "4": "四", "5": "五", "6": "六", "7": "七",
           "8": "八", "9": "九", "10": "十", "15": "十五"}  # fmt: skip
SPANS = {"day": "个?工作日", "hour": "个?(?:工作)?小时", "minute": "分钟"}
NAMES = {"day": "个工作日", "hour": "个工作小时", "minute": "分钟"}


@dataclass(frozen=True)
class Amount:
    """A number, as it is written."""

    text: str

    def put(self, words: str, new: Said) -> str:
        """The words with another number in its place."""
        if not isinstance(new, Amount):
            return words
        return re.sub(rf"(?<![\d.]){re.escape(self.text)}(?![\d.]*\d)", new.text, words)


@dataclass(frozen=True)
class Name:
    """A post, a step, a kind."""

    text: str

    def put(self, words: str, new: Said) -> str:
        """The words with another name in its place."""
        fits = isinstance(new, Name) and self.text and new.text
        return words.replace(self.text, new.text) if fits and isinstance(new, Name) else words


@dataclass(frozen=True)
class Span:
    """Working minutes."""

    minutes: int

    def put(self, words: str, new: Said) -> str:
        """The words with another span in its place, in figures or Chinese numerals as they come."""
        if not isinstance(new, Span):
            return words
        amount, unit = span_of(self.minutes)
        other, measure = span_of(new.minutes)
        number = "|".join(filter(None, (re.escape(amount), CHINESE.get(amount, ""))))
        pattern = rf"(?<![\d.])(?:{number})(\s*){SPANS[unit]}"
        return re.sub(pattern, lambda found: f"{other}{found[1]}{NAMES[measure]}", words)


Said = Amount | Name | Span
Told = dict[Hashable, Said]


def said(files: Mapping[str, str], clause: str) -> Told:
    """Everything a clause's rules, values, processes and measures say, each under its place."""
    return dict(
        [*_values(files, clause), *_rules(files, clause), *_processes(files, clause),
         *_measures(files, clause)]
    )  # fmt: skip


Pairs = Iterator[tuple[Hashable, Said]]


def _values(files: Mapping[str, str], clause: str) -> Pairs:
    """The latest amount of each value; a new day of the same value is a change of it."""
    for block in blocks.blocks(files.get("values.toml", ""), "value"):
        for entry in block.said.get("from", []):
            if entry.get("clause") == clause:
                yield ("value", block.said.get("name")), _plain(entry.get("value"))


def _plain(value: Any) -> Said:
    if isinstance(value, Decimal):
        return Amount(f"{value.normalize():f}")
    return Amount(str(value)) if isinstance(value, int) else Name(str(value))


def _rules(files: Mapping[str, str], clause: str) -> Pairs:
    for block in blocks.blocks(files.get("binds.toml", ""), "bind"):
        if block.said.get("clause") == clause:
            for part in ("when", "require", "limit"):
                yield from _literals(("bind", part), str(block.said.get(part, "")))


def _literals(place: Hashable, text: str) -> Pairs:
    """The numbers and texts of an expression; they are the same place while the rest is."""
    rest = LITERAL.sub("·", text)
    for number, found in enumerate(LITERAL.finditer(text)):
        yield (place, rest, number), Amount(found[2]) if found[2] else Name(found[1])


def _processes(files: Mapping[str, str], clause: str) -> Pairs:
    for process in drawn(files):
        named = {n.id for n in process.nodes if clause in (n.clause, process.clause)}
        for node in process.nodes:
            if node.id in named and isinstance(node, UserTask):
                yield (node.id, "label"), Name(node.label)
                if node.minutes:
                    yield (node.id, "limit"), Span(node.minutes)
                for place, who in enumerate(node.who):
                    yield (node.id, "who", place), Name(who.value)
            elif isinstance(node, Boundary) and node.host in named and node.minutes:
                yield (node.id, "limit"), Span(node.minutes)
        for flow in process.flows:
            if flow.source in named:
                yield from _literals(("flow", flow.id), flow.condition)


def drawn(files: Mapping[str, str]) -> Iterator[Process]:
    """The processes of a draft that can be read, linear ones drawn out."""
    for path in in_folder(dict(files), "processes", ".bpmn"):
        try:
            yield from read(files[path])[0]
        except RulebookError:
            continue
    yield from map(from_stages, read_processes(dict(files), []))


def _measures(files: Mapping[str, str], clause: str) -> Pairs:
    known = [each for each in read_measures(dict(files), []) if each.clause == clause]
    for place, measure in enumerate(known):
        yield ("measure", place), Name(measure.name)
        if measure.target is not None:
            yield ("measure", place, "target"), _plain(measure.target)
        yield from _literals(("measure", place, "when"), measure.when)
        yield from _literals(("measure", place, "value"), measure.value)

"""The rule engine: one decision, parsing, compiling, and judging while packs are compiled.

``make bench-rulebook``. Everything is taken turn by turn in one process, in CPU time, medians over
the rounds. Aims: one decision (a table of 24 rows and six conditions) ≤ 4× hand-written Python and
about 1 µs, ahead of every engine below; with trace ≤ 15 µs; ≥ 50,000 expressions parsed a second;
1,000 clauses compiled in ≤ 2 s; a reload of packs stalls no request.

The Rust engines are measured when they can be imported (``zen-engine``, ``datalogic-py``,
``common-expression-language``); the project does not depend on them.
"""

from __future__ import annotations

import statistics
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

from bench import _office as office
from rulebook.errors import FeelError
from rulebook.feel import Scope, parse
from rulebook.rules import Modality, Rule, RuleSet, compile_rules
from tests.fuzz.corpus import expressions

ROUNDS, CALLS, CLAUSES, REQUESTS = 15, 2_000, 1_000, 2_000
TEXTS = (
    "面积 <= 12 + {n}",
    '用途 in ["基本办公", "辅助办公"] and 面积 * 分摊率 <= {n}',
    '批准日 + duration("P{n}D") <= date("2030-01-01")',
    'if 状态 = "停用" then 面积 > 0 else 面积 between 4 and {n}0',
)


def main() -> None:
    """Print every figure beside its aim."""
    decisions()
    parsing()
    compiling()
    reloading()


def decisions() -> None:
    """One decision, by each engine that is here."""
    subjects = {name: make() for name, make in office.OURS.items()}
    for name, make in office.OTHERS.items():
        try:
            subjects[name] = make()
        except ImportError:
            print(f"{name:36} not installed")
    given = office.records(300)
    _agree(subjects, given)
    rounds: dict[str, list[float]] = {name: [] for name in subjects}
    for _ in range(ROUNDS):
        for name, decide in subjects.items():
            rounds[name].append(_measure(decide, given))
    base = statistics.median(rounds["hand-written"])
    for name, times in rounds.items():
        median = statistics.median(times)
        print(f"{name:36} {median * 1e6:8.2f} µs a decision {median / base:7.1f}×")


def _agree(subjects: dict[str, office.Decide], given: list[office.Record]) -> None:
    """All engines decide alike, or the comparison is worth nothing."""
    for name, decide in subjects.items():
        if name != "rulebook, a finding":
            wrong = [x for x in given if decide(x) != office.by_hand(x)]
            assert not wrong, (name, wrong[0])


def _measure(decide: Callable[[Any], object], given: list[Any]) -> float:
    count = len(given)
    started = time.process_time()
    for n in range(CALLS):
        decide(given[n % count])
    return (time.process_time() - started) / CALLS


def parsing() -> None:
    """Expressions of the compatibility kit to typed trees."""
    texts, scope = [], Scope({})
    for text in expressions():
        try:
            parse(text, scope, False)
        except FeelError:
            continue
        texts.append(text)
    rates = []
    for _ in range(ROUNDS):
        started = time.process_time()
        for text in texts:
            parse(text, scope, False)
        rates.append(len(texts) / (time.process_time() - started))
    length = statistics.mean(map(len, texts))
    rate = statistics.median(rates)
    print(f"{len(texts)} expressions of {length:.0f} characters: {rate:,.0f} parsed a second")


def clauses(start: int) -> list[Rule]:
    """A thousand different clauses: requirement, limit, actual value."""
    return [
        Rule(
            id=f"Q#{n}", standard="Q", edition="2026", clause=str(n), words="不应超过限额。",
            modality=Modality.MUST, act="offices.room.assign", limit=f"12 + {n}", actual="面积",
            require=TEXTS[n % len(TEXTS)].format(n=n),
        )
        for n in range(start, start + CLAUSES)
    ]  # fmt: skip


def compiling() -> None:
    """A thousand clauses from text to functions."""
    times = []
    for turn in range(5):
        rules = clauses(turn * CLAUSES + 1)
        started = time.process_time()
        compile_rules(rules, office.SCOPE)
        times.append(time.process_time() - started)
    print(f"{CLAUSES} clauses compiled in {statistics.median(times):.2f} s")


def reloading() -> None:
    """How long a request waits for its verdicts while another thread compiles pack after pack."""
    rules = compile_rules(clauses(1)[:50], office.SCOPE)
    given = office.records(300)
    quiet = _waits(rules, given)
    stop = threading.Event()
    other = threading.Thread(target=_compile_on, args=(stop,))
    other.start()
    try:
        busy = _waits(rules, given)
    finally:
        stop.set()
        other.join()
    for name, waits in (("quiet", quiet), ("while packs compile", busy)):
        half, most, worst = waits[len(waits) // 2], waits[len(waits) * 99 // 100], waits[-1]
        print(
            f"50 clauses judged, {name:20} median {half * 1e3:6.2f} ms, 99 % {most * 1e3:6.2f} ms, "
            f"longest {worst * 1e3:6.2f} ms (a thread's turn is {sys.getswitchinterval()} s)"
        )


def _waits(rules: RuleSet, given: list[office.Record]) -> list[float]:
    """Seconds each request took, by the clock on the wall, ascending."""
    found = []
    for n in range(REQUESTS):
        started = time.perf_counter()
        rules.judge(given[n % len(given)])
        found.append(time.perf_counter() - started)
        time.sleep(0.0005)
    return sorted(found)


def _compile_on(stop: threading.Event) -> None:
    turn = 0
    while not stop.is_set():
        compile_rules(clauses(turn * CLAUSES + 1), office.SCOPE)
        turn += 1

"""``python -m tests.fuzz [MINUTES] [SEED]``: random and mutated input until the time is up.

Every input must end in a result or in our own error, in at most 0.05 s of computing time (the best
of three) and 50 MB. What does not is printed, kept in ``var/fuzz`` and makes the exit status 1; the
memory the process holds at the end is compared with what it held after its first minute.
"""

from __future__ import annotations

import random
import resource
import signal
import sys
import time
import traceback
from collections import Counter
from pathlib import Path
from typing import Any

from tests.fuzz.targets import Target, targets

SECONDS, MEGABYTES, HANG = 0.05, 50, 5.0
FOLDER = Path("var/fuzz")


class Hang(BaseException):
    """The alarm rang."""


def main(minutes: float = 10.0, seed: int = 0) -> int:
    """Fuzz; the number of findings of different kinds."""
    dice = random.Random(seed or time.time_ns())
    signal.signal(signal.SIGVTALRM, _ring)
    every, kept = targets(), FOLDER
    kept.mkdir(parents=True, exist_ok=True)
    end, settled = time.monotonic() + minutes * 60, 0
    counts: Counter[str] = Counter()
    found: dict[str, Any] = {}
    while time.monotonic() < end:
        target = dice.choices(every, weights=(6, 2, 1, 1, 1))[0]
        given = target.invent(dice)
        fault = problem(target, given)
        counts[target.name] += 1
        if fault and fault not in found:
            found[fault] = given
            _keep(kept, len(found), target, fault, given)
        if not settled and sum(counts.values()) >= 20_000:
            settled = held()
    print(f"{sum(counts.values())} inputs {dict(counts)}; {len(found)} findings; "
          f"memory {settled} → {held()} MB")  # fmt: skip
    return min(1, len(found))


def problem(target: Target, given: Any) -> str:
    """What is wrong with how the target took the input; "" if nothing."""
    before = peak()
    try:
        seconds = timed(target, given)
    except Hang:
        return f"{target.name}: hangs {_place()}"
    except Exception:  # noqa: BLE001 - whatever comes is what we look for
        return f"{target.name}: {_place()}"
    grown = peak() - before
    if grown > MEGABYTES:
        return f"{target.name}: memory, {grown // 10 * 10} MB"
    if seconds > SECONDS and target.name in ("expression", "cell"):
        seconds = min(seconds, *(timed(target, given) for _ in range(3)))
        if seconds > _allowed(target):
            return f"{target.name}: slow, {seconds:.2f} s"
    return ""


def _allowed(target: Target) -> float:
    """An expression is taken twice (strictly and leniently), a cell three times."""
    return SECONDS * {"expression": 2, "cell": 3}[target.name]


def timed(target: Target, given: Any) -> float:
    """Seconds of computing; `Hang` when there is no end to it."""
    signal.setitimer(signal.ITIMER_VIRTUAL, HANG)
    started = time.thread_time()
    try:
        target.swallow(given)
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    return time.thread_time() - started


def _ring(*_: object) -> None:
    raise Hang


def _place() -> str:
    kind, error, trace = sys.exc_info()
    frames = traceback.extract_tb(trace)
    last = next((one for one in reversed(frames) if "rulebook" in one.filename), frames[-1])
    where = f"{Path(last.filename).name}:{last.lineno}"
    return f"{kind.__name__ if kind else ''} in {where} {error!s:.60}"


def peak() -> int:
    """The most memory the process ever held, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def held() -> int:
    """Memory the process holds, in megabytes."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() // 1_000_000


def _keep(folder: Path, number: int, target: Target, fault: str, given: Any) -> None:
    print(f"✗ {fault}\n  {given[:300]!r}", flush=True)
    data = given if isinstance(given, bytes) else given.encode("utf-8", "surrogatepass")
    (folder / f"{target.name}-{number}").write_bytes(data)


if __name__ == "__main__":
    numbers = [float(one) for one in sys.argv[1:3]]
    sys.exit(main(*numbers[:1], *(int(one) for one in numbers[1:])))

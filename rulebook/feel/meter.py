"""Bounds on running: steps, time and depth. A hostile expression ends in our error, not in a hang.

A step is one turn of a loop, one item made or visited, or some characters of text produced. The
counter belongs to the thread and starts anew with each outermost evaluation. Time is the thread's
own computing time, so that a busy machine does not change results; it is looked at now and then.
"""

from __future__ import annotations

import threading
import time

from rulebook.errors import FeelError

MAX_STEPS = 100_000
MAX_CALLS = 120
MAX_TEXT = 1_000_000
MAX_SECONDS = 0.025
_TEXT_STEP = 64
_LOOK = 1_000
_LEAST = 0.002


class Meter(threading.local):
    """Steps left and depth of calls of this thread's running evaluation."""

    def __init__(self) -> None:
        self.open = 0
        self.steps = MAX_STEPS
        self.calls = 0
        self.look = MAX_STEPS
        self.started = 0.0

    def enter(self) -> None:
        """An evaluation begins; the outermost one gets a full allowance."""
        if self.open == 0:
            self.steps = MAX_STEPS
            self.look = MAX_STEPS - _LOOK
            self.started = 0.0
            self.calls = 0
        self.open += 1

    def leave(self) -> None:
        """An evaluation ends."""
        self.open -= 1

    def spend(self, count: int = 1) -> None:
        """Use up steps."""
        self.steps -= count
        if self.steps < self.look:
            self._check()

    def _check(self) -> None:
        """Some steps later: see whether any are left, and time."""
        if not self.open:
            self.steps, self.look = MAX_STEPS, MAX_STEPS - _LOOK
            return
        if self.steps < 0:
            raise FeelError(f"计算步数超过上限（{MAX_STEPS}），已停止。请缩小列表或循环的范围。")
        self.look = self.steps - _LOOK
        if self._left() < 0:
            raise FeelError("计算用时超过上限，已停止。请缩小列表或循环的范围。")

    def _left(self) -> float:
        """Seconds of computing left; counted from the first time anybody asks."""
        now = time.thread_time()
        self.started = self.started or now
        return MAX_SECONDS - (now - self.started)

    def seconds(self) -> float:
        """Seconds that something with a clock of its own may take."""
        return max(self._left(), _LEAST) if self.open else MAX_SECONDS

    def hurry(self) -> None:
        """Behind something that may have been slow: look at the time with the next step."""
        self.look = self.steps

    def scan(self, length: int) -> None:
        """Account for going through a text; short ones are free."""
        if length > _TEXT_STEP:
            self.spend(length // _TEXT_STEP)

    def text(self, length: int) -> None:
        """Account for a text of so many characters about to be made."""
        if length > MAX_TEXT:
            raise FeelError(f"文本过长（超过{MAX_TEXT}字），已停止。")
        self.spend(1 + length // _TEXT_STEP)

    def call(self) -> None:
        """A function call begins."""
        self.calls += 1
        self.spend(2)
        if self.calls > MAX_CALLS:
            raise FeelError(f"函数嵌套调用超过{MAX_CALLS}层，已停止。请检查是否无限递归。")

    def done(self) -> None:
        """A function call ends."""
        self.calls -= 1


METER = Meter()

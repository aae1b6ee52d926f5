"""A hundred thousand lines imported by the platform as it is served, and everybody else meanwhile.

``guanbiao serve`` runs on a home of its own with the sample ``small``: web processes, database and
the one worker. Through its pages the manager uploads an Excel ledger of new vehicles, waits for the
dry run and starts the import, her page asking how far it is every two seconds; when half of the
lines are in, the worker is killed (SIGKILL), and the platform has to go on by itself: every line
must be there once. Beside it she reads her list and a clerk submits requests over HTTP, turn by
turn: medians and 95th percentiles in milliseconds, beside the dry run and beside the import, and
how many times those alone, before and after (when the list is as long as the ledger). Run:
``make bench-importing`` (``EXCHANGE_LINES`` for another number of lines, at least 10,000).
"""

from __future__ import annotations

import datetime as dt
import os
import random
import re
import signal
import statistics
import time
from dataclasses import dataclass, field
from typing import Any

import httpx2

from bench._ledger import BUREAU, CATEGORY, book, counted, workers
from bench.web import Times, passwords, request_of, running, signed_in
from tests.project.makers import eventually, new_home

LINES = int(os.environ.get("EXCHANGE_LINES", "100000"))
ALONE = 60
"""So many turns without the import, before and after."""
PAUSE = 0.1
"""Seconds between two turns: people, not a flood."""
ASKED = 2.0
"""Seconds after which the page of an upload asks again how far it is."""
MANAGER, CLERK = "zhouwb", "hanxm"
SERVE = ("guanbiao", "serve", "--sample", "small")
STATE = re.compile(r'class="tag tag-brand">([^<]+)<')
PERCENT = re.compile(r'<progress max="100" value="(\d+)"')
BEFORE, TRYING, IMPORTING, AFTER = (
    "alone before", "beside the dry run", "beside the import", "alone after",
)  # fmt: skip
WARM, DEAD = "to warm up", "while nobody imported"
"""Left out of all: the first answers, and those between a worker's death and its heir's lines."""


def main() -> None:
    """Alone, upload, dry run, import with one death in the middle, alone; then count."""
    with new_home() as home, running("serve", *SERVE, home=home) as address:
        _say(f"{LINES:,} lines")
        known = passwords(home)
        work = Work(_client(address, MANAGER, known), _client(address, CLERK, known))
        work.alone(WARM)
        work.alone(BEFORE)
        place, wall = work.upload()
        _say(f"uploaded in {wall:.1f} s")
        wall = work.attend(place, "试算中", TRYING)
        _say(f"tried in {wall:.0f} s, {LINES / wall:.0f} a second")
        work.post(place, {})
        wall = work.attend(place, "导入中", IMPORTING)
        _say(f"imported in {wall:.0f} s, {LINES / wall:.0f} a second; less {work.paused:.0f} s"
             f" after the death {LINES / (wall - work.paused):.0f} a second")  # fmt: skip
        assert f"已导入 {LINES} 行，0 行未导入" in work.manager.get(place).text
        work.alone(AFTER)
        _told(work)
        counted(home, LINES, work.died)


def _say(words: str) -> None:
    print(f"{words} (load {os.getloadavg()[0]:.1f})", flush=True)


def _client(address: str, login: str, known: dict[str, str]) -> httpx2.Client:
    """Somebody who signed in; the reading of a long file takes its time."""
    kept = signed_in(address, login, known[login])
    headers = {"Referer": f"{address}/", "X-CSRFToken": kept["csrftoken"]}
    return httpx2.Client(base_url=address, cookies=kept, headers=headers, timeout=600)


@dataclass
class Work:
    """What the two do, and how long each answer took by phase and kind."""

    manager: httpx2.Client
    clerk: httpx2.Client
    times: dict[str, Times] = field(default_factory=dict)
    died: float = 0.0
    at_death: int = -1
    """Per cent that were in then, as the next look shows."""
    paused: float = 0.0
    """Seconds from then to the first lines after it."""
    dice: random.Random = field(default_factory=lambda: random.Random(7))

    def upload(self) -> tuple[str, float]:
        """Make room in the quota, then send the file: where it is looked after, and the seconds."""
        today = f"{dt.date.today()}"  # noqa: DTZ011 - the day people see
        room = {"unit": BUREAU, "category": CATEGORY, "number": "999999", "basis": "批复",
                "from_day": today}  # fmt: skip
        self.post("/vehicles/quota/new/", room)
        content = book(LINES)
        began = time.perf_counter()
        place = self.post("/vehicles/vehicle/import/", {}, {"file": ("台账.xlsx", content)})
        return place, time.perf_counter() - began

    def post(self, path: str, draft: dict[str, str], files: Any = None) -> str:
        """A form that must be taken; where it leads."""
        answer = self.manager.post(path, data=draft, files=files)
        assert answer.status_code == 302, answer.text
        return str(answer.headers["Location"])

    def alone(self, phase: str) -> None:
        """Turns with nothing beside them."""
        for _ in range(ALONE):
            self._turn(phase)

    def attend(self, place: str, state: str, phase: str) -> float:
        """Turns until the upload has left a state; the seconds until it had."""
        began = time.perf_counter()
        while True:
            page = self._timed(phase, "page of the import", self.manager, "GET", place).text
            found, percent = STATE.search(page), PERCENT.search(page)
            if found is None or found[1] != state or percent is None:
                assert found and found[1] != "未完成", page
                return time.perf_counter() - began
            if phase == IMPORTING:
                self._kill_once(int(percent[1]))
            due = time.monotonic() + ASKED
            while time.monotonic() < due:
                self._turn(DEAD if self.died and not self.paused else phase)

    def _kill_once(self, percent: int) -> None:
        """End the worker when half is done; afterwards note when its heir goes on."""
        if self.died and self.at_death < 0:
            self.at_death = percent
        elif self.died:
            if not self.paused and percent > self.at_death:
                self.paused = time.time() - self.died
        elif percent >= 50:
            worker = next(workers())
            os.kill(worker, signal.SIGKILL)
            self.died = time.time()
            _say(f"worker killed at {percent} %")
            assert eventually(lambda: next(workers(), worker) != worker), "no new worker"

    def _turn(self, phase: str) -> None:
        self._timed(phase, "list page", self.manager, "GET", "/vehicles/vehicle/")
        new, draft = "/vehicles/request/new/", request_of(self.dice)
        taken = self._timed(phase, "submit", self.clerk, "POST", new, draft)
        self.clerk.get(taken.headers["Location"])
        time.sleep(PAUSE)

    def _timed(
        self, phase: str, kind: str, client: httpx2.Client, method: str, path: str,
        draft: dict[str, str] | None = None,
    ) -> httpx2.Response:  # fmt: skip
        began = time.perf_counter()
        answer = client.request(method, path, data=draft)
        spent = (time.perf_counter() - began) * 1e3
        self.times.setdefault(phase, {}).setdefault(kind, []).append(spent)
        assert answer.status_code == (302 if kind == "submit" else 200), answer.text
        return answer


def _told(work: Work) -> None:
    """By kind and phase; what was beside the import also as so many times what was alone."""
    for kind in ("list page", "submit", "page of the import"):
        told = (phase for phase in (BEFORE, TRYING, IMPORTING, AFTER) if kind in work.times[phase])
        seen = {phase: _three(work.times[phase][kind]) for phase in told}
        for phase, (median, late, longest, many) in seen.items():
            against = "".join(
                f", {median / seen[other][0]:.1f} / {late / seen[other][1]:.1f} times {other}"
                for other in (BEFORE, AFTER)
                if other in seen and phase in (TRYING, IMPORTING)
            )
            print(f"{kind} {phase}: {median:.0f} ms, 95 % within {late:.0f} ms, longest "
                  f"{longest:.0f} ms ({many} times){against}")  # fmt: skip


def _three(times: list[float]) -> tuple[float, float, float, int]:
    ordered = sorted(times)
    late = ordered[int(len(ordered) * 0.95)]
    return statistics.median(ordered), late, ordered[-1], len(ordered)

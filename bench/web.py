"""Sixty-four people at once on a city's data, and what a list page costs beside a bare one.

First the platform itself, as ``guanbiao serve`` starts it, on the sample ``city`` (2,000 vehicles,
24,000 requests): 64 clients, each in a session of her own, read lists, open rows, submit requests
and are led on to what they submitted (*after*) for ``WEB_SECONDS`` (30), first without a pause,
then looking one to three seconds at each answer as people do, then lists alone, beside a site that
has nothing but the bare list (``bench/_bare.py``); medians and 95th percentiles in milliseconds are
told, and every answer that was none. Then, in one process and turn by turn, the CPU of the kit's
list page and of a bare Django view that shows the same fifty rows with Jinja2. Aims: 95 % within
300 ms, no error, 3 ms for the list page. The site stays in ``var/bench-web``, so that a second run
begins at once. Run: ``make bench-web``.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import os
import random
import re
import signal
import statistics
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path

import httpx2

from bench._page import compare, environment
from guanbiao.project.serving import THREADS

ROOT = Path(__file__).resolve().parents[1]
HOME = ROOT / "var" / "bench-web"
CLIENTS = 64
SECONDS = int(os.environ.get("WEB_SECONDS", "30"))
PEOPLE = ("hanxm", "zhouwb")
"""Those who see all vehicles of the city; both may ask for one."""
LAWFUL = {"submit": (302, 422)}
"""Answers that are no error: a request kept, or stopped by a clause, which the gate keeps too."""
READY = 1200
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')

Times = dict[str, list[float]]


@contextlib.contextmanager
def running(name: str, *command: str, home: Path = HOME) -> Iterator[str]:
    """A site on a home, started by a command that takes a port; its address."""
    from guanbiao.project.postgres import free_port

    home.mkdir(parents=True, exist_ok=True)
    port = free_port()
    kept = {k: v for k, v in os.environ.items() if not k.startswith("GUANBIAO_")}
    with (home / f"{name}.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", *command, "--port", str(port)], cwd=ROOT,
            env=kept | environment(home), stdout=log, stderr=log,
        )  # fmt: skip
        try:
            yield _ready(f"http://127.0.0.1:{port}", process, home)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=60)


PLATFORM = ("guanbiao", "serve", "--sample", "city")
ALONE = (
    "granian", "--interface", "wsgi", "--workers", "2", "--blocking-threads", THREADS,
    "--no-ws", "--log-level", "error", "bench._bare:application",
)  # fmt: skip


def _ready(address: str, process: subprocess.Popen[bytes], home: Path) -> str:
    began = time.monotonic()
    while time.monotonic() - began < READY and process.poll() is None:
        with contextlib.suppress(httpx2.HTTPError):
            httpx2.get(f"{address}/login/")
            return address
        time.sleep(1)
    raise SystemExit(f"the site did not come up, see the logs in {home}")


def passwords(home: Path = HOME) -> dict[str, str]:
    """Login → password of the sample."""
    lines = (home / "sample-accounts.txt").read_text(encoding="utf-8").splitlines()[1:]
    return {line.split()[0]: line.split()[1] for line in lines if line.strip()}


def signed_in(address: str, login: str, password: str) -> dict[str, str]:
    """The cookies of somebody who signed in."""
    with httpx2.Client(base_url=address, follow_redirects=True) as client:
        page = client.get("/login/")
        token = TOKEN.search(page.text)
        assert token is not None
        draft = {"login": login, "password": password, "csrfmiddlewaretoken": token[1]}
        answer = client.post("/login/", data=draft, headers={"Referer": f"{address}/login/"})
        assert "/login/" not in str(answer.url), f"{login} was not let in"
        return dict(client.cookies)


def request_of(dice: random.Random) -> dict[str, str]:
    """A lawful request for a car next week."""
    day = dt.date.today() + dt.timedelta(days=7)  # noqa: DTZ011 - the day people see
    while day.weekday() > 4:
        day += dt.timedelta(days=1)
    hour = dice.randrange(9, 12)
    return {
        "category": "调研核查", "purpose": "赴南屏县开展公共机构能源审计现场核查",
        "origin": "市政务中心 1 号门", "destination": f"南屏县第 {dice.randrange(9999)} 站",
        "area": "市区", "passengers": "4", "body": "轿车", "distance_km": "42",
        "depart_at": f"{day}T{hour:02d}:00", "return_at": f"{day}T{hour + 3:02d}:00",
        "pool_willing": "on",
    }  # fmt: skip


READ = {
    "list": ("/vehicles/vehicle/?page={}", 40),
    "find": ("/vehicles/vehicle/?q=1{}", 90),
    "detail": ("/vehicles/vehicle/{}/", 2000),
}
"""Kind of page → address, and how many there are."""


@dataclass(frozen=True)
class Crowd:
    """What people do, each kind so often, and how many seconds they look at an answer."""

    words: str
    weights: Mapping[str, int]
    look: tuple[float, float] = (0.0, 0.0)


WORK = {"list": 3, "find": 2, "detail": 3, "submit": 2}
AT_WORK = (Crowd("no pause", WORK), Crowd("a pause of 1 to 3 s", WORK, (1.0, 3.0)))
LISTS = Crowd("lists alone, no pause", {"list": 1})


async def one(
    client: httpx2.AsyncClient, token: str, until: float, crowd: Crowd,
    times: Times, failed: Counter[str], dice: random.Random,
) -> None:  # fmt: skip
    """A person at work."""
    kinds, weights = list(crowd.weights), list(crowd.weights.values())
    while time.monotonic() < until:
        await asyncio.sleep(dice.uniform(*crowd.look))
        kind = dice.choices(kinds, weights)[0]
        if kind == "submit":
            draft = request_of(dice) | {"csrfmiddlewaretoken": token}
            asked = client.post("/vehicles/request/new/", data=draft)
        else:
            address, many = READ[kind]
            asked = client.get(address.format(dice.randrange(1, many + 1)))
        while asked is not None:
            began = time.perf_counter()
            answer = await asked
            times[kind].append((time.perf_counter() - began) * 1e3)
            if answer.status_code not in LAWFUL.get(kind, (200,)):
                failed[f"{kind} {answer.status_code}"] += 1
            leads = answer.headers.get("Location", "")
            kind, asked = "after", client.get(leads) if leads else None


async def gathered(
    address: str, seats: list[dict[str, str]], crowd: Crowd
) -> tuple[Times, Counter[str]]:
    """All of them for a while."""
    times: Times = defaultdict(list)
    failed: Counter[str] = Counter()
    until = time.monotonic() + SECONDS
    async with contextlib.AsyncExitStack() as open_ones:
        jobs = []
        for number in range(CLIENTS):
            kept = seats[number]
            client = await open_ones.enter_async_context(
                httpx2.AsyncClient(
                    base_url=address, cookies=kept, timeout=60,
                    headers={"Referer": address, "X-CSRFToken": kept["csrftoken"]},
                )
            )  # fmt: skip
            dice = random.Random(number)
            jobs.append(one(client, kept["csrftoken"], until, crowd, times, failed, dice))
        await asyncio.gather(*jobs)
    return times, failed


def told(times: Times, failed: Counter[str]) -> None:
    """The table of answers."""
    whole = sum(map(len, times.values()))
    print(f"  {whole} answers, {whole / SECONDS:.0f} a second")
    for kind, found in sorted(times.items()):
        found.sort()
        late = found[int(len(found) * 0.95)]
        print(f"  {kind:8} {len(found):5}  median {statistics.median(found):6.0f} ms"
              f"  95 % within {late:6.0f} ms")  # fmt: skip
    print(f"  failed: {dict(failed) or 'none'}")


def ask(where: str, address: str, seats: list[dict[str, str]], crowd: Crowd) -> None:
    """Let a crowd work and tell."""
    print(f"{where}: {CLIENTS} clients, {crowd.words}, {SECONDS} s")
    told(*asyncio.run(gathered(address, seats, crowd)))


def main() -> None:
    """The crowds, then the page beside the bare one."""
    with running("serve", *PLATFORM) as address:
        known = passwords()
        seats = [
            signed_in(address, login, known[login]) for login in islice(cycle(PEOPLE), CLIENTS)
        ]
        for crowd in (*AT_WORK, LISTS):
            ask("platform", address, seats, crowd)
        with running("bare", *ALONE) as alone:
            ask("bare", alone, seats, LISTS)
        compare(HOME)


if __name__ == "__main__":
    main()

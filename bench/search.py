"""Search in Chinese over a million records, beside the plain ``LIKE '%…%'`` of one table.

A million voices of random two-character words, spread over a thousand units. Both sides turn by
turn in one process on the same database: the search of the desk over every table, within what a
clerk of the bureau may see, and the bare comparison of the one large table, which sees everything.
Words in nearly every row, in one of a thousand, in one single row and in none; and the rarer one
narrowed to a month. Wall milliseconds, medians and the slowest of ``ROUNDS``. Aim: 1 s.
Run: ``make bench-search`` (``SEARCH_ROWS`` for another number of rows).
"""

from __future__ import annotations

import datetime as dt
import os
import re
import statistics
import time

from bench.gate import timed

DATABASE = True
ROWS = int(os.environ.get("SEARCH_ROWS", "1000000"))
ROUNDS = 15
WORDS = re.findall(
    "..",
    "会议空调电梯食堂停车门禁照明保洁绿化维修用车接待办公资产能耗节水预算采购印章档案宿舍幼教物业安保消防垃圾分类光伏充电网络",
)
RARE, SINGLE, NONE = "锅炉", "窖井", "飞碟"
FILL = """
INSERT INTO voices_voice (number, kind, title, content, person_id, from_unit_id, unit_id, said_at,
    due_at, state, answer, worked_minutes, rating_words, reopened)
SELECT 'B' || n, '建议', w[1 + n %% 30] || w[1 + (n * 7) %% 30] || '问题' || n,
    '关于' || w[1 + (n * 11) %% 30] || '和' || w[1 + (n * 13) %% 30] || '的建议，请' ||
    w[1 + (n * 17) %% 30] || '部门办理' ||
    CASE WHEN n = 77777 %% %s THEN '窖井' WHEN n %% 1000 = 0 THEN '锅炉' ELSE '' END,
    %s, %s, %s, now() - n * interval '30 seconds', NULL, '待答复', '', NULL, '', 0
FROM generate_series(1, %s) n, (SELECT %s::text[] AS w) words
"""
PLAIN = "SELECT id FROM voices_voice WHERE content LIKE %s ORDER BY id DESC LIMIT 6"


def fill(people: object) -> None:
    """A million rows, under one open passage."""
    from django.db import connection

    from tests.gate.makers import passage

    clerk, office = people.clerk, people.office  # type: ignore[attr-defined]
    began = time.monotonic()
    with passage(), connection.cursor() as cursor:
        cursor.execute(FILL, [ROWS, clerk.pk, office.pk, office.pk, ROWS, WORDS])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE voices_voice")
    print(f"{ROWS:,} rows written with their index in {time.monotonic() - began:.0f} s")


def main() -> None:
    """Fill, then search turn by turn."""
    from django.conf import settings
    from django.db import connection

    from guanbiao.library.publish import publish_all
    from guanbiao.modules.desk import searching
    from guanbiao.modules.desk.within import Within
    from tests.gate.makers import bureau

    publish_all(settings.PACKS, lambda _: None)
    people = bureau()
    fill(people)
    actor = people.actor(people.clerk)
    month = Within("", dt.date.today() - dt.timedelta(days=60), dt.date.today())  # noqa: DTZ011
    asked = [(WORDS[0], Within()), (RARE, Within()), (SINGLE, Within()), (NONE, Within()),
             (RARE, month)]  # fmt: skip

    def plain(word: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(PLAIN, [f"%{word}%"])
            cursor.fetchall()

    for word, within in asked:
        turns = [
            (timed(lambda w=word: plain(w))[0],
             timed(lambda w=word, x=within: searching.find(actor, w, x))[0])
            for _ in range(ROUNDS)
        ]  # fmt: skip
        bare, whole = ([each[side] for each in turns] for side in (0, 1))
        found = sum(len(group.rows) for group in searching.find(actor, word, within))
        left, right = statistics.median(bare), statistics.median(whole)
        print(f"{word}{' in 60 days' if within.first else '':11} {found} shown: "
              f"LIKE {left:7.1f} ms  search {right:7.1f} ms (slowest {max(whole):.0f})  "
              f"ratio {right / left:.2f}")  # fmt: skip

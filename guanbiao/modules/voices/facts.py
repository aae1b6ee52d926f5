"""All that rules may see of voices; read from what is stored, never from the clock."""

from __future__ import annotations

from guanbiao.gate.describe import Entity, Fact, FactSet
from guanbiao.modules.voices.models import Voice
from rulebook.feel import types as t

VOICE = Entity(
    "voices.voice", "诉求", Voice, "unit__path", "title", "person", page="voices.voice",
    state="state",
)  # fmt: skip
FACTS = FactSet(
    VOICE,
    (
        Fact("kind", "诉求类别", t.STRING),
        Fact("content_length", "诉求字数", t.NUMBER, "字"),
        Fact("answer_length", "答复字数", t.NUMBER, "字"),
        Fact("worked", "答复用时", t.NUMBER, "工作分钟"),
        Fact("took", "答复历时", t.NUMBER, "天"),
        Fact("own_answer", "答复人是提出人", t.BOOLEAN),
        Fact("rating", "诉求评分", t.NUMBER, "分"),
        Fact("rating_length", "评价字数", t.NUMBER, "字"),
        Fact("reopened", "追问次数", t.NUMBER, "次"),
    ),
    """
    SELECT v.id AS key, v.unit_id, (v.said_at AT TIME ZONE 'Asia/Shanghai')::date AS day,
           v.kind, length(v.content) AS content_length, length(v.answer) AS answer_length,
           v.worked_minutes AS worked,
           (v.answered_at AT TIME ZONE 'Asia/Shanghai')::date
             - (v.said_at AT TIME ZONE 'Asia/Shanghai')::date AS took,
           v.answered_by_id = v.person_id AS own_answer, v.rating,
           length(v.rating_words) AS rating_length, v.reopened
    FROM voices_voice v
    """,
)

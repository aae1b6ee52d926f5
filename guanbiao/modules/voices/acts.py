"""Every write of voices: say, answer, rate, ask again, withdraw, warn."""

from __future__ import annotations

from django.db import connection
from django.utils import timezone

from guanbiao.gate.describe import Act, Kind
from guanbiao.gate.flowing import worked_minutes
from guanbiao.gate.forms import NoDraft
from guanbiao.gate.passage import Passage
from guanbiao.modules.voices import facts, forms
from guanbiao.modules.voices.deadlines import due
from guanbiao.modules.voices.models import State, Voice

FREE = "随时可行，由岗位权限约束，没有别的条款对其作出规定"


def say(passage: Passage) -> Voice:
    """Put it to the bureau that serves one's region."""
    me = passage.actor.me
    voice = Voice(
        number=_number(passage), person=me, from_unit=me.unit, unit=me.unit.bureau() or me.unit,
        said_at=passage.now, **passage.draft,
    )  # fmt: skip
    voice.due_at = due(voice.unit, passage.now)
    voice.save()
    passage.tell("voices.said", voice=voice.pk)
    return voice


def _number(passage: Passage) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('voices_number')")
        (value,) = cursor.fetchone()
    return f"SQ-{timezone.localtime(passage.now):%Y%m%d}-{value:05d}"


def answer(passage: Passage) -> Voice:
    """Answer it; the working time it took is kept, for the clause that limits it."""
    voice: Voice = passage.subject
    voice.answer, voice.state = passage.draft["answer"], State.ANSWERED
    voice.answered_by, voice.answered_at = passage.actor.person, passage.now
    voice.worked_minutes = worked_minutes(voice.said_at, passage.now)
    voice.save()
    passage.tell("voices.answered", voice=voice.pk, time=voice.reopened)
    return voice


def rate(passage: Passage) -> Voice:
    """Whoever said it says what she thinks of the answer."""
    voice: Voice = passage.subject
    voice.rating, voice.rating_words = passage.draft["rating"], passage.draft["rating_words"] or ""
    voice.state = State.CLOSED
    voice.save(update_fields=["rating", "rating_words", "state"])
    return voice


def ask_again(passage: Passage) -> Voice:
    """The answer did not answer: it waits again, with what was added."""
    voice: Voice = passage.subject
    added = f"{voice.content}\n追问：{passage.draft['content']}"
    voice.content, voice.state, voice.reopened = added, State.WAITING, voice.reopened + 1
    voice.said_at, voice.due_at = passage.now, due(voice.unit, passage.now)
    voice.answered_at = voice.worked_minutes = voice.warned_at = None
    voice.save()
    passage.tell("voices.said", voice=voice.pk)
    return voice


def withdraw(passage: Passage) -> Voice:
    """It is no longer wanted."""
    voice: Voice = passage.subject
    voice.state = State.WITHDRAWN
    voice.save(update_fields=["state"])
    return voice


def warn(passage: Passage) -> Voice:
    """The clock notes that the time to answer is over, once."""
    voice: Voice = passage.subject
    voice.warned_at = passage.now
    voice.save(update_fields=["warned_at"])
    passage.tell("voices.late", voice=voice.pk, time=voice.reopened)
    return voice


ON, SEEN = facts.VOICE, facts.FACTS
ACTS = (
    Act("voices.voice.say", "提出诉求", ON, forms.VoiceForm, say, SEEN, Kind.CREATE, papers=True),
    Act("voices.voice.answer", "答复", ON, forms.AnswerForm, answer, SEEN, at=(State.WAITING,)),
    Act("voices.voice.rate", "评价", ON, forms.RatingForm, rate, SEEN, at=(State.ANSWERED,)),
    Act("voices.voice.ask_again", "追问", ON, forms.MoreForm, ask_again, SEEN,
        at=(State.ANSWERED,)),
    Act("voices.voice.withdraw", "撤回诉求", ON, NoDraft, withdraw, SEEN, at=(State.WAITING,),
        unjudged=FREE, weighs="撤回后不再答复，也不能恢复；还要反映的须重新提出。"),
    Act("voices.voice.warn", "超期提醒", ON, NoDraft, warn, SEEN, at=(State.WAITING,),
        unjudged="由时钟按答复期限登记，期限本身由条款规定"),
)  # fmt: skip

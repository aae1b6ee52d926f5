"""Reading a table and doing an act, as functions the API mounts."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse

from guanbiao.exchange.api import problems, shapes
from guanbiao.exchange.api.once import once
from guanbiao.exchange.api.problems import Refused
from guanbiao.exchange.tokens import Bearer
from guanbiao.gate import authority
from guanbiao.gate.describe import Act, Table
from guanbiao.gate.passage import Forbidden, NotFound, Outcome
from guanbiao.gate.perform import perform
from guanbiao.kit import details, hiding, lists, names
from guanbiao.kit.narrowing import Narrowed

UNCOVERED = "令牌没有“{}”的权限：请由持有人签发包含它的令牌。"
ABSENT = "没有找到这条记录，或它不在您的数据范围内。"


def _may(request: HttpRequest, right: str, label: str) -> Bearer:
    bearer: Bearer = request.auth  # type: ignore[attr-defined] # set by ninja
    if not bearer.covers(right):
        raise Refused(403, UNCOVERED.format(label))
    if not authority.able(bearer.actor, right, bearer.actor.today):
        raise Refused(403, f"您的岗位没有“{label}”的权限。")
    return bearer


def listed(request: HttpRequest, table: Table, query: Any) -> HttpResponse:
    """A page of rows in the order of their keys."""
    actor = _may(request, table.view, f"查看{table.entity.label}").actor
    seen = hiding.seen(table, actor)
    rows = Narrowed.of(seen, request.GET).rows(seen, actor, actor.today)
    found = list(rows.filter(pk__gt=query.after).order_by("pk")[: query.limit + 1])
    here, more = found[: query.limit], len(found) > query.limit
    items = [shapes.row_of(table, seen, each) for each in here]
    return JsonResponse({"items": items, "next": here[-1].pk if more else None})


def row(request: HttpRequest, table: Table, key: int) -> HttpResponse:
    """A row, with what may be done with it."""
    actor = _may(request, table.view, f"查看{table.entity.label}").actor
    found = details.seen(table, actor, key)
    acts = [names.verb(each) for each in lists.offered(table, actor, found)]
    seen = hiding.seen(table, actor, found)
    return JsonResponse({**shapes.row_of(table, seen, found), "acts": acts})


def done(
    request: HttpRequest, act: Act, table: Table | None, body: Any, rehearse: bool,
    key: int | None = None,
) -> HttpResponse:  # fmt: skip
    """Do an act, or rehearse it; the same answer for the same idempotency key."""
    bearer = _may(request, act.name, act.label)
    run = partial(_answer, bearer, act, table, key, body, rehearse)
    return run() if rehearse else once(bearer.token, request, run)


def _answer(
    bearer: Bearer, act: Act, table: Table | None, key: int | None, body: Any, rehearse: bool
) -> HttpResponse:
    """Refusals are answers too: they are kept under the key like any other."""
    try:
        subject = _subject(bearer, table, key)
        outcome = perform(
            act, bearer.actor, subject, shapes.draft(body.draft),
            rehearse=rehearse, reasons=body.reasons,
        )  # fmt: skip
    except (NotFound, Http404):
        return problems.problem(404, ABSENT)
    except (Forbidden, PermissionDenied) as refusal:
        hidden = key is not None and table is None
        return problems.problem(404 if hidden else 403, ABSENT if hidden else str(refusal))
    except OperationalError:
        return problems.problem(503, "同时办理的人太多，没有写入任何内容，请稍后再试。")
    return _told(outcome, rehearse, key)


def _subject(bearer: Bearer, table: Table | None, key: int | None) -> Any:
    """The row, where its table says who sees it; else its key, which the gate judges."""
    if key is None or table is None:
        return key
    return details.seen(table, bearer.actor, key)


def _told(outcome: Outcome, rehearse: bool, key: int | None) -> HttpResponse:
    found = {
        "errors": {name: list(texts) for name, texts in outcome.errors.items()},
        "wanting": list(outcome.wanting),
        "findings": [shapes.finding(each) for each in outcome.findings],
    }
    if not outcome.ok and not rehearse:
        return problems.problem(422, _why(outcome), **found)
    told = {
        "ok": outcome.ok, "receipt": outcome.receipt_number,
        "key": key if rehearse else outcome.subject.pk,
        "case": outcome.case.number if outcome.case else "", **found,
    }  # fmt: skip
    return JsonResponse(told, status=201 if key is None and not rehearse else 200)


def _why(outcome: Outcome) -> str:
    if outcome.errors:
        return "填写有误，见 errors。"
    if outcome.wanting:
        return "有提示条款须写明理由，见 wanting；请在 reasons 中按规则编号答复。"
    stops = [f"{each.clause} {each.words}" for each in outcome.findings if each.stops]
    return f"不符合条款：{'；'.join(stops)}"[:500]

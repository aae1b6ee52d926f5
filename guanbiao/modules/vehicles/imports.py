"""Importing a ledger: dry run through the gate, then the same rows for good, resumable.

A line whose plate is known changes that vehicle, any other registers one. The dry run is a
rehearsal of the very acts the import performs. Each chunk is written together with the place
reached, so an interrupted import goes on behind the last chunk and no line is taken twice.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db import transaction

from guanbiao.gate.bulk import BulkOutcome, Problem, Row, perform_bulk
from guanbiao.gate.passage import Forbidden
from guanbiao.modules.vehicles import queries, sheets
from guanbiao.modules.vehicles.forms import VehicleForm
from guanbiao.modules.vehicles.models import Upload, Vehicle
from guanbiao.modules.vehicles.opening import SheetError
from guanbiao.people.actor import Actor
from rulebook.rules import Finding

REGISTER, AMEND = "vehicles.vehicle.register", "vehicles.vehicle.amend"
CHUNK = 1000
AT_ONCE = 5000
"""Up to so many rows are dealt with while one waits; more go to the background."""
State = Upload.State


@dataclass
class Tried:
    """What became of the lines: taken, and line number → words for the others."""

    fresh: int = 0
    changed: int = 0
    accepted: int = 0
    problems: dict[int, str] = field(default_factory=dict)


def receive(actor: Actor, name: str, content: bytes) -> Upload:
    """Read a file and keep it for the dry run; raises `SheetError`."""
    assert actor.person is not None
    lines = sheets.read(content)
    if not lines:
        raise SheetError("表头下面没有车辆：请填写后再上传。")
    return Upload.objects.create(
        person=actor.person, name=name[-200:], content=content, rows=len(lines)
    )


def rehearse(upload_id: int) -> None:
    """Judge every line and write none; the page then shows what would come."""
    upload = Upload.objects.select_related("person__unit").get(pk=upload_id)
    if upload.state != State.CHECKING:
        return
    total = Tried()
    lines = _unique(sheets.read(bytes(upload.content)), total.problems)
    actor = Actor.of(upload.person)
    try:
        for start in range(0, len(lines), AT_ONCE):
            _add(total, _rehearsed(actor, lines[start : start + AT_ONCE]))
            Upload.objects.filter(pk=upload.pk).update(done_rows=start + AT_ONCE)
    except Forbidden as refusal:
        _give_up(upload.pk, str(refusal))
        return
    Upload.objects.filter(pk=upload.pk).update(
        state=State.CHECKED, done_rows=0, fresh=total.fresh, changed=total.changed,
        accepted=total.accepted, problems=sorted(total.problems.items()),
    )  # fmt: skip


def begin(upload_id: int) -> bool:
    """Start an import; True for the one who starts it, however many press at once."""
    waiting = Upload.objects.filter(pk=upload_id, state=State.CHECKED)
    return bool(waiting.update(state=State.RUNNING, accepted=0, done_rows=0))


def carry_out(upload_id: int) -> None:
    """Import the good lines, chunk by chunk, from wherever an earlier run was cut short."""
    upload = Upload.objects.select_related("person__unit").get(pk=upload_id)
    bad = {number for number, _ in upload.problems}
    lines = [line for line in sheets.read(bytes(upload.content)) if line.number not in bad]
    actor = Actor.of(upload.person)
    try:
        while _next_chunk(actor, upload.pk, lines):
            pass
    except Forbidden as refusal:
        _give_up(upload.pk, str(refusal))


def _next_chunk(actor: Actor, upload_id: int, lines: list[sheets.Line]) -> bool:
    """Write one chunk and the number of its last line in one transaction; False: none is left."""
    with transaction.atomic():
        upload = Upload.objects.select_for_update().defer("content").get(pk=upload_id)
        if upload.state != State.RUNNING:
            return False
        ahead = [line for line in lines if line.number > upload.done_rows][:CHUNK]
        tried = _run(actor, ahead)
        upload.problems = sorted({**dict(upload.problems), **tried.problems}.items())
        upload.accepted += tried.accepted
        if ahead:
            upload.done_rows = ahead[-1].number
        else:
            upload.state = State.DONE
        upload.save(update_fields=["problems", "accepted", "done_rows", "state"])
    return upload.state == State.RUNNING


def _give_up(upload_id: int, words: str) -> None:
    Upload.objects.filter(pk=upload_id).update(state=State.FAILED, words=words[:300])


def _unique(lines: list[sheets.Line], problems: dict[int, str]) -> list[sheets.Line]:
    """Lines that can be judged; a plate met twice and cells not understood are said at once."""
    first: dict[str, int] = {}
    kept = []
    for line in lines:
        plate = _plate(line)
        if line.fault:
            problems[line.number] = line.fault
        elif plate and plate in first:
            words = f"车牌与第 {first[plate]} 行重复：同一辆车只留一行"
            problems[line.number] = words
        else:
            first[plate] = line.number
            kept.append(line)
    return kept


def _rehearsed(actor: Actor, lines: list[sheets.Line]) -> Tried:
    """The import itself, undone: facts that count other lines come out as they will."""
    with transaction.atomic():
        tried = _run(actor, lines)
        transaction.set_rollback(True)
    return tried


def _run(actor: Actor, lines: list[sheets.Line]) -> Tried:
    known = _known(lines)
    rows = [Row(line.number, line.draft, known.get(_plate(line))) for line in lines]
    fresh = [row for row in rows if row.subject is None]
    changed = [row for row in rows if row.subject is not None]
    tried = Tried(len(fresh), len(changed))
    within, beyond = _by_room(fresh)
    for act, some in ((REGISTER, within), (REGISTER, beyond), (AMEND, changed)):
        if some:
            _note(tried, perform_bulk(act, actor, some, chunk=CHUNK))
    return tried


def _by_room(rows: list[Row]) -> tuple[list[Row], list[Row]]:
    """Lines for which their unit still has room first, so that only those beyond are stopped.

    The clauses judge both all the same; this is nothing but the order in which they come.
    """
    room = queries.room()
    within: list[Row] = []
    beyond: list[Row] = []
    for row in rows:
        place = (getattr(row.draft["unit"], "pk", 0), str(row.draft.get("category")))
        left = room.get(place, 0)
        room[place] = left - 1
        (within if left > 0 else beyond).append(row)
    return within, beyond


def _note(tried: Tried, outcome: BulkOutcome) -> None:
    tried.accepted += outcome.accepted
    for problem in outcome.problems:
        tried.problems[problem.index] = _words(problem)


def _words(problem: Problem) -> str:
    """A problem with the heading or the clause it belongs to."""
    fields = VehicleForm.base_fields
    texts = [
        f"{fields[name].label}：{text}" if name in fields else text
        for name, found in problem.errors.items()
        for text in found
    ]
    return "；".join([*texts, *(_of_clause(finding) for finding in problem.findings)])


def _of_clause(finding: Finding) -> str:
    if finding.missing:
        measured = f"缺 {'、'.join(finding.missing)}"
    else:
        limit = "" if finding.limit is None else f"，限 {finding.limit} {finding.unit}"
        measured = f"实际 {finding.actual} {finding.unit}{limit}"
    return f"{finding.standard} {finding.clause}：{finding.words}（{measured.strip()}）"


def _add(total: Tried, part: Tried) -> None:
    total.fresh += part.fresh
    total.changed += part.changed
    total.accepted += part.accepted
    total.problems.update(part.problems)


def _plate(line: sheets.Line) -> str:
    plate = str(line.draft.get("plate", "")).replace(".", "·").upper()
    return plate if "·" in plate or len(plate) < 3 else f"{plate[:2]}·{plate[2:]}"


def _known(lines: list[sheets.Line]) -> dict[str, int]:
    plates = [_plate(line) for line in lines]
    return dict(Vehicle.objects.filter(plate__in=plates).values_list("plate", "pk"))

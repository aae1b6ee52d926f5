"""Importing a ledger: dry run through the gate, then the same rows for good, resumable.

A line whose plate is known changes that vehicle, any other registers one. The dry run is a
rehearsal of the very acts the import performs, so what it promises is what comes.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from guanbiao.gate.bulk import BulkOutcome, Row, perform_bulk
from guanbiao.modules.vehicles import sheets
from guanbiao.modules.vehicles.models import Upload, Vehicle
from guanbiao.people.actor import Actor

REGISTER, AMEND = "vehicles.vehicle.register", "vehicles.vehicle.amend"
CHUNK = 500
AT_ONCE = 3000
"""Up to so many rows are imported while one waits; more go to the background."""


@dataclass
class Tried:
    """What became of the lines: taken, and line number → words for the others."""

    fresh: int = 0
    changed: int = 0
    accepted: int = 0
    problems: dict[int, str] = field(default_factory=dict)


def check(actor: Actor, name: str, content: bytes) -> Upload:
    """Read and rehearse a file, keep it for the import; raises `sheets.SheetError`."""
    assert actor.person is not None
    lines = sheets.read(content)
    tried = _run(actor, lines, rehearse=True)
    return Upload.objects.create(
        person=actor.person, name=name[:200], content=content, rows=len(lines),
        fresh=tried.fresh, changed=tried.changed, accepted=tried.accepted,
        problems=sorted(tried.problems.items()),
    )  # fmt: skip


def carry_out(upload_id: int) -> None:
    """Import the good lines; after an interruption it goes on behind the last chunk."""
    upload = Upload.objects.select_related("person__unit").get(pk=upload_id)
    if upload.state == Upload.State.DONE:
        return
    Upload.objects.filter(pk=upload.pk).update(state=Upload.State.RUNNING)
    actor = Actor.of(upload.person)
    bad = {number for number, _ in upload.problems}
    lines = [line for line in sheets.read(bytes(upload.content)) if line.number not in bad]
    problems = dict(upload.problems)
    taken = 0
    for start in range(0, len(lines), CHUNK):
        tried = _run(actor, lines[start : start + CHUNK], rehearse=False)
        taken += tried.accepted
        problems.update(tried.problems)
        Upload.objects.filter(pk=upload.pk).update(done_rows=start + CHUNK, accepted=taken)
    Upload.objects.filter(pk=upload.pk).update(
        state=Upload.State.DONE, done_rows=upload.rows, problems=sorted(problems.items())
    )


def _run(actor: Actor, lines: list[sheets.Line], *, rehearse: bool) -> Tried:
    tried = Tried()
    known = _known(lines)
    seen: dict[str, int] = {}
    fresh: list[Row] = []
    changed: list[Row] = []
    for line in lines:
        plate = _plate(line)
        if plate and plate in seen:
            tried.problems[line.number] = f"车牌与第 {seen[plate]} 行重复：同一辆车只留一行"
            continue
        seen[plate] = line.number
        row = Row(line.number, line.draft, known.get(plate))
        (changed if plate in known else fresh).append(row)
    tried.fresh, tried.changed = len(fresh), len(changed)
    for act, rows in ((REGISTER, fresh), (AMEND, changed)):
        if rows:
            _note(tried, perform_bulk(act, actor, rows, rehearse=rehearse, chunk=CHUNK))
    return tried


def _note(tried: Tried, outcome: BulkOutcome) -> None:
    tried.accepted += outcome.accepted
    for problem in outcome.problems:
        tried.problems[problem.index] = problem.words


def _plate(line: sheets.Line) -> str:
    plate = str(line.draft.get("plate", "")).replace(".", "·").upper()
    return plate if "·" in plate or len(plate) < 3 else f"{plate[:2]}·{plate[2:]}"


def _known(lines: list[sheets.Line]) -> dict[str, int]:
    plates = [_plate(line) for line in lines]
    return dict(Vehicle.objects.filter(plate__in=plates).values_list("plate", "pk"))

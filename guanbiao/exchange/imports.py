"""Importing lines into a table: dry run through the gate, then the same lines for good, resumable.

A line whose key is known changes that row, any other enters one. The dry run is the import itself,
undone: the same chunks in the same order in one transaction, so that what earlier lines use up is
used up for later ones. Each chunk of the import is written together with the place reached, so an
interrupted import goes on behind the last chunk and no line is taken twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any

from django import forms
from django.db import connection, transaction

from guanbiao.exchange import drafts, exports, sheets
from guanbiao.exchange.drafts import Line
from guanbiao.exchange.models import Upload
from guanbiao.exchange.opening import SheetError
from guanbiao.gate import allowance
from guanbiao.gate.bulk import BulkOutcome, Problem, Row, perform_bulk
from guanbiao.gate.describe import Act, Table
from guanbiao.gate.passage import Forbidden
from guanbiao.kit import shown
from guanbiao.people.actor import Actor
from guanbiao.people.models import Person
from rulebook.rules import Finding

REHEARSE, IMPORT = "exchange.rehearse", "exchange.import"
CHUNK = 1000
RETURNED = ("行号", "问题")
"""Headings the platform itself puts before the lines it gives back; nobody has to match them."""
AT_ONCE = 2000
"""Up to so many lines are dealt with while one waits; more go to the background."""
SAMPLE = 20
"""Characters of a cell shown under its heading."""
KNOWN = "已有这条记录，而它没有可用的变更动作：未导入"
State = Upload.State


@dataclass
class Tried:
    """What became of the lines: taken, and line number → words for the others."""

    fresh: int = 0
    changed: int = 0
    """Of those taken, how many entered a row and how many changed one."""
    late: int = 0
    """Of those taken, how many only when tried once more, behind the others."""
    problems: dict[int, str] = field(default_factory=dict)

    @property
    def accepted(self) -> int:
        """All that were taken."""
        return self.fresh + self.changed


@dataclass(frozen=True)
class Way:
    """By which acts lines come into a table, for whom."""

    table: Table
    actor: Actor
    enter: Act
    amend: Act | None

    @classmethod
    def of(cls, entity: str, actor: Actor) -> Way:
        """The way into the table of an entity; raises `LookupError` where there is none."""
        table = exports.table_of(entity)
        enter = drafts.entering(table)
        if enter is None:
            raise LookupError(f"nothing is imported into {entity!r}")
        return cls(table, actor, enter, drafts.amending(table, enter))

    @property
    def form(self) -> forms.Form:
        """A fresh form of the entering act."""
        return drafts.bound(self.enter, self.actor)

    def lines(self, upload: Upload) -> list[Line]:
        """The lines of a file; the form made them readable, the clauses have not spoken yet."""
        rows = sheets.read(bytes(upload.content), upload.name)
        found = drafts.lines(rows, upload.columns, self.form)
        drafts.put_keys(found, self.table, self.form)
        return found


def receive(way: Way, name: str, content: bytes) -> Upload:
    """Read a file, guess its columns and keep it; raises `SheetError`."""
    rows = sheets.read(content, name)
    headings = [str(cell) for cell in rows[0]]
    columns = drafts.guess(drafts.takes(way.form), headings)
    filled = sum(any(str(cell).strip() for cell in row) for row in rows[1:])
    if not filled:
        raise SheetError("表头下面没有内容：请填写后再上传。")
    with transaction.atomic():
        _allowed(way.actor.me, len(content))
        return Upload.objects.create(
            person=way.actor.me, entity=way.table.entity.name, name=name[-200:], content=content,
            rows=filled, head=_head(rows), columns=columns,
        )  # fmt: skip


def _head(rows: list[list[Any]]) -> list[tuple[str, str]]:
    """Each heading with what stands under it first; a null character no table can hold."""
    first = [str(cell).replace("\0", "").strip()[:SAMPLE] for cell in rows[1][: len(rows[0])]]
    headings = [str(cell).replace("\0", "").strip() for cell in rows[0]]
    return list(zip_longest(headings, first, fillvalue=""))


def _allowed(person: Person, size: int) -> None:
    try:
        allowance.today(person, Upload.objects.filter(person=person), size, "content")
    except allowance.Exceeded as too_much:
        raise SheetError(str(too_much)) from too_much


def evident(way: Way, upload: Upload) -> bool:
    """Whether the columns need no look: every heading is the label of its field to the letter."""
    labels = drafts.takes(way.form)
    headings = [heading for heading, _ in upload.head]
    named = {headings[place] for place in upload.columns.values()}
    spare = set(headings) - named - {"", *RETURNED}
    return (
        not spare
        and not drafts.wanting(way.form, upload.columns)
        and named <= {label.strip() for label in labels.values()}
    )


def match(way: Way, upload: Upload, columns: Mapping[str, int]) -> None:
    """Take the columns as somebody set them; raises `SheetError`, in words.

    Only what a row is known by must be there: of a known row, what the file leaves out stays.
    """
    labels, must = drafts.takes(way.form), drafts.wanting(way.form, columns)
    missing = [labels[name] for name in must if name in way.table.key or way.amend is None]
    if missing:
        raise SheetError(f"还需指定 {len(missing)} 列：{'、'.join(missing)}。")
    if len(set(columns.values())) < len(columns):
        raise SheetError("同一列不能填入两项，请核对。")
    waiting = Upload.objects.filter(pk=upload.pk, state=State.MATCHING)
    waiting.update(columns=dict(columns), state=State.CHECKING)


def rematch(upload_id: int) -> None:
    """Back to the columns: after a dry run, of which nothing stays."""
    tried = Upload.objects.filter(pk=upload_id, state=State.CHECKED)
    tried.update(state=State.MATCHING, problems=[], fresh=0, changed=0, accepted=0)


def rehearse(upload_id: int) -> None:
    """Judge every line and write none; the page then shows what would come."""
    upload = Upload.objects.select_related("person__unit").get(pk=upload_id)
    if upload.state != State.CHECKING:
        return
    total, way = Tried(), Way.of(upload.entity, Actor.of(upload.person))
    chunks = _chunks(_unique(way.lines(upload), total.problems))
    try:
        with transaction.atomic():
            for chunk in chunks:
                _add(total, _foreseen(way, chunk))
                _tell(upload.pk, chunk[-1].number)
            transaction.set_rollback(True)
    except Forbidden as refusal:
        _give_up(upload.pk, str(refusal))
        return
    Upload.objects.filter(pk=upload.pk).update(
        state=State.CHECKED, done_rows=0, fresh=total.fresh, changed=total.changed,
        accepted=total.accepted, problems=sorted(total.problems.items()),
    )  # fmt: skip


def _tell(upload_id: int, done: int) -> None:
    """How far a dry run is, on a connection of its own: what it writes itself nobody ever sees."""
    apart = connection.copy()
    try:
        with apart.cursor() as cursor:
            cursor.execute(
                "UPDATE exchange_upload SET done_rows = %s WHERE id = %s", [done, upload_id]
            )
    finally:
        apart.close()


def begin(upload_id: int) -> bool:
    """Start an import; True for the one who starts it, however many press at once."""
    waiting = Upload.objects.filter(pk=upload_id, state=State.CHECKED)
    return bool(waiting.update(state=State.RUNNING, accepted=0, done_rows=0))


def carry_out(upload_id: int) -> None:
    """Import the good lines, chunk by chunk, from wherever an earlier run was cut short."""
    upload = Upload.objects.select_related("person__unit").get(pk=upload_id)
    bad = {number for number, _ in upload.problems}
    way = Way.of(upload.entity, Actor.of(upload.person))
    chunks = [
        [line for line in chunk if line.number not in bad]
        for chunk in _chunks(_unique(way.lines(upload), {}))
    ]
    try:
        while _next_chunk(way, upload.pk, chunks):
            pass
    except Forbidden as refusal:
        _give_up(upload.pk, str(refusal))


def _chunks(lines: list[Line]) -> list[list[Line]]:
    """The lines as they are tried and imported together: the same ones both times."""
    return [lines[start : start + CHUNK] for start in range(0, len(lines), CHUNK)]


def _next_chunk(way: Way, upload_id: int, chunks: list[list[Line]]) -> bool:
    """Write one chunk and the number of its last line in one transaction; False: none is left."""
    with transaction.atomic():
        upload = Upload.objects.select_for_update().defer("content").get(pk=upload_id)
        if upload.state != State.RUNNING:
            return False
        left = (each for each in chunks if each and each[-1].number > upload.done_rows)
        ahead = [line for line in next(left, []) if line.number > upload.done_rows]
        tried = _run(way, ahead)
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


def _unique(lines: list[Line], problems: dict[int, str]) -> list[Line]:
    """Lines that can be judged; a key met twice and cells not understood are said at once."""
    first: dict[tuple[Any, ...], int] = {}
    kept = []
    for line in lines:
        if line.fault:
            problems[line.number] = line.fault
        elif line.key and line.key in first:
            problems[line.number] = f"与第 {first[line.key]} 行重复：同一条记录只留一行"
        else:
            first[line.key] = line.number
            kept.append(line)
    return kept


def _foreseen(way: Way, chunk: list[Line]) -> Tried:
    """What will become of a chunk: written as the import will, without the lines that are stopped.

    A line that only went in behind the others might, coming together with them as it then will,
    stop one of them: the good lines are therefore tried again until all of them go in.
    """
    whole, again = Tried(), True
    while again:
        with transaction.atomic():
            tried = _run(way, [line for line in chunk if line.number not in whole.problems])
            again = bool(tried.late and tried.problems)
            transaction.set_rollback(again)
        whole.problems |= tried.problems
    whole.fresh, whole.changed = tried.fresh, tried.changed
    return whole


def _run(way: Way, lines: list[Line]) -> Tried:
    known = drafts.known(lines, way.table)
    rows = [Row(line.number, line.draft, known.get(line.key)) for line in lines]
    fresh = [row for row in rows if row.subject is None]
    changed = [row for row in rows if row.subject is not None]
    tried = Tried()
    if fresh:
        tried.fresh = _note(way, tried, _one_by_one(way, tried, fresh))
    if changed and way.amend:
        tried.changed = _note(way, tried, _bulk(way, way.amend, _completed(way, changed)))
    elif changed:
        tried.problems |= {row.index: KNOWN for row in changed}
    return tried


def _bulk(way: Way, act: Act, rows: list[Row]) -> BulkOutcome:
    return perform_bulk(act, way.actor, rows, chunk=CHUNK)


def _one_by_one(way: Way, tried: Tried, rows: list[Row]) -> BulkOutcome:
    """Lines of which nobody can say what they find alone are tried once more, each for itself.

    What rows count of each other (`Fact.among`) is told in their turn: no second look is needed.
    """
    outcome = _bulk(way, way.enter, rows)
    stopped = {each.index for each in outcome.problems if each.again}
    again = [row for row in rows if row.index in stopped]
    if not again or len(rows) == 1:
        return outcome
    second = perform_bulk(way.enter, way.actor, again, chunk=1)
    tried.late = second.accepted
    outcome.accepted += second.accepted
    outcome.problems = [each for each in outcome.problems if not each.again] + second.problems
    return outcome


def _completed(way: Way, rows: list[Row]) -> list[Row]:
    """What the file has no column for stays as the row has it."""
    names = [name for name in way.form.fields if name not in rows[0].draft]
    if not names:
        return rows
    held = way.table.entity.model._default_manager.in_bulk([row.subject for row in rows])
    return [
        Row(row.index, {**{n: getattr(held[row.subject], n, None) for n in names}, **row.draft},
            row.subject)
        for row in rows
    ]  # fmt: skip


def _note(way: Way, tried: Tried, outcome: BulkOutcome) -> int:
    """Keep what is wrong, in words; returns how many lines were taken."""
    labels = drafts.takes(way.form)
    for problem in outcome.problems:
        tried.problems[problem.index] = _words(labels, problem)
    return outcome.accepted


def _words(labels: Mapping[str, str], problem: Problem) -> str:
    """A problem with the heading or the clause it belongs to, as one sentence."""
    texts = [
        _headed(labels.get(name, ""), text)
        for name, found in problem.errors.items()
        for text in found
    ]
    texts += [_of_clause(finding) for finding in problem.findings]
    return "；".join(text.rstrip("。；") for text in texts)


def _headed(label: str, text: str) -> str:
    """What is wrong with a cell, with its heading where the words do not name it."""
    return text if drafts.bare(label) in text else f"{label}：{text}"


def _of_clause(finding: Finding) -> str:
    (told,) = shown.findings([finding])
    return f"{finding.standard} {finding.clause}：{finding.words}（{told.gist}）"


def _add(total: Tried, part: Tried) -> None:
    total.fresh += part.fresh
    total.changed += part.changed
    total.problems.update(part.problems)

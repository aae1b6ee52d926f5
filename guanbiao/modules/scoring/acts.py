"""Every write of scoring: open a sheet, read the figures, score by hand, finish."""

from __future__ import annotations

from decimal import Decimal

from django.db import connection
from django.utils import timezone

from guanbiao.gate.describe import Act, Kind
from guanbiao.gate.forms import NoDraft
from guanbiao.gate.passage import Invalid, Passage
from guanbiao.modules.scoring import facts, figures, forms, rubric
from guanbiao.modules.scoring.models import Item, Sheet, State

GONE = "这张计分表所依的标准不在本平台，不能取数。"
FILLED = "取数由平台按计分表的规则计算，不由人填写"


def open_sheet(passage: Passage) -> Sheet:
    """A sheet with every item of the table, filled at once with what the platform knows."""
    draft, me = passage.draft, passage.actor.me
    if any(draft[name] is None for name in ("unit", "from_day", "to_day")) or not draft["table"]:
        raise Invalid(table="请选择计分表、被评单位和起止日期。")
    standard, edition, table = draft["table"].split("@")
    found = rubric.named(standard, edition, table, passage.on)
    if found is None:
        raise Invalid(table="没有这张计分表，请从列出的中选择。")
    lines = found.lines()
    sheet = Sheet.objects.create(
        number=_number(passage), unit=draft["unit"], standard=standard, edition=edition,
        table=table, from_day=draft["from_day"], to_day=draft["to_day"], opened_by=me,
        opened_on=passage.on, points=sum((each.points for each in lines), Decimal(0)),
    )  # fmt: skip
    Item.objects.bulk_create(
        Item(sheet=sheet, place=place, label=each.label, group=each.group, clause=each.clause,
             points=each.points, figure=each.figure)
        for place, each in enumerate(lines, 1)
    )  # fmt: skip
    return _filled(passage, sheet, found)


def _number(passage: Passage) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('scoring_number')")
        (value,) = cursor.fetchone()
    return f"JF-{timezone.localtime(passage.now):%Y%m%d}-{value:05d}"


def fill(passage: Passage) -> Sheet:
    """Read all figures anew."""
    sheet: Sheet = passage.subject
    found = rubric.named(sheet.standard, sheet.edition, sheet.table, sheet.opened_on)
    if found is None:
        raise Invalid(__all__=GONE)
    return _filled(passage, sheet, found)


def _filled(passage: Passage, sheet: Sheet, table: rubric.Rubric) -> Sheet:
    known = figures.every(sheet.unit, sheet.to_day)
    asked = figures.Asked(passage.actor, sheet.unit, sheet.from_day, sheet.to_day)
    for item in sheet.items.exclude(figure="").order_by("place"):
        figure = known.get(item.figure)
        if figure is not None and figure.readable(passage.actor, sheet.unit):
            _read(passage, item, figure, asked, table)
    sheet.filled_at, sheet.filled_by = passage.now, passage.actor.me
    return _added(sheet)


def _read(
    passage: Passage, item: Item, figure: figures.Figure, asked: figures.Asked,
    table: rubric.Rubric,
) -> None:  # fmt: skip
    """One item from its figure; without a number a score made from data before is taken away."""
    item.reading, item.measured_in = figure.read(asked), figure.unit
    earned = None if item.reading is None else table.earned(item.label, item.reading)
    if earned is not None:
        item.score, item.by_data, item.scored_on = earned, True, passage.on
        item.reason, item.scored_by = "", None
    elif item.by_data:
        item.score, item.by_data, item.scored_on = None, False, None
    item.save()


def _added(sheet: Sheet) -> Sheet:
    """The sheet with the sum of what was given so far."""
    given = sheet.items.exclude(score=None).values_list("score", flat=True)
    sheet.total = sum((score for score in given if score is not None), Decimal(0))
    sheet.save()
    return sheet


def score(passage: Passage) -> Item:
    """What only people can tell, with the reason."""
    item: Item = passage.subject
    # locked: scores given at one moment are all added up, and none is given to a finished sheet
    item.sheet = Sheet.objects.select_for_update().get(pk=item.sheet_id)
    if item.sheet.state != State.OPEN:
        raise Invalid(__all__="这张计分表已经完成，不能再改评分。")
    item.score, item.reason = passage.draft["score"], passage.draft["reason"] or ""
    item.by_data, item.scored_by, item.scored_on = False, passage.actor.me, passage.on
    item.save()
    _added(item.sheet)
    return item


def finish(passage: Passage) -> Sheet:
    """The score stands."""
    sheet: Sheet = passage.subject
    sheet.conclusion, sheet.state = passage.draft["conclusion"] or "", State.DONE
    sheet.finished_by, sheet.finished_on = passage.actor.me, passage.on
    return _added(sheet)


ACTS = (
    Act("scoring.sheet.open", "新建计分表", facts.SHEET, forms.SheetForm, open_sheet,
        facts.SHEET_FACTS, Kind.CREATE, fields={"days": "to_day"}),
    Act("scoring.sheet.fill", "取数", facts.SHEET, NoDraft, fill, facts.SHEET_FACTS,
        unjudged=FILLED, at=(State.OPEN,)),
    Act("scoring.item.score", "评分", facts.ITEM, forms.ScoreForm, score, facts.ITEM_FACTS),
    Act("scoring.sheet.finish", "完成评分", facts.SHEET, forms.FinishForm, finish,
        facts.SHEET_FACTS, at=(State.OPEN,)),
)  # fmt: skip

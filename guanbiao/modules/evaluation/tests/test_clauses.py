"""From a transaction to its clauses and from a clause to its transactions, both ways complete."""

from __future__ import annotations

import datetime as dt
import json
import re

import pytest
from django.urls import reverse

from guanbiao.gate.bulk import perform_bulk
from guanbiao.gate.models import Case, CaseState, Receipt, Refusal
from guanbiao.library import in_force
from guanbiao.library.in_force import Published
from guanbiao.modules.evaluation import queries
from guanbiao.modules.evaluation.models import Proposal
from guanbiao.modules.evaluation.tests.makers import Office
from guanbiao.people.actor import Actor
from tests.gate.makers import passage

PRICE = "中办发〔2017〕71号"


def page(office: Office, who: str, name: str, *args: object, **query: object) -> str:
    answer = office.client(who).get(reverse(f"evaluation.{name}", args=args), query)
    assert answer.status_code == 200, answer.status_code
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def busy(office: Office) -> None:
    """Cars of two units: lawful, too dear, excepted."""
    for unit in ("organ", "other"):
        office.quota(unit)
    assert office.car().ok and office.car("other").ok
    assert office.car(price="200000").stopped
    office.waiver("9")
    assert office.car(price="210000").ok
    office.done(
        "evaluation.proposal.raise",
        "keeper",
        standard=PRICE,
        clause="9",
        source="一线反馈",
        words="分地区定上限",
        evidence="高寒地区车辆改装费用较高",
    )
    feed = Actor.feed("台账", ("vehicles.quota.set",))
    quota = {"unit": office.units["bureau"].pk, "category": "机要通信", "number": "3",
             "basis": "云机管〔2026〕2号", "from_day": "2026-02-01"}  # fmt: skip
    assert perform_bulk("vehicles.quota.set", feed, [quota]).accepted == 1


def edition(standard: str = PRICE, name: str = "2017") -> Published:
    found = in_force.edition_named(standard, name)
    assert found is not None
    return found


def everything(kind: str) -> dict[tuple[str, str, str], set[str]]:
    """(standard, edition, clause) → keys of all receipts or refusals whose evidence names it."""
    found: dict[tuple[str, str, str], set[str]] = {}
    for each in (Receipt if kind == "receipt" else Refusal).objects.all():
        content = json.loads(each.content)
        used = {one["standard"]: one["edition"] for one in content.get("editions", ())}
        bulk = [{"rule": rule} for rule in content.get("counts", ())]
        for finding in [*content.get("findings", ()), *bulk]:
            standard, _, rest = finding["rule"].partition("#")
            name = used.get(standard, "")
            places = {rest.partition("~")[0], *([finding["row"][1]] if "row" in finding else ())}
            for number in places:
                found.setdefault((standard, name, number), set()).add(str(each.pk))
    return found


def test_every_clause_of_a_receipt_leads_back_to_it_and_no_clause_to_any_other(
    office: Office,
) -> None:
    busy(office)
    expected = everything("receipt")
    assert len(expected) > 10
    for each in in_force.everything():
        for clause in each.clauses:
            shown = queries.transactions(each, clause.number, None)
            keys = {str(line.receipt.pk) for line in shown.lines}
            assert not shown.more
            place = (each.head.number, each.head.edition, clause.number)
            assert keys == expected.get(place, set()), place


def test_every_refusal_is_found_from_its_clauses(office: Office) -> None:
    busy(office)
    for (standard, _, number), keys in everything("refusal").items():
        now = queries.current(standard, office.clock.now.date())
        assert now is not None
        shown = queries.transactions(now, number, None, refused=True)
        assert {str(line.receipt.pk) for line in shown.lines} == keys


def test_the_pages_lead_from_a_receipt_to_a_clause_and_back_in_two_clicks(office: Office) -> None:
    busy(office)
    receipt = Receipt.objects.filter(act="vehicles.vehicle.register").earliest("at")
    client = office.client("auditor")
    slip = client.get(reverse("evaluation.receipt", args=[receipt.number])).content.decode()
    clause = reverse("standards.clause", args=[edition().id, "9"])
    assert f'href="{clause}"' in slip
    records = reverse("evaluation.records", args=[edition().id, "9"])
    assert f'href="{records}"' in client.get(clause).content.decode()
    assert receipt.number in client.get(records).content.decode()


def test_a_clause_tells_how_often_it_stopped_warned_and_was_excepted(office: Office) -> None:
    busy(office)
    text = page(office, "auditor", "clause", edition().id, "9")
    assert "例外 1 次，批准 1 项" in text
    assert "数据不足" in text
    assert "2026-06" in text
    whole = page(office, "auditor", "standard", edition().id)
    assert "从未用到" in whole
    refused = page(office, "auditor", "records", edition().id, "9", kind="refused")
    assert "拦截记录" in refused and "200000" in refused.replace(",", "")


def test_a_head_sees_the_transactions_of_her_own_unit_alone(office: Office) -> None:
    busy(office)
    mine = queries.units_seen(Actor.of(office.persons["head"]))
    assert mine == [office.units["organ"].pk]
    text = page(office, "head", "records", edition().id, "9")
    own = Receipt.objects.filter(act="vehicles.vehicle.register", unit_id=mine[0])
    other = Receipt.objects.get(act="vehicles.vehicle.register", unit_id=office.units["other"].pk)
    assert all(each.number in text for each in own) and other.number not in text
    client = office.client("head")
    assert client.get(reverse("evaluation.receipt", args=[other.number])).status_code == 404
    assert client.get(reverse("evaluation.receipt", args=[own[0].number])).status_code == 200


@pytest.mark.parametrize("who", ["clerk", "stranger", "fleet"])
@pytest.mark.parametrize("name", ["overview", "equity", "scorecard", "audits"])
def test_whoever_evaluates_nothing_is_refused(office: Office, who: str, name: str) -> None:
    assert office.client(who).get(reverse(f"evaluation.{name}")).status_code == 403


def test_one_press_turns_the_exceptions_of_a_clause_into_a_proposal(office: Office) -> None:
    office.waiver("9")
    office.waiver("9", "other")
    text = page(office, "keeper", "overview")
    assert "提出修订建议" in text
    client = office.client("keeper")
    draft = {"standard": PRICE, "clause": "9"}
    assert client.post(reverse("evaluation.propose"), draft).status_code == 302
    proposal = Proposal.objects.get()
    assert (proposal.clause, proposal.source) == ("9", "例外集中")
    assert "2 项，涉及 2 个单位" in proposal.evidence
    nothing = {"standard": PRICE, "clause": "4"}
    assert client.post(reverse("evaluation.propose"), nothing).status_code == 404


def test_a_clause_nobody_knows_has_no_page(office: Office) -> None:
    client = office.client("auditor")
    for name in ("clause", "records"):
        address = reverse(f"evaluation.{name}", args=[edition().id, "99"])
        assert client.get(address).status_code == 404
    assert client.get(reverse("evaluation.standard", args=[0])).status_code == 404


def handled(office: Office, month: str, hours: float, number: int) -> None:
    """A case of registering cars that ended in a month after so many hours."""
    closed = dt.datetime.fromisoformat(f"{month}-10T10:00:00+08:00")
    with passage():
        Case.objects.create(
            number=f"T{month}{number}", title="登记车辆", act="vehicles.vehicle.register",
            entity="vehicles.vehicle", key="1", unit=office.units["organ"],
            applicant=office.persons["clerk"], process="p", edition_digest="", clause="",
            state=CaseState.DONE, opened_at=closed - dt.timedelta(hours=hours), closed_at=closed,
        )  # fmt: skip


def test_handling_time_before_and_after_has_an_interval_and_its_months(office: Office) -> None:
    change = edition().from_day
    first = change.year * 12 + change.month - 1
    for place in range(first - 8, first + 8):
        month = f"{place // 12}-{place % 12 + 1:02d}"
        for number, extra in enumerate((0, 1, 2 + place % 3)):
            handled(office, month, (40 if place < first else 25) + extra, number)
    text = page(office, "auditor", "clause", edition().id, "9")
    part = text[text.index("办理用时（逐月中位数）") :]
    assert "-15.00 小时" in part and "95% 置信区间" in part and "变化明显" in part
    assert "前 8 个月、后 8 个月" in part


def test_few_months_of_handling_say_that_they_are_few(office: Office) -> None:
    handled(office, "2026-05", 30, 1)
    text = page(office, "auditor", "clause", edition().id, "9")
    assert "数据不足：前 0 个月、后 1 个月" in text[text.index("办理用时（逐月中位数）") :]

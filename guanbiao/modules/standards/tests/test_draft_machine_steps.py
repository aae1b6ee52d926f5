"""Steps no person takes are drawn like any other: a decision table, the platform itself."""

from __future__ import annotations

from guanbiao.modules.standards.public import draft_pack
from guanbiao.modules.standards.tests.makers import House
from guanbiao.modules.standards.tests.test_draft_flow import Hand, flow_after
from rulebook.flow.model import RuleTask, ServiceTask

BOOK = "meetings.booking.book"
TABLE = """命中策略,首个
列,输入,输出,条款
名称,参会人数,审批层级
类型,数字,文本
1,<= 20,\"\"\"科室\"\"\",1.1
2,-,\"\"\"单位\"\"\",1.1
"""


def hand_with_a_table(house: House) -> Hand:
    """A writer whose draft holds a table, before a new process of booking rooms."""
    draft = house.bound()
    house.post("file", draft, path="tables/审批层级.csv", text=TABLE)
    draft.refresh_from_db()
    return Hand(house, draft)


def test_a_table_decides_and_what_it_answers_may_be_asked_behind_it(house: House) -> None:
    hand = hand_with_a_table(house)
    hand.press("look:step1", act=BOOK)
    hand.press("show", of="step1", act=BOOK, label="定层级", clause="1.1", does="rule",
               decision="审批层级")  # fmt: skip
    step = hand.process().node("step1")
    assert isinstance(step, RuleTask) and list(step.outputs) == ["审批层级"]
    assert "得出 审批层级" in hand.html and "按决策表“审批层级”判定" in hand.html
    hand.press(f"choice:{flow_after(hand.process(), 'step1')}", act=BOOK)
    way, other = [f.id for f in hand.process().flows if f.source == "choice1"]
    words = {"said-0": "单位", "when-0": '审批层级 = "单位"', "said-1": "科室"}
    hand.press("look:step2", of="choice1", act=BOOK, way=[way, other], default=other, **words)
    assert "不存在" not in hand.html and "没有写明由谁办理" in hand.html


def test_the_platform_lays_out_the_work_and_the_draft_is_whole(house: House) -> None:
    hand = hand_with_a_table(house)
    hand.press("look:step1", act=BOOK)
    hand.press("show", of="step1", act=BOOK, label="布置", clause="1.1", does="service")
    assert "没有写明做什么" in hand.html and "会议预定 · 布置会前事项" in hand.html
    operation = "meetings.booking.prepare"
    hand.press("show", of="step1", act=BOOK, does="service", clause="1.1", operation=operation)
    assert "每一步都有人办" in hand.html
    assert hand.press("save", act=BOOK).status_code == 302
    hand.draft.refresh_from_db()
    (drawing,) = draft_pack(hand.draft).drawings
    step = drawing.process.node("step1")
    assert isinstance(step, ServiceTask) and step.operation == operation
    assert hand.draft.problems == 0


def test_what_the_platform_cannot_do_is_told(house: House) -> None:
    hand = hand_with_a_table(house)
    hand.press("look:step1")
    hand.press("show", of="step1", label="派车", clause="1.1", does="service",
               operation="vehicles.trip.end")  # fmt: skip
    assert "平台不能自行办理" in hand.html


def test_a_step_given_back_to_people_keeps_its_name_and_clause(house: House) -> None:
    hand = hand_with_a_table(house)
    hand.press("look:step1")
    hand.press("show", of="step1", label="审核", clause="1.1", does="service")
    hand.press("show", of="step1", label="审核", clause="1.1", does="people")
    step = hand.process().node("step1")
    assert (step.title, step.clause) == ("审核", "1.1")
    assert "由谁办理" in hand.html and "到时督办" in hand.html

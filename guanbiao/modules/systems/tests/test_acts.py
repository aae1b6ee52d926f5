"""Who builds a system, what the clauses stop, and that nothing is lost on the way."""

from __future__ import annotations

from typing import Any

import pytest

from guanbiao.gate.passage import Forbidden, NotFound
from guanbiao.modules.systems import patterns
from guanbiao.modules.systems.models import Entry, Node, Pilot, System
from guanbiao.modules.systems.patterns import Branch
from guanbiao.modules.systems.tests.makers import Bureau


def stops(outcome: Any) -> list[str]:
    return [found.clause for found in outcome.findings if found.stops]


def levels(branches: tuple[Branch, ...]) -> list[int]:
    """How many branches stand on each level."""
    found = []
    while branches:
        found.append(len(branches))
        branches = tuple(under for each in branches for under in each.below)
    return found


SIZES = {
    "1-4-11-n": [1, 4, 11], "1-4-n": [1, 4, 4], "6-n": [1, 7], "3-10-42": [1, 3, 10, 42],
    "gb-t-24421": [1, 3, 3], "8": [1, 8],
}  # fmt: skip


@pytest.mark.parametrize("pattern", patterns.every(), ids=lambda each: each.key)
def test_a_structure_has_the_branches_its_name_says_and_its_source(pattern: Any) -> None:
    assert levels(pattern.branches) == SIZES[pattern.key]
    assert "国管办发〔2022〕28号" in pattern.source and pattern.checked_on


def test_all_six_structures_are_offered() -> None:
    assert {each.key for each in patterns.every()} == set(SIZES)


def test_a_system_built_from_a_structure_has_its_branches_and_says_where_they_are_from(
    bureau: Bureau,
) -> None:
    assert bureau.system is not None
    assert bureau.system.pattern == "1+4+N" and "案例六" in bureau.system.source
    nodes = Node.objects.filter(system=bureau.system)
    assert nodes.count() == 9 and nodes.filter(open=True).count() == 4
    assert list(nodes.get(code="1.2").below.values_list("code", flat=True)) == ["1.2.1"]


def test_an_empty_system_grows_branch_by_branch(bureau: Bureau) -> None:
    made = bureau.done("system.build", "keeper", name="空体系", pattern="", basis="工作方案",
                       unit=bureau.units["bureau"].name)  # fmt: skip
    bureau.done("node.add", "keeper", system="空体系", code="A", name="总体系", place=1)
    under = bureau.done("node.add", "keeper", system="空体系", above="A", code="A.1",
                        name="基础", place=1)  # fmt: skip
    assert under.parent.code == "A" and System.objects.get(pk=made.pk).nodes.count() == 2


def test_a_system_without_a_basis_is_not_built(bureau: Bureau) -> None:
    outcome = bureau.do("system.build", "keeper", name="另一体系", basis="无",
                        unit=bureau.units["bureau"].name)  # fmt: skip
    assert stops(outcome) == ["5.1"]


def test_two_systems_of_a_unit_do_not_share_a_name(bureau: Bureau) -> None:
    outcome = bureau.do("system.build", "keeper", name="云川市机关事务标准体系", basis="工作方案",
                        unit=bureau.units["bureau"].name)  # fmt: skip
    assert "同名" in outcome.errors["name"][0]


def test_a_branch_moves_with_all_below_it_and_with_its_lines(bureau: Bureau) -> None:
    line = bureau.listed(branch="1.2.1")
    node = Node.objects.get(code="1.2.1")
    moved = bureau.done("node.move", "keeper", node, above="1.3", code="1.3.2", place=2)
    assert moved.parent.code == "1.3"
    line.refresh_from_db()
    assert line.branch == "1.3.2"


def test_a_new_code_goes_down_to_all_below(bureau: Bureau) -> None:
    node = Node.objects.get(code="1.2")
    under = Node.objects.get(code="1.2.1")
    bureau.done("node.amend", "keeper", node, code="1.7", name="事务管理", place=2)
    under.refresh_from_db()
    assert under.code == "1.7.1"
    clash = bureau.do("node.amend", "keeper", node, code="1.3", name="事务管理", place=2)
    assert "已有这个编号" in clash.errors["code"][0]


@pytest.mark.parametrize("above", ["1.2", "1.2.1"])
def test_a_branch_is_not_hung_below_itself(bureau: Bureau, above: str) -> None:
    node = Node.objects.get(code="1.2")
    outcome = bureau.do("node.move", "keeper", node, above=above, code="1.2", place=1)
    assert "自己" in outcome.errors["above"][0]


def test_a_branch_with_branches_or_lines_is_not_removed_an_empty_one_is_and_comes_back(
    bureau: Bureau,
) -> None:
    bureau.listed(branch="1.1.1")
    assert stops(bureau.do("node.remove", "keeper", Node.objects.get(code="1.1"))) == ["5.3"]
    assert stops(bureau.do("node.remove", "keeper", Node.objects.get(code="1.1.1"))) == ["5.3"]
    empty = bureau.done("node.remove", "keeper", Node.objects.get(code="1.2.1"))
    assert empty.state == "撤销"
    assert bureau.done("node.restore", "keeper", empty).state == "在用"


def test_a_sixth_level_asks_for_a_reason(bureau: Bureau) -> None:
    code = "1.1.1"
    for _ in range(2):
        code = bureau.done("node.add", "keeper", system=bureau.system.name, above=code,  # type: ignore[union-attr] # built
                           code=f"{code}.1", name="分支", place=1).code  # fmt: skip
    deeper = bureau.done("node.add", "keeper", system=bureau.system.name, above=code,  # type: ignore[union-attr] # built
                         code=f"{code}.1", name="分支", place=1)  # fmt: skip
    outcome = bureau.do("node.move", "keeper", deeper, above=code, code="9", place=1)
    assert outcome.ok and [f.clause for f in outcome.findings] == ["5.2"]


def test_a_number_is_kept_as_the_standard_writes_it(bureau: Bureau) -> None:
    line = bureau.listed(number="gb/t41568-2022")
    assert (line.number, line.base, line.place) == ("GB/T 41568—2022", "GB/T 41568", 1)


@pytest.mark.parametrize(
    ("number", "level", "words"),
    [
        ("GB/T 41568-2022", "市级", "与级别“市级”不符"),
        ("DB5100/T 1-2020", "市级", "区划码"),
        ("GB/T 41568", "国家", "缺少年号"),
        ("国办发〔2007〕42号", "国家", "不是标准号"),
    ],
)
def test_a_number_that_does_not_fit_its_level_is_explained(
    bureau: Bureau, number: str, level: str, words: str
) -> None:
    outcome = bureau.do("entry.add", "keeper", **bureau.line(number=number, level=level))
    assert words in outcome.errors["number"][0]


def test_a_document_and_a_plan_need_no_number_of_a_standard(bureau: Bureau) -> None:
    document = bureau.listed(number="国办发〔2007〕42号", sort="规范性文件")
    plan = bureau.listed(number="待编 1", state="待制定", due_year="2027", unit="")
    assert document.base == plan.base == "" and plan.place == 2


def test_a_line_in_force_before_it_was_issued_or_without_an_office_is_stopped(
    bureau: Bureau,
) -> None:
    draft = bureau.line(force_on="2022-04-14", unit="")
    assert stops(bureau.do("entry.add", "keeper", **draft)) == ["5.4", "5.5"]


def test_a_standard_stands_once_in_a_system(bureau: Bureau) -> None:
    bureau.listed()
    outcome = bureau.do("entry.add", "keeper", **bureau.line())
    assert "已有这个标准号" in outcome.errors["number"][0]


def test_a_line_taken_out_with_a_reason_stays_and_is_listed_again(bureau: Bureau) -> None:
    line = bureau.listed()
    assert stops(bureau.do("entry.remove", "keeper", line, reason="过时")) == ["5.7"]
    out = bureau.done("entry.remove", "keeper", line, reason="已由新标准代替")
    assert out.state == "已移出" and Entry.objects.count() == 1
    assert bureau.done("entry.restore", "keeper", out, **bureau.line()).state == "现行"


def test_a_duty_is_covered_by_a_standard_that_is_not_ended(bureau: Bureau) -> None:
    duty, line = bureau.duty(), bureau.listed()
    made = bureau.done("link.add", "keeper", duty=duty.pk, entry=line.pk)
    twice = bureau.do("link.add", "keeper", duty=duty.pk, entry=line.pk)
    assert "已关联" in twice.errors["entry"][0]
    assert bureau.done("link.remove", "keeper", made).state == "撤销"
    bureau.done("entry.amend", "keeper", line, **bureau.line(state="废止"))
    assert stops(bureau.do("link.add", "keeper", duty=duty.pk, entry=line.pk)) == ["6.2"]


def test_a_duty_without_a_basis_is_not_listed(bureau: Bureau) -> None:
    outcome = bureau.do("duty.list", "keeper", unit=bureau.units["bureau"].name, code="1",
                        name="公务用车管理", field="公务用车")  # fmt: skip
    assert stops(outcome) == ["6.1"]


def pilot(bureau: Bureau, **changes: Any) -> Any:
    draft = {"name": "机关事务标准化试点", "unit": bureau.units["bureau"].name, "level": "国家级",
             "sort": "机关事务标准化试点", "batch": 1, "basis": "国标委批复",
             "begun_on": "2024-01-01", "due_on": "2026-01-01", **changes}  # fmt: skip
    return bureau.do("pilot.open", "keeper", **draft)


def test_a_pilot_is_accepted_by_the_deputy_with_enough_points(bureau: Bureau) -> None:
    opened = pilot(bureau).subject
    said = {"state": "通过验收", "accepted_on": "2026-01-05", "result": "同意通过"}
    low = bureau.do("pilot.accept", "deputy", opened, score="79.99", **said)
    assert stops(low) == ["7.2"]
    assert bureau.done("pilot.accept", "deputy", opened, score="80", **said).state == "通过验收"


def test_a_pilot_has_a_document_and_ends_after_it_begins(bureau: Bureau) -> None:
    assert stops(pilot(bureau, basis="")) == ["7.1"]
    assert "晚于" in pilot(bureau, due_on="2024-01-01").errors["due_on"][0]
    assert not Pilot.objects.exists()


def test_a_case_and_an_honour_need_evidence(bureau: Bureau) -> None:
    who = {"unit": bureau.units["bureau"].name}
    case = {"title": "让标准运行", "sort": "综合类", "chosen_on": "2026-01-05", "summary": "做法"}
    honour = {"title": "先进集体", "level": "省级", "given_by": "省局", "given_on": "2026-01-05"}
    assert stops(bureau.do("exemplar.tell", "keeper", **who, **case)) == ["8.1"]
    assert stops(bureau.do("honour.record", "keeper", **who, **honour)) == ["8.2"]
    assert bureau.done("exemplar.tell", "keeper", evidence="入选通知", **who, **case)
    assert bureau.done("honour.record", "keeper", evidence="省局发〔2026〕1号", **who, **honour)


def test_who_keeps_no_systems_builds_none(bureau: Bureau) -> None:
    with pytest.raises(Forbidden):
        bureau.do("system.build", "clerk", name="我的体系", basis="工作方案",
                  unit=bureau.units["bureau"].name)  # fmt: skip


def test_the_keeper_of_another_city_neither_changes_the_system_nor_lists_in_it(
    bureau: Bureau,
) -> None:
    with pytest.raises((Forbidden, NotFound)):
        bureau.do("system.end", "stranger", bureau.system)
    outcome = bureau.do("entry.add", "stranger", **bureau.line())
    assert "不在您的数据范围内" in outcome.errors["system"][0]

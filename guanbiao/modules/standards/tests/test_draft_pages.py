"""The sheets beside the words: tables, cases, help while typing, files in and out."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from guanbiao.library import in_force
from guanbiao.modules.standards.models import Draft
from guanbiao.modules.standards.public import draft_pack, files_of
from guanbiao.modules.standards.tests.makers import FUEL, House
from guanbiao.modules.standards.tests.test_draft_text import PIXEL, document
from rulebook.rules import Verdict


def text(house: House, page: str, draft: Draft, who: str = "writer", **query: str) -> str:
    answer = house.client(who).get(reverse(f"standards.{page}", args=[draft.pk]), query)
    assert answer.status_code == 200
    return answer.content.decode()


def sheet(**changes: object) -> dict[str, object]:
    """A table of limits by energy, as the browser sends it."""
    return {
        "at": "1.1", "name": "油耗限值", "act": FUEL, "policy": "唯一", "old": "",
        "in": ["新能源", ""], "out": ["油耗限值数"], "out_type": ["数字"],
        "in:0": ["false", "true", ""], "in:1": ["", "", ""], "out:0": ["9.5", "0", ""],
        "clause": ["1.1", "1.1", "1.1"], "note": ["", "", ""],
        "when": "百公里油耗 不为空", "require": "百公里油耗 <= 油耗限值数", "actual": "百公里油耗",
        "limit": "油耗限值数", **changes,
    }  # fmt: skip


def unbound(house: House) -> Draft:
    draft = house.bound()
    house.post("bind", draft, do="drop", at="1.1", place="0")
    house.post("file", draft, path="cases/draft.yaml", text="")
    return draft


def test_a_table_typed_as_a_sheet_judges_and_comes_back_as_it_was(house: House) -> None:
    draft = unbound(house)
    assert house.post("grid", draft, **sheet()).status_code == 302
    pack = draft_pack(draft)
    assert [row.cells_in for row in pack.tables["油耗限值"].rows] == [("false",), ("true",)]
    (rule,) = pack.rules
    assert rule.require == "百公里油耗 <= 油耗限值数" and rule.when == "百公里油耗 != null"
    html = text(house, "grid", draft, name="油耗限值", at="1.1")
    assert 'value="9.5"' in html and 'value="油耗限值数"' in html


def ways(**changes: object) -> dict[str, object]:
    """By which ways messages go, as the browser sends it."""
    return {
        "at": "1.1", "name": "消息方式", "act": "channels.ways", "policy": "首个", "old": "",
        "in": ["消息类别", "紧急"],
        "out": ["邮件", "短信", "政务微信", "钉钉", "群机器人", "最少方式数"],
        "out_type": ["是否", "是否", "是否", "是否", "是否", "数字"],
        "in:0": ["-", "-"], "in:1": ["true", "-"], "out:0": ["true", "true"],
        "out:1": ["true", "false"], "out:2": ["true", "false"], "out:3": ["true", "false"],
        "out:4": ["true", "false"], "out:5": ["2", "0"],
        "clause": ["1.1", "1.1"], "note": ["", ""], **changes,
    }  # fmt: skip


def test_a_table_that_answers_the_platform_is_typed_like_any_other(house: House) -> None:
    draft = unbound(house)
    page = text(house, "grid", draft, at="1.1", act="channels.ways")
    assert "平台决策 · 消息用什么方式发" in page and "查到结果以后怎样判" not in page
    assert 'value="消息类别"' in page and 'value="最少方式数"' in page, "its columns are there"
    refused = house.post(
        "grid", draft, **ways(out=["邮件", "短信", "", "钉钉", "群机器人", "最少方式数"])
    )
    assert "结果列还缺：政务微信" in refused.content.decode()
    assert house.post("grid", draft, **ways()).status_code == 302
    (bind,) = draft_pack(draft).binds
    assert (bind.kind, bind.acts, bind.table) == ("decision", ("channels.ways",), "消息方式")
    again = text(house, "grid", draft, name="消息方式", at="1.1")
    assert 'value="最少方式数"' in again
    assert 'value="是"' in again and 'value="true"' not in again
    house.post("grid", draft, **ways(old="消息方式", **{"out:1": ["否", "false"]}))
    rows = draft_pack(draft).tables["消息方式"].rows
    assert [row.cells_out[1] for row in rows] == ["false", "false"]
    assert len(draft_pack(draft).binds) == 1


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "没有空当，也没有重叠"), ({"in:0": ["false", "false", ""]}, "没有一行适用于"),
        ({"in:0": ["-", "true", ""]}, "都适用于"), ({"in:0": ["<= 吨", "true", ""]}, "吨"),
        ({"in": ["油号", ""]}, "油号"), ({"act": ""}, "请选择这张表判定的业务动作"),
    ],
)  # fmt: skip
def test_a_sheet_is_proved_while_it_is_typed(
    house: House, changes: dict[str, object], said: str
) -> None:
    answer = house.post("grid_proof", house.bound(), **sheet(**changes))
    assert said in answer.content.decode()


def test_a_sheet_that_cannot_be_kept_comes_back_with_all_that_was_typed(house: House) -> None:
    draft = unbound(house)
    answer = house.post("grid", draft, **sheet(name="油/耗"))
    html = answer.content.decode()
    assert answer.status_code == 422 and "决策表名称" in html and 'value="9.5"' in html


def rows(**changes: object) -> dict[str, object]:
    """One new case beside the two that are there."""
    return {
        "at": "1.1", f"{FUEL}:file": ["cases/draft.yaml", "cases/draft.yaml", ""],
        f"{FUEL}:place": ["0", "1", ""], f"{FUEL}:name": ["九升半", "", "十升"],
        f"{FUEL}:on": ["2026-12-01"] * 3, f"{FUEL}:fact:0": ["9.5", "", "10"],
        f"{FUEL}:expect": ["pass", "block", "block"], **changes,
    }  # fmt: skip


def test_cases_are_rows_renamed_removed_and_added(house: House) -> None:
    draft = house.bound()
    assert house.post("cases", draft, **rows()).status_code == 302
    found = {case.name: case.expect for case in draft_pack(draft).cases}
    assert found == {"九升半": {"1.1": "pass"}, "十升": {"1.1": "block"}}
    assert draft.failing == 0 and draft.untried == 0


WAYS = "channels.ways"


def asked(file: str = "", **changes: object) -> dict[str, object]:
    """Two questions and what the table should answer to each."""
    return {
        "at": "1.1", f"{WAYS}:file": [file] * 2, f"{WAYS}:place": ["0", "1"] if file else ["", ""],
        f"{WAYS}:name": ["紧急", ""], f"{WAYS}:on": ["2026-12-01"] * 2,
        f"{WAYS}:fact:0": ["待办", "待办"], f"{WAYS}:fact:1": ["是", "否"],
        f"{WAYS}:give:0": ["是", "是"], f"{WAYS}:give:1": ["是", "否"],
        f"{WAYS}:give:5": ["2", ""], **changes,
    }  # fmt: skip


def test_cases_of_a_table_that_answers_the_platform_are_rows_too(house: House) -> None:
    draft = unbound(house)
    house.post("grid", draft, **ways())
    assert draft.problems == 2, "no case comes to either row"
    page = text(house, "cases", draft, at="1.1")
    assert "应得最少方式数" in page and "应得结论" not in page
    assert house.post("cases", draft, **asked()).status_code == 302
    first, second = draft_pack(draft).cases
    assert (first.facts, first.gives["最少方式数"]) == ({"消息类别": "待办", "紧急": True}, 2)
    assert (second.name, second.gives) == ("待办，否", {"邮件": True, "短信": False})
    assert (draft.problems, draft.failing) == (0, 0)
    house.post("cases", draft, **asked(first.file, **{f"{WAYS}:give:1": ["否", "否"]}))
    assert draft.failing == 1
    assert len(draft_pack(draft).cases) == 2
    answer = house.post("cases_run", draft, **asked(first.file))
    assert "未通过" not in answer.content.decode()


def test_a_question_without_a_wanted_result_is_told(house: House) -> None:
    draft = unbound(house)
    house.post("grid", draft, **ways())
    changes = {f"{WAYS}:give:{n}": ["", ""] for n in range(6)}
    answer = house.post("cases", draft, **asked(**changes))
    assert answer.status_code == 422 and "至少填一个应得结果" in answer.content.decode()


def test_a_trial_run_keeps_nothing(house: House) -> None:
    draft = house.bound()
    answer = house.post("cases_run", draft, **rows(**{f"{FUEL}:expect": ["pass", "pass", "pass"]}))
    assert "未通过" in answer.content.decode()
    assert len(draft_pack(draft).cases) == 2 and "十升" not in files_of(draft)["cases/draft.yaml"]


def test_a_fact_that_is_no_number_is_told(house: House) -> None:
    answer = house.post("cases", house.bound(), **rows(**{f"{FUEL}:fact:0": ["九", "", ""]}))
    assert answer.status_code == 422 and "不是数" in answer.content.decode()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("百公里油号 <= 9", "改为“百公里油耗”"),
        ("bgl", "百公里油耗"),
        ("百公里油耗 不超过 9.5", "读作"),
    ],
)
def test_a_rule_is_read_while_it_is_typed(house: House, typed: str, said: str) -> None:
    answer = house.post("feel", house.bound(), part="require", require=typed, act=FUEL)
    assert said in answer.content.decode()


def test_a_rule_typed_in_chinese_words_is_kept_in_the_standard_form(house: House) -> None:
    draft = unbound(house)
    house.post("bind", draft, do="rule", at="1.1", act=FUEL, require="百公里油耗 不超过 9.5",
               limit="9.5", actual="百公里油耗", unit="L")  # fmt: skip
    (rule,) = draft_pack(draft).rules
    assert rule.require == "百公里油耗 <= 9.5"


def test_a_grant_and_a_list_are_written_down(house: House) -> None:
    draft = house.bound()
    house.post("text", draft, do="add", at="1.1", depth="3", title="", body="驾驶员可以登记加油。")
    house.post(
        "text", draft, do="add", at="1.2", depth="3", title="", body="加油前应逐项检查 2 处。"
    )
    house.post("bind", draft, do="grant", at="1.2", role="驾驶员", scope="own", acts=[FUEL])
    house.post("bind", draft, do="checklist", at="1.3", name="加油检查", items="油箱盖｜拍照\n轮胎")
    pack = draft_pack(draft)
    assert [(g.role, g.acts) for g in pack.grants] == [("驾驶员", (FUEL,))]
    assert [item.evidence.value for item in pack.checklists[0].items] == ["photo", "none"]
    assert draft.loose == 0 and draft.problems == 0
    house.post("bind", draft, do="drop", at="1.2", place="1")
    assert draft_pack(draft).grants == () and draft.loose == 1


def test_a_clause_put_before_a_bound_one_takes_its_bind_along(house: House) -> None:
    draft = house.bound()
    house.post("text", draft, do="add", at="1", depth="3", title="", body="车辆应登记。")
    house.post("text", draft, do="up", at="1.2")
    pack = draft_pack(draft)
    assert [bind.clause for bind in pack.binds] == ["1.2"] and draft.stale == 0
    assert {clause for case in pack.cases for clause in case.expect} == {"1.2"}


def test_a_word_file_is_read_into_the_draft_with_its_figure(house: House) -> None:
    draft = house.draft()
    content = document(("Normal", "1 油耗"), ("Normal", "1.1 每车每百公里油耗不应超过 9.5 升。"))
    house.post("take", draft, file=SimpleUploadedFile("标准.docx", content))
    assert [each.number for each in draft_pack(draft).clauses] == ["1", "1.1"]
    address = reverse("standards.figure", args=[draft.pk])
    picture = house.client("writer").get(address, {"file": "figures/1.toml"})
    assert picture.content == PIXEL and picture["Content-Type"] == "image/png"
    assert house.client("writer").get(address, {"file": "text.md"}).status_code == 404
    assert "1.1" in text(house, "outline", draft)


def test_a_file_that_is_no_standard_changes_nothing(house: House) -> None:
    draft = house.bound()
    answer = house.post("take", draft, file=SimpleUploadedFile("a.docx", b"nothing"))
    assert answer.status_code == 422 and "不是有效的 Word" in answer.content.decode()
    assert "1.1" in files_of(draft)["text.md"]


def test_words_with_markup_in_them_stay_words(house: House) -> None:
    draft = house.bound()
    evil = "<script>alert(1)</script>应低于 9.5 升。"
    house.post("text", draft, do="put", at="1.1", title="<b>x</b>", body=evil, modality="must")
    for page in ("text", "outline", "draft_print", "draft"):
        html = text(house, page, draft, at="1.1")
        assert "<script>alert" not in html and "<b>x</b>" not in html, page


def test_the_draft_leaves_as_word_and_as_a_pack(house: House) -> None:
    draft = house.bound()
    client = house.client("writer")
    word = client.get(reverse("standards.draft_docx", args=[draft.pk]))
    assert zipfile.is_zipfile(io.BytesIO(word.content))
    pack = client.get(reverse("standards.draft_zip", args=[draft.pk]))
    with zipfile.ZipFile(io.BytesIO(pack.content)) as archive:
        assert {n: archive.read(n).decode() for n in archive.namelist()} == files_of(draft)


def test_a_revision_begins_with_the_edition_in_force(house: House) -> None:
    base = next(e for e in in_force.everything() if (e.head.number, e.head.edition)
                == ("Q/YCJG 203", "2025"))  # fmt: skip
    draft = house.draft(base=str(base.id), standard="Q/YCJG 203", title=base.head.title)
    files = {path: body for path, body in base.pack.files.items() if path != "standard.toml"}
    assert {p: t for p, t in files_of(draft).items() if p != "standard.toml"} == files
    assert (draft.stale, draft.problems, draft.failing, draft.loose) == (0, 0, 0, 0)
    assert text(house, "text", draft, at="5.2.3").count("怎样执行") >= 1


def test_a_warned_clause_expects_a_warning_in_its_examples(house: House) -> None:
    draft = house.draft()
    house.post("text", draft, do="add", title="油耗", depth="2", body="")
    house.post("text", draft, do="add", at="1", depth="3", body="每车每百公里油耗宜不超过 9.5 升。")
    house.post("bind", draft, do="limit", at="1.1", act=FUEL, fact="百公里油耗", op="<=",
               amount="9.5", unit="L", skip="1", cases="1")  # fmt: skip
    verdicts = [case.expect["1.1"] for case in draft_pack(draft).cases]
    assert verdicts == [Verdict.PASS, Verdict.WARN] and draft.failing == 0


def test_a_basis_is_kept_with_its_clause_and_a_later_edition_above_is_told(house: House) -> None:
    draft = house.bound()
    words = "每车每百公里油耗不应超过 9.5 升。"
    put = {"do": "put", "at": "1.1", "title": "百公里油耗", "modality": "must", "body": words}
    house.post("text", draft, **put, basis="Q/YCJG 203—2024 5.5.2")
    assert draft.unsourced == 0
    assert "有 2025 版" not in text(house, "text", draft, at="1.1")
    old = files_of(draft)["basis.toml"].replace(str(timezone.localdate()), "2025-01-01")
    house.post("file", draft, path="basis.toml", text=old)
    assert "Q/YCJG 203 有 2025 版，2025年7月1日起施行" in text(house, "text", draft, at="1.1")
    house.post("text", draft, **put, basis="Q/YCJG 203—2024 5.5.2")
    assert "有 2025 版" in text(house, "text", draft, at="1.1")
    house.post("text", draft, **put, basis="Q/YCJG 203—2024 5.5.2", looked="1")
    assert "有 2025 版" not in text(house, "text", draft, at="1.1")
    assert "依据：Q/YCJG 203" in text(house, "draft_print", draft)
    for broken in ("[[basis", "basis = [1]\n"):
        house.post("file", draft, path="basis.toml", text=broken)
        assert draft.problems == 1 and "依据" in text(house, "text", draft, at="1.1")

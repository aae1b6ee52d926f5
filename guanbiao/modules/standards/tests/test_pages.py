"""Somebody reads the standards that bind her unit."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from guanbiao.library import in_force
from guanbiao.library.in_force import Published
from guanbiao.library.publish import publish
from guanbiao.modules.standards import feel
from guanbiao.people.models import Account
from rulebook.feel import Scope
from tests.gate.makers import bureau
from tests.packs.shelves import packs


@pytest.fixture
def reader(db: None) -> Iterator[Client]:
    """A clerk of the city's bureau, signed in, with all standards of the repository published."""
    in_force.refresh()
    for each in sorted(packs(), key=lambda pack: pack.head.from_day):
        publish(each, by="tests")
    client = Client()
    client.force_login(Account.objects.create_account("reader", None, bureau().clerk))
    yield client
    in_force.refresh()


def edition(number: str, name: str) -> Published:
    found = in_force.edition_named(number, name)
    assert found is not None
    return found


def page(client: Client, name: str, *args: object, **query: str) -> str:
    response = client.get(reverse(name, args=args), query)
    assert response.status_code == 200
    return response.content.decode()


def plain(html: str) -> str:
    return re.sub(r"<[^>]+>", "", html)


def test_a_clerk_sees_what_binds_her_unit(reader: Client) -> None:
    html = page(reader, "standards.standards")
    assert "党政机关公务用车管理办法" in html
    assert "现行" in html
    assert "转述" in html
    assert html.index("中办发〔2017〕71号") < html.index("Q/YCJG 203")
    assert "已废止" in html


def test_a_clerk_finds_clauses_by_word_and_by_number(reader: Client) -> None:
    found = page(reader, "standards.standards", q="核定载客")
    assert "不应" in found
    assert "/clauses/5.2.3/" in found
    assert "现行标准里没有找到" in page(reader, "standards.standards", q="月球")
    assert "&lt;script&gt;" in page(reader, "standards.standards", q="<script>")


def test_a_standard_shows_its_words_its_source_and_what_cannot_be_executed(reader: Client) -> None:
    html = page(reader, "standards.standard", edition("中办发〔2017〕71号", "2017").id)
    assert '<span class="modal modal-must">不应</span>' in html
    assert "本页是转述，不是官方文本" in html
    assert "不可执行" in html
    assert "首个" in html
    assert "不超过 0" not in html


def test_a_clause_shows_rule_table_row_value_and_cases(reader: Client) -> None:
    cap = edition("中办发〔2017〕71号", "2017")
    text = plain(page(reader, "standards.clause", cap.id, "9"))
    assert "购置价格 不大于 价格上限" in text
    assert "车辆 · 车辆入编登记" in text
    html = page(reader, "standards.clause", cap.id, "9.2")
    assert html.count('<tr class="at">') == 3
    use = edition("Q/YCJG 203", "2025")
    html = page(reader, "standards.clause", use.id, "5.3.5")
    assert "5,000 km" in html
    assert "→ 拦截 5.3.5" in html
    assert "未通过" not in html


@pytest.mark.parametrize("each", packs(), ids=lambda pack: pack.head.number)
def test_every_clause_of_every_standard_has_its_page(reader: Client, each: object) -> None:
    found = in_force.edition_named(each.head.number, each.head.edition)  # type: ignore[attr-defined]
    assert found is not None
    for clause in found.clauses:
        assert clause.number in page(reader, "standards.clause", found.id, clause.number)


def test_a_clause_of_the_posts_shows_who_may_do_what(reader: Client) -> None:
    posts = edition("Q/YCJG 102", "2024")
    text = plain(page(reader, "standards.clause", posts.id, "4.6"))
    assert "车辆调度员" in text
    assert "派车单 · 派车" in text
    steps = plain(page(reader, "standards.clause", posts.id, "6.3"))
    for limit in ("4 个工作小时", "30 分钟（工作时间）", "5 个工作日", "不限"):
        assert limit in steps


def test_two_editions_are_compared(reader: Client) -> None:
    old, new = edition("Q/YCJG 203", "2024"), edition("Q/YCJG 203", "2025")
    html = page(reader, "standards.compare", new.id, old.id)
    assert "跨县（市、区）用车宜提前 <del>1</del><ins>2</ins> 个工作日" in html
    assert "新增" in html
    assert "<del>7500</del><ins>5000</ins> km" in html
    assert "保养间隔里程" in html
    assert plain(page(reader, "standards.compare", old.id, new.id)) == plain(html)
    other = edition("Q/YCJG 102", "2024")
    assert reader.get(reverse("standards.compare", args=[old.id, other.id])).status_code == 404


def test_the_pack_is_handed_out_as_it_was_published(reader: Client) -> None:
    use = edition("Q/YCJG 203", "2025")
    response = reader.get(reverse("standards.pack", args=[use.id]))
    with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
        files = {name: archive.read(name).decode() for name in archive.namelist()}
    assert files == use.pack.files


def test_what_is_not_there_is_not_found(reader: Client) -> None:
    use = edition("Q/YCJG 203", "2025")
    for name, args in (
        ("standards.standard", [0]),
        ("standards.clause", [use.id, "99"]),
        ("standards.compare", [use.id, 0]),
        ("standards.pack", [0]),
    ):
        assert reader.get(reverse(name, args=args)).status_code == 404


def test_a_stranger_must_sign_in_first(db: None) -> None:
    assert Client().get(reverse("standards.standards")).status_code == 302


def test_pages_ask_the_database_little(
    reader: Client, django_assert_max_num_queries: object
) -> None:
    use = edition("Q/YCJG 203", "2025")
    page(reader, "standards.clause", use.id, "5.2.3")
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        page(reader, "standards.clause", use.id, "5.2.3")


def test_the_menu_is_folded_by_business_and_opens_the_one_at_work(reader: Client) -> None:
    side = page(reader, "standards.standards").partition('id="side"')[2].partition("</nav>")[0]
    groups = re.findall(r'<details name="business"( open)?><summary>([^<]+)', side)
    assert len(groups) > 1
    assert [label for is_open, label in groups if is_open] == ["标准库"]
    assert "用车申请" in side, "folded, not left out"


def test_the_portal_tells_what_newly_binds_one_or_soon_will(
    reader: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    any_one, today = edition("Q/YCJG 203", "2025"), timezone.localdate()
    day = dt.timedelta(days=1)
    said = {
        "新施行": replace(any_one, id=901, from_day=today - 5 * day, to_day=None),
        "将施行": replace(any_one, id=902, from_day=today + 5 * day, to_day=None),
        "撤回": replace(any_one, id=903, from_day=today + day, to_day=None, withdrawn=True),
        "别处": replace(any_one, id=904, from_day=today, to_day=None, units=("elsewhere",)),
        "废止": replace(any_one, id=905, from_day=today - 9 * day, to_day=today - day),
    }
    monkeypatch.setattr(in_force, "everything", lambda: tuple(said.values()))
    html = page(reader, "desk.portal")
    block = html[html.index("法规政策") :]
    shown = [int(key) for key in re.findall(r'href="/standards/(90\d)/"', block)]
    assert shown == [902, 901]
    assert block.index("将施行") < block.index("新施行")


def test_a_number_that_is_the_title_is_written_once(reader: Client) -> None:
    html = re.sub(r"\s+", " ", plain(page(reader, "standards.standards")))
    assert "信访工作条例" in html and "信访工作条例 信访工作条例" not in html


def test_the_library_is_narrowed_by_level_state_and_title(reader: Client) -> None:
    def titles(**query: str) -> list[str]:
        found = re.findall(r'<td><a href="/standards/\d+/">(.*?)</a>', page(
            reader, "standards.standards", **query))  # fmt: skip
        return [plain(each) for each in found]

    every = titles()
    inside, old = titles(level="内部"), titles(state="已废止")
    assert 0 < len(inside) < len(every) and 0 < len(old) < len(every)
    assert any("Q/YCJG 203" in each for each in inside)
    assert not any("信访工作条例" in each for each in inside)
    assert titles(title="q/ycjg 203") == [e for e in every if "Q/YCJG 203" in e]
    both = titles(level="内部", title="信访")
    assert both == [] and "没有符合的现行标准" in page(
        reader, "standards.standards", level="内部", title="信访")  # fmt: skip
    html = page(reader, "standards.standards", level="内部", title="车")
    assert 'href="?level=%E5%86%85%E9%83%A8&amp;state=%E7%8E%B0%E8%A1%8C&amp;title=' in html
    assert titles(level="<b>", title="%") == []


def test_cells_and_rules_are_said_in_chinese(reader: Client) -> None:
    for cell, words in (
        ('"机要通信"', "机要通信"), ('"a","b"', "a、b"), ("true", "是"), ("false", "否"),
        ('not("a", "b")', "除a、b外"),
        ("-", "不限"), ("null", "无"), ("<= 5", "不大于 5"), ("> 3.5", "大于 3.5"),
    ):  # fmt: skip
        assert feel.said(cell) == words, cell
    assert plain(str(feel.said("基数 * 2"))) == "基数 * 2"
    assert feel.said('"<b>"') == "&lt;b&gt;"
    known = edition("Q/YCJG 301", "2026")
    html = plain(page(reader, "standards.clause", known.id, "5.1.3"))
    assert "接待对象人数 不小于 1 且 接待对象要素齐全人数 等于 接待对象人数" in html
    assert feel.aloud("没有这个名字 <= 1", Scope()) == feel.coloured("没有这个名字 <= 1")

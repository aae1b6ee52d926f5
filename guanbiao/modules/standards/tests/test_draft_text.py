"""The clause tree, the help for its words, and files in and out – without a database."""

from __future__ import annotations

import base64
import datetime as dt
import io
from decimal import Decimal

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st

from guanbiao.library.packs import parse
from guanbiao.modules.standards.drafting import (
    blocks,
    body,
    exporting,
    importing,
    lint,
    outline,
    references,
)
from guanbiao.modules.standards.drafting.executing import Unclear
from guanbiao.modules.standards.drafting.outline import Node, Outline
from guanbiao.modules.standards.drafting.suggesting import examples
from guanbiao.modules.standards.models import Draft
from guanbiao.people.models import Unit
from tests.packs.shelves import packs, title

TEXT = """# 油耗规范（Q/YCJG 401—2026）

## 1 范围 {#1 info}

本标准规定油耗。

## 2 油耗 {#2}

### 2.1 限值 {#2.1 must}

每车每百公里油耗不应超过 9.5 升。

按 2.2 统计。

### 2.2 统计 {#2.2 should}

宜逐月统计。
"""
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def numbers(tree: Outline) -> list[str]:
    return [node.number for node in tree.nodes]


def test_a_text_nobody_changes_stays_byte_for_byte() -> None:
    assert outline.read(TEXT).text == TEXT


@pytest.mark.parametrize("pack", packs(), ids=title)
def test_every_published_text_reads_and_writes_unchanged(pack: object) -> None:
    text = pack.files["text.md"]  # type: ignore[attr-defined]
    assert outline.read(text).text == text
    assert numbers(outline.read(text)) == [c.number for c in pack.clauses]  # type: ignore[attr-defined]


def test_changed_words_leave_the_other_clauses_as_they_were() -> None:
    edit = outline.put(outline.read(TEXT), "2.2", body="应逐月统计。", modality="must")
    assert "### 2.2 统计 {#2.2 must}\n\n应逐月统计。\n" in edit.outline.text
    assert edit.outline.text.startswith(TEXT[: TEXT.index("### 2.2")])


def test_a_clause_put_between_others_moves_their_numbers() -> None:
    edit = outline.add(outline.read(TEXT), "2.1", Node("", "定额", "must", 3, "应按车核定。"))
    assert numbers(edit.outline) == ["1", "2", "2.1", "2.2", "2.3"]
    assert edit.renamed == {"2.2": "2.3"}


def test_what_names_a_moved_clause_follows_it() -> None:
    files = {
        "binds.toml": '[[bind]]\nclause = "2.2"\nkind = "none"\n',
        "cases/a.yaml": '- name: x\n  expect: {"2.1": pass, "2.2": block}\n',
        "tables/t.csv": "命中策略,唯一\n列,输入,输出,条款\n名称,a,b,\n1,1,2,2.2\n",
    }
    made = references.follow(files, {"2.2": "2.3"})
    assert '"2.3"' in made["binds.toml"] and '"2.3": block' in made["cases/a.yaml"]
    assert made["tables/t.csv"].endswith("1,1,2,2.3\n")
    assert (
        references.cited("按 2.2 统计，不超过 2.2 升", {"2.2": "2.3"})
        == "按 2.3 统计，不超过 2.2 升"
    )


def test_levels_and_places_change_with_all_that_stands_below() -> None:
    tree = outline.read(TEXT)
    assert numbers(outline.shift(tree, "2.2", 1).outline) == ["1", "2", "2.1", "2.1.1"]
    assert numbers(outline.shift(tree, "2.2", -1).outline) == ["1", "2", "2.1", "3"]
    assert outline.move(tree, "2.2", -1).renamed == {"2.1": "2.2", "2.2": "2.1"}
    assert outline.move(tree, "2", -1).renamed == {"1": "2", "2": "1", "2.1": "1.1", "2.2": "1.2"}


def test_a_paragraph_becomes_a_clause_and_a_clause_a_paragraph() -> None:
    tree = outline.read(TEXT)
    apart = outline.split(tree, "2.1", 1)
    assert numbers(apart.outline) == ["1", "2", "2.1", "2.2", "2.3"]
    assert apart.outline.nodes[3].body == "按 2.2 统计。"
    joined = outline.merge(tree, "2.2")
    assert joined.outline.nodes[-1].paragraphs[-1] == "宜逐月统计。"


OPERATIONS = st.lists(
    st.tuples(
        st.sampled_from(["deeper", "higher", "up", "down", "merge", "split", "remove", "add"]),
        st.integers(0, 40),
    ),
    max_size=12,
)


@given(OPERATIONS)
def test_whatever_is_done_no_two_clauses_share_a_number_and_the_text_reads_back(
    steps: list[tuple[str, int]],
) -> None:
    tree = outline.read(TEXT)
    for verb, at in steps:
        if not tree.nodes:
            break
        number = tree.nodes[at % len(tree.nodes)].number
        tree = _done(tree, verb, number)
        assert len(set(numbers(tree))) == len(tree.nodes)
        again = outline.read(tree.text)
        assert numbers(again) == numbers(tree)
        assert [n.body.strip() for n in again.nodes] == [n.body.strip() for n in tree.nodes]


def _done(tree: Outline, verb: str, number: str) -> Outline:
    return {
        "deeper": lambda: outline.shift(tree, number, 1),
        "higher": lambda: outline.shift(tree, number, -1),
        "up": lambda: outline.move(tree, number, -1),
        "down": lambda: outline.move(tree, number, 1),
        "merge": lambda: outline.merge(tree, number),
        "split": lambda: outline.split(tree, number, 1),
        "remove": lambda: outline.remove(tree, number),
        "add": lambda: outline.add(tree, number, Node("", "新", "must", 3, "应新增。")),
    }[verb]().outline


@pytest.mark.parametrize(
    ("words", "force"),
    [
        ("车辆应保持清洁。", "must"), ("不应超过 5 人。", "must_not"), ("不得外借。", "must_not"),
        ("宜逐月统计。", "should"), ("可以拼车。", "may"), ("不超过 9.5 升。", "must"),
        ("由相应部门供应。", ""), ("适应工作需要。", ""), ("便宜的车。", ""), ("可能下雨。", ""),
        ("本标准规定油耗。", ""),
    ],
)  # fmt: skip
def test_the_force_of_a_clause_is_read_from_its_words(words: str, force: str) -> None:
    assert lint.modality_of(words) == force


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("驾驶员应及时交车，并说明车况。", "及时"), ("应配备灭火器、三角牌等。", "等"),
        ("应适当控制车速，注意行车安全。", "适当"), ("必须按时交车并且登记里程。", "必须"),
        ("应清洁。", "过短"), ("每车每百公里油耗不超过 9.5 升。", "没有“应”"),
    ],
)  # fmt: skip
def test_words_that_cannot_be_checked_are_doubted(words: str, said: str) -> None:
    node = Node("1", "", lint.modality_of(words) or "must", 3, words)
    assert any(said in doubt.message for doubt in lint.doubts(node))


@pytest.mark.parametrize(
    "words",
    [
        "驾驶员应在回场后 30 min 内及时交车。",
        "调度员应在 2 小时内派车。",
        "局长、科长等 5 人应到场。",
    ],
)
def test_a_word_with_its_number_is_not_doubted(words: str) -> None:
    assert lint.doubts(Node("1", "", "must", 3, words)) == []


def test_no_clause_of_the_published_standards_has_another_force_than_its_words() -> None:
    """The reader of words agrees with those who set the anchors by hand, nearly always."""
    read = wrong = 0
    for pack in packs():
        for clause in pack.clauses:
            if clause.modality in ("must", "must_not", "should"):
                read += 1
                wrong += lint.modality_of(clause.words) != clause.modality
    assert read > 100 and wrong / read < 0.1


def test_examples_stand_just_within_and_just_beyond_a_limit() -> None:
    assert examples("<=", Decimal("9.5")) == (Decimal("9.5"), Decimal("9.6"))
    assert examples(">=", Decimal(3)) == (Decimal(3), Decimal(2))


def test_a_block_changes_and_its_neighbours_do_not() -> None:
    text = '# 说明\n[[bind]]\nclause = "1"\n\n# 其二\n[[bind]]\nclause = "2"\n'
    made = blocks.changed(text, "bind", 1, blocks.table("bind", {"clause": "3", "act": ["a.b.c"]}))
    assert (
        made
        == '# 说明\n[[bind]]\nclause = "1"\n\n# 其二\n\n[[bind]]\nclause = "3"\nact = ["a.b.c"]\n'
    )
    assert blocks.changed(made, "bind", 0, "").startswith('# 说明\n[[bind]]\nclause = "3"')


def document(*lines: tuple[str, str]) -> bytes:
    """A Word file: style and text of each paragraph."""
    made = Document()
    for style, text in lines:
        made.add_paragraph(text, style=style)
    table = made.add_table(rows=2, cols=2)
    for row, texts in zip(table.rows, (("车型", "限值"), ("轿车", "9.5")), strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    made.add_picture(io.BytesIO(PIXEL))
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def test_a_word_file_becomes_a_tree_with_notes_tables_and_figures() -> None:
    taken = importing.read(
        "标准.docx",
        document(
            ("Normal", "前言"), ("Heading 1", "范围"), ("Normal", "本标准规定油耗。"),
            ("Normal", "2 油耗"), ("Normal", "2.1 每车每百公里油耗不应超过 9.5 升。"),
            ("Normal", "注：新能源车除外。"), ("Normal", "2.1.1 单车核算"),
            ("Normal", "9.5 升是全年平均值。"), ("Normal", "附录A（规范性） 统计表"),
            ("Normal", "A.1 表式"),
        ),
    )  # fmt: skip
    nodes = taken.outline.nodes
    assert [n.number for n in nodes] == ["1", "2", "2.1", "2.1.1", "A", "A.1"]
    assert [n.depth for n in nodes] == [2, 2, 3, 4, 2, 3]
    assert nodes[2].modality == "must_not" and "注：新能源车除外。" in nodes[2].body
    assert nodes[3].title == "单车核算" and "9.5 升" in nodes[3].body
    kinds = [part.kind for part in body.parts(nodes[-1].body)]
    assert kinds == ["table", "figure"] and list(taken.figures) == ["figures/1.toml"]
    assert "1 段" in taken.notes[0]


def test_a_table_of_contents_and_radicals_in_place_of_characters_do_no_harm() -> None:
    lines = ("目次", "1 油耗", "1.1 限值", "1 油耗", "1.1 限值", "每车不应超过 9.5 升。")
    taken = importing.tree([importing.Line(each) for each in lines], {})
    assert [(n.number, n.title) for n in taken.outline.nodes] == [("1", "油耗"), ("1.1", "限值")]
    assert taken.outline.nodes[1].body == "每车不应超过 9.5 升。"
    assert importing._whole("公⾥⽤⻋，（宜）") == "公里用车，（宜）"


def test_what_was_imported_is_a_pack() -> None:
    lines = (("Normal", "1 油耗"), ("Normal", "1.1 每车每百公里油耗不应超过 9.5 升。"))
    text = importing.read("a.docx", document(*lines)).outline.text
    head = 'number = "Q/A 1"\ntitle = "油耗"\nlevel = "internal"\nfrom_day = 2026-01-01\n'
    pack = parse({"standard.toml": head, "text.md": text})
    assert [c.number for c in pack.clauses] == ["1", "1.1"]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.doc", b"x", "另存为 .docx"), ("a.docx", b"no zip", "不是有效的 Word"),
        ("a.pdf", b"no pdf", "读不懂这个 PDF"), ("a.txt", "没有编号".encode(), "没有找到带编号"),
        ("a.txt", b"\xff\xfe\x00\xd8\x00", "文字编码"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_says_what_to_do(name: str, content: bytes, said: str) -> None:
    with pytest.raises(Unclear, match=said):
        importing.read(name, content)


def test_words_that_look_like_terms_are_explained_and_nothing_else_is_let_in() -> None:
    nodes = outline.read(
        "## 3 术语和定义 {#3}\n\n### 3.1 百公里油耗 fuel {#3.1 info}\n\n一百公里<b>用油</b>。\n"
    ).nodes
    terms = body.glossary(nodes)
    html = str(body.shown("<i>百公里油耗</i>应低", terms))
    assert '<dfn class="term" title="一百公里&lt;b&gt;用油&lt;/b&gt;。">百公里油耗</dfn>' in html
    assert "&lt;i&gt;" in html and "<i>" not in html


def test_a_draft_is_printed_as_word_and_read_back_the_same() -> None:
    nodes = outline.read(TEXT).nodes
    draft = Draft(
        standard="Q/YCJG 401", title="油耗规范", edition="2026", level="internal", state="起草",
        from_day=dt.date(2026, 12, 1), unit=Unit(name="云川市机关事务管理局"),
    )  # fmt: skip
    made = exporting.word(draft, Outline("", nodes), {})
    words = [each.text for each in Document(io.BytesIO(made)).paragraphs]
    assert "Q/YCJG 401—2026" in words and "油耗规范" in words
    assert "2.1　限值" in words and "2026-12-01 实施" in " ".join(words)
    again = importing.read("标准.docx", made).outline.nodes
    assert [n.number for n in again] == ["1", "2", "2.1", "2.2"]
    assert [n.modality for n in again] == ["info", "", "must_not", "should"]

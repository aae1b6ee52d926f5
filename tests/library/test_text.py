"""Words of clauses as they are read, whatever way their lines were broken in the file."""

from __future__ import annotations

from guanbiao.library.text import flowing, read_clauses


def test_broken_lines_of_one_paragraph_flow_together() -> None:
    assert flowing(["不应超过", "1.8 升"]) == "不应超过1.8 升"
    assert flowing(["排气量 3.0 升", "（含）以下的", "other small", "buses"]) == (
        "排气量 3.0 升（含）以下的other small buses"
    )


def test_paragraphs_and_lists_stay_apart() -> None:
    lines = ["甲", "", "乙：", "- 一", "- 二", "a) 三", "1）四", ""]
    assert flowing(lines).split("\n") == ["甲", "乙：", "- 一", "- 二", "a) 三", "1）四"]


def test_words_below_a_heading_without_anchor_belong_to_nobody() -> None:
    problems: list[object] = []
    text = "# 名称\n前言\n## 4 甲 {#4 must}\n应甲。\n## 附录\n其他\n"
    (clause,) = read_clauses(text, problems)  # type: ignore[arg-type]
    assert (clause.number, clause.title, clause.words) == ("4", "甲", "应甲。")
    assert problems == []

"""A draft as a Word file in the layout of GB/T 1.1—2020: cover, contents, body, appendices."""

from __future__ import annotations

import base64
import io
import tomllib
from collections.abc import Mapping
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from guanbiao.library.pack import LEVELS, Level
from guanbiao.modules.standards.drafting import body
from guanbiao.modules.standards.drafting.models import Draft
from guanbiao.modules.standards.drafting.outline import CHAPTER, Node, Outline

SONG, HEI = "宋体", "黑体"
SIZE, TITLE, NUMBER = Pt(10.5), Pt(26), Pt(14)
"""五号 for the words, 一号 for the title, 四号 for the number, as GB/T 1.1 prints them."""


def word(draft: Draft, outline: Outline, files: Mapping[str, str]) -> bytes:
    """The whole document."""
    document = Document()
    _page(document)
    _cover(document, draft)
    _contents(document, outline)
    _line(document, draft.title, HEI, Pt(16), WD_ALIGN_PARAGRAPH.CENTER)
    for node in outline.nodes:
        _node(document, node, files)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _page(document: Any) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.top_margin, section.bottom_margin = Cm(2.5), Cm(2)
    section.left_margin, section.right_margin = Cm(2.5), Cm(2)
    _font(document.styles["Normal"], SONG, SIZE)
    for level in range(1, 6):
        style = document.styles[f"Heading {level}"]
        _font(style, HEI, SIZE)
        style.font.bold = False
        style.font.color.rgb = None


def _font(style: Any, name: str, size: Any) -> None:
    style.font.name, style.font.size = name, size
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), name)


def _line(document: Any, text: str, font: str, size: Any, align: Any = None) -> Any:
    paragraph = document.add_paragraph()
    if align is not None:
        paragraph.alignment = align
    run = paragraph.add_run(text)
    _font(run, font, size)
    return paragraph


def _cover(document: Any, draft: Draft) -> None:
    right, centre = WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.CENTER
    _line(document, f"{LEVELS[Level(draft.level)]}标准", HEI, Pt(22))
    _line(document, f"{draft.standard}—{draft.edition}", HEI, NUMBER, right)
    for _ in range(6):
        document.add_paragraph()
    _line(document, draft.title, HEI, TITLE, centre)
    _line(document, f"（{draft.state}稿）" if draft.published is None else "", SONG, NUMBER, centre)
    for _ in range(10):
        document.add_paragraph()
    day = draft.approved_on
    said = f"{day:%Y-%m-%d} 发布" if day else "　　　　-　　-　　 发布"
    force = f"{draft.from_day:%Y-%m-%d} 实施" if draft.from_day else "　　　　-　　-　　 实施"
    _line(document, f"{said}　　　　　　　　{force}", HEI, NUMBER, centre)
    last = _line(document, f"{draft.unit.name}　发布", HEI, Pt(16), centre)
    last.add_run().add_break(WD_BREAK.PAGE)


def _contents(document: Any, outline: Outline) -> None:
    """A field that Word fills with pages when it opens the file, and the chapters until then."""
    _line(document, "目　　次", HEI, Pt(16), WD_ALIGN_PARAGRAPH.CENTER)
    paragraph = document.add_paragraph()
    run = paragraph.add_run()
    for kind, text in (("begin", ""), ("", ' TOC \\o "1-2" \\h \\z \\u '), ("separate", "")):
        run._r.append(_field(kind, text))
    chapters = [node for node in outline.nodes if node.depth <= CHAPTER + 1]
    paragraph.add_run("\n".join(f"{node.number}　{node.title}" for node in chapters if node.title))
    end = paragraph.add_run()
    end._r.append(_field("end", ""))
    end.add_break(WD_BREAK.PAGE)


def _field(kind: str, text: str) -> Any:
    if text:
        made = OxmlElement("w:instrText")
        made.set(qn("xml:space"), "preserve")
        made.text = text
        return made
    made = OxmlElement("w:fldChar")
    made.set(qn("w:fldCharType"), kind)
    return made


def _node(document: Any, node: Node, files: Mapping[str, str]) -> None:
    level = min(node.depth - CHAPTER + 1, 5)
    found = body.parts(node.body)
    if node.number.isalpha() and node.depth == CHAPTER:
        _line(document, f"附录 {node.number}\n{node.title}", HEI, SIZE, WD_ALIGN_PARAGRAPH.CENTER)
    elif node.title:
        document.add_heading(f"{node.number}　{node.title}", level)
    elif found and found[0].kind == "para":
        paragraph = document.add_paragraph()
        _font(paragraph.add_run(f"{node.number}　"), HEI, SIZE)
        paragraph.add_run(found[0].words)
        found = found[1:]
    for part in found:
        _part(document, part, files)


def _part(document: Any, part: body.Part, files: Mapping[str, str]) -> None:
    if part.kind == "table":
        _table(document, part.rows)
    elif part.kind == "figure":
        _figure(document, part, files)
    else:
        paragraph = document.add_paragraph()
        run = paragraph.add_run(part.words)
        if part.kind == "note":
            _font(run, SONG, Pt(9))
        paragraph.paragraph_format.first_line_indent = Pt(21)


def _table(document: Any, rows: tuple[tuple[str, ...], ...]) -> None:
    width = max((len(row) for row in rows), default=0)
    if not width:
        return
    table = document.add_table(rows=0, cols=width)
    table.style = "Table Grid"
    for row in rows:
        cells = table.add_row().cells
        for cell, words in zip(cells, row, strict=False):
            cell.text = words
            for paragraph in cell.paragraphs:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    document.add_paragraph()


def _figure(document: Any, part: body.Part, files: Mapping[str, str]) -> None:
    picture = image(files.get(part.file, ""))
    if picture is not None:
        document.add_picture(io.BytesIO(picture[1]), width=Cm(12))
        document.paragraphs[-1].alignment = WD_ALIGN_PARAGRAPH.CENTER
    _line(document, part.words, HEI, SIZE, WD_ALIGN_PARAGRAPH.CENTER)


def image(text: str) -> tuple[str, bytes] | None:
    """Type and bytes of a figure kept in a draft; none for what is no picture."""
    try:
        said = tomllib.loads(text)
        kind, data = str(said["type"]), base64.b64decode(said["data"], validate=True)
    except (tomllib.TOMLDecodeError, KeyError, ValueError, TypeError):
        return None
    return (kind, data) if kind in ("image/png", "image/jpeg") else None

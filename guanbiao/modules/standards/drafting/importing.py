"""A standard out of Word or out of a PDF with text: lines with what they look like, then a tree.

What is a heading is decided by the number it begins with (GB/T 1.1: ``5``, ``5.1``, ``A.1``,
附录A), by Word's own numbering and by the style of the paragraph. What is read wrongly is mended
in the mapping view; nothing is lost: whatever has no number stays below the clause before it.
"""

from __future__ import annotations

import base64
import io
import re
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from guanbiao.modules.standards.drafting import lint
from guanbiao.modules.standards.drafting.executing import Unclear
from guanbiao.modules.standards.drafting.outline import CHAPTER, DEEPEST, Node, Outline

LARGEST, LARGEST_FIGURE, MOST_LINES, MOST_PAGES = 20 * 1024 * 1024, 1024 * 1024, 20_000, 500
LARGEST_UNPACKED = 200 * 1024 * 1024
NUMBER = re.compile(
    r"^(?:第\s*)?(\d{1,2}(?:[.．]\d{1,2}){0,4}|[A-Z](?:[.．]\d{1,2}){1,4})"
    r"(?:\s*[条章])?[\s　、.．]*(?=\D|$)"
)
APPENDIX = re.compile(r"^附\s*录\s*([A-Z])[\s　]*(?:[（(](?:规范性|资料性)(?:附录)?[)）])?[\s　]*")
NOISE = re.compile(
    r"^(?:[IVXLC]+|\d{1,3}|[—-]\s*\d+\s*[—-]|(?:GB|DB\d*|Q)/?[TZ]?\s?[\w.]+[—-]\d{4}|ICS.*|CCS.*)$"
)
LEADER = re.compile(r"[.…·]{4,}\s*\d+\s*$")
LISTED = re.compile(r"^(?:[a-z]\)|\d+\)|——|—|注\s?\d*[:：]|示例\s?\d*[:：]|[表图]\s?[A-Z]?[\d.]+)")
RADICALS = str.maketrans(
    "⻅⻆⻉⻋⻓⻔⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻨⻩⻬⻮⻰", "见角贝车长门韦页风飞食马骨鬼鱼鸟麦黄齐齿龙"
)
"""Simplified radicals that Unicode gives no equal character."""
LONGEST_TITLE = 24
END = "。；;：:，"


@dataclass(frozen=True)
class Line:
    """A paragraph, a table or a figure; ``level`` is that of a heading style, 0 for none."""

    text: str
    level: int = 0
    number: str = ""


@dataclass(frozen=True)
class Taken:
    """What was read: the tree, the figures as files of the draft, and what to look at."""

    outline: Outline
    figures: dict[str, str]
    notes: tuple[str, ...] = ()


def read(name: str, content: bytes) -> Taken:
    """A .docx, .pdf, .md or .txt file as a tree. Raises `Unclear` with what to do."""
    if len(content) > LARGEST:
        raise Unclear("文件超过 20 MB，请去掉大图后再导入。")
    kind = name.rpartition(".")[2].lower()
    figures: dict[str, str] = {}
    if kind == "docx":
        lines = list(_word(content, figures))
    elif kind == "pdf":
        lines = list(_pdf(content))
    elif kind in ("txt", "md"):
        lines = [Line(each) for each in _decoded(content).splitlines()]
    else:
        raise Unclear("只能导入 Word（.docx）、带文字的 PDF 和纯文本；.doc 请另存为 .docx。")
    if len(lines) > MOST_LINES:
        raise Unclear("内容超过两万段，请拆分后导入。")
    return tree(lines, figures)


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unclear("看不懂这个文件的文字编码，请另存为 UTF-8 文本。")


def _word(content: bytes, figures: dict[str, str]) -> Iterator[Line]:
    """Paragraphs and tables of a Word file in their order, with figures taken out."""
    from docx import Document  # noqa: PLC0415 - read in only where somebody imports
    from docx.opc.exceptions import PackageNotFoundError  # noqa: PLC0415
    from docx.table import Table  # noqa: PLC0415

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(each.file_size for each in archive.infolist()) > LARGEST_UNPACKED:
                raise Unclear("文件解开后过大，请去掉大图后再导入。")
        document = Document(io.BytesIO(content))
    except (PackageNotFoundError, zipfile.BadZipFile, KeyError, ValueError) as failure:
        raise Unclear(
            "这不是有效的 Word 文件（.docx），请用 Word 或 WPS 另存后再导入。"
        ) from failure
    counters: dict[str, list[int]] = {}
    for each in document.iter_inner_content():
        if isinstance(each, Table):
            yield Line(_table([[cell.text for cell in row.cells] for row in each.rows]))
            continue
        for figure in _figures(each, figures):
            yield Line(figure)
        if each.text.strip() and not _contents(each):
            level = _heading(each.style.name if each.style else "")
            yield Line(each.text.strip(), level, _numbered(each, counters))


def _contents(paragraph: object) -> bool:
    """Whether a paragraph belongs to the table of contents, which Word makes itself."""
    style = getattr(paragraph, "style", None)
    marks = getattr(paragraph, "_p").xpath(".//w:instrText")  # noqa: B009
    return bool(style and style.name.lower().startswith(("toc", "目次", "目录"))) or any(
        "TOC" in (mark.text or "") for mark in marks
    )


def _heading(style: str) -> int:
    """The level of a heading style, Word's or WPS's."""
    found = re.fullmatch(r"(?:Heading|标题|章标题|一级条标题|二级条标题|三级条标题)\s*(\d?)", style)
    if found is None:
        return 0
    named = {"章标题": 1, "一级条标题": 2, "二级条标题": 3, "三级条标题": 4}
    return named.get(style, int(found[1] or 1))


def _numbered(paragraph: object, counters: dict[str, list[int]]) -> str:
    """The number Word itself would print before the paragraph, where its list is decimal."""
    properties = getattr(paragraph, "_p").pPr  # noqa: B009 - python-docx gives no other way
    numbering = properties.numPr if properties is not None else None
    if numbering is None or numbering.numId is None:
        return ""
    level = numbering.ilvl.val if numbering.ilvl is not None else 0
    if level > DEEPEST - CHAPTER:
        return ""
    counts = counters.setdefault(str(numbering.numId.val), [0] * 9)
    counts[level] += 1
    counts[level + 1 :] = [0] * (8 - level)
    return ".".join(map(str, counts[: level + 1]))


def _figures(paragraph: object, figures: dict[str, str]) -> Iterator[str]:
    """Pictures within a paragraph become files of the draft and a mark in its text."""
    element, part = getattr(paragraph, "_p"), getattr(paragraph, "part")  # noqa: B009
    for blip in element.xpath(".//a:blip/@r:embed"):
        image = part.related_parts.get(blip)
        kind = getattr(image, "content_type", "")
        if kind not in ("image/png", "image/jpeg") or len(image.blob) > LARGEST_FIGURE:
            yield "注：此处原有一幅图，格式不受支持或过大，请改为 PNG 后补上。"
            continue
        path = f"figures/{len(figures) + 1}.toml"
        data = base64.b64encode(image.blob).decode()
        figures[path] = f'type = "{kind}"\ndata = "{data}"\n'
        yield f"![图 {len(figures)}]({path})"


def _table(rows: list[list[str]]) -> str:
    """A table in the text: a line a row, a bar between cells."""
    lines = []
    for n, row in enumerate(rows):
        cells = [" ".join(cell.split()).replace("|", "｜") for cell in row]
        lines.append("| " + " | ".join(cells) + " |")
        if n == 0:
            lines.append("|" + " --- |" * len(cells))
    return "\n".join(lines)


def _pdf(content: bytes) -> Iterator[Line]:
    """Lines of a PDF that holds text, without heads, feet and the table of contents."""
    from pypdf import PdfReader  # noqa: PLC0415 - read in only where somebody imports
    from pypdf.errors import PyPdfError  # noqa: PLC0415

    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted:
            raise Unclear("PDF 有密码，请解除后再导入。")
        if len(reader.pages) > MOST_PAGES:
            raise Unclear("PDF 超过 500 页，请拆分后导入。")
        pages = [page.extract_text() for page in reader.pages]
    except (PyPdfError, ValueError, KeyError, RecursionError) as failure:
        raise Unclear("读不懂这个 PDF，请用 Word 文件导入。") from failure
    lines = [_whole(line.strip()) for page in pages for line in page.splitlines()]
    if sum(len(line) for line in lines) < 20 * len(pages):
        raise Unclear("这个 PDF 里没有文字（多半是扫描件），请先做文字识别，或用 Word 文件导入。")
    yield from (Line(each) for each in _joined(lines))


def _whole(line: str) -> str:
    """Characters for the radicals that PDF writers put in their place."""
    return "".join(
        unicodedata.normalize("NFKC", each) if "\u2f00" <= each <= "\u2fd5" else each
        for each in line.translate(RADICALS)
    )


def _joined(lines: Iterable[str]) -> Iterator[str]:
    """Lines broken by the page put together again: a sentence goes on until it ends."""
    run = ""
    for line in lines:
        if not line or NOISE.match(line) or LEADER.search(line):
            continue
        fresh = NUMBER.match(line) or APPENDIX.match(line) or LISTED.match(line)
        short = len(run) < LONGEST_TITLE and NUMBER.match(run) is not None
        if run and (fresh or run[-1] in END or short):
            yield run
            run = ""
        run += line
    if run:
        yield run


def tree(lines: Iterable[Line], figures: dict[str, str]) -> Taken:
    """Lines as a clause tree, with what to look at."""
    nodes: list[Node] = []
    lead: list[str] = []
    bodies: list[list[str]] = []
    for line in _once(list(lines)):
        head = _head(line, nodes)
        if head is not None:
            nodes.append(head)
            bodies.append([])
            rest = head.body
            if rest:
                bodies[-1].append(rest)
        elif line.text.strip() and not LEADER.search(line.text):
            (bodies[-1] if bodies else lead).append(line.text.strip())
    made = tuple(_finished(node, body) for node, body in zip(nodes, bodies, strict=True))
    if not made:
        raise Unclear("没有找到带编号的条款（如 5.1），请核对文件，或者直接在页面上起草。")
    return Taken(Outline("", made), figures, tuple(_notes(made, lead)))


def _once(lines: list[Line]) -> Iterator[Line]:
    """Without the lines of a table of contents: headings that come again further down."""
    seen = Counter(line.text for line in lines if NUMBER.match(line.text))
    told: set[str] = set()
    for line in lines:
        if seen[line.text] > 1 and line.text not in told:
            told.add(line.text)
        else:
            yield line


def _head(line: Line, before: list[Node]) -> Node | None:
    """The heading a line is, with the words that follow its number when they are no title."""
    text = line.text.strip()
    appendix = APPENDIX.match(text)
    if appendix:
        return Node(
            appendix[1], text[appendix.end() :].strip() or f"附录{appendix[1]}", "", CHAPTER, ""
        )
    found = NUMBER.match(text)
    number = found[1].replace("．", ".") if found else line.number
    if not number or (not line.level and not line.number and not _follows(number, before)):
        if not line.level:
            return None
        number = number or _next(before, line.level)
    words = text[found.end() :].strip() if found else text
    depth = min(CHAPTER + number.count("."), DEEPEST)
    title = len(words) <= LONGEST_TITLE and words[-1:] not in END and not lint.modality_of(words)
    if title or line.level:
        return Node(number, words, "", depth, "")
    return Node(number, "", "", depth, words)


def _next(before: list[Node], level: int) -> str:
    """The number of an unnumbered heading: the next on its level."""
    depth = CHAPTER + level - 1
    above = [node for node in before if node.depth == depth]
    if depth == CHAPTER:
        digits = [int(node.number) for node in above if node.number.isdigit()]
        return str(digits[-1] + 1 if digits else 1)
    parent = next((node.number for node in reversed(before) if node.depth == depth - 1), "1")
    here = [node for node in above if node.number.startswith(f"{parent}.")]
    return f"{parent}.{len(here) + 1}"


def _follows(number: str, before: list[Node]) -> bool:
    """Whether a number can stand here: 9.5 升 in a sentence is no clause."""
    known = {node.number for node in before}
    if number in known:
        return False
    stem, _, last = number.rpartition(".")
    if not stem:
        digits = [int(node.number) for node in before if node.number.isdigit()]
        return int(number) <= (digits[-1] + 3 if digits else 5)
    sisters = [node.number for node in before if node.number.rpartition(".")[0] == stem]
    if stem in known or stem.isalpha():
        return int(last) <= len(sisters) + 2
    return False


def _finished(node: Node, body: list[str]) -> Node:
    words = "\n\n".join(body)
    plain = "\n".join(line for line in words.splitlines() if not line.startswith(("|", "!")))
    force = (lint.modality_of(plain) or "info") if plain.strip() else ""
    return Node(node.number, node.title, force, node.depth, words)


def _notes(nodes: tuple[Node, ...], lead: list[str]) -> Iterator[str]:
    if lead:
        yield f"第一个编号以前有 {len(lead)} 段（封面、目次、前言等）没有导入。"
    missing = [b.number for a, b in pairwise(nodes) if b.depth > a.depth + 1]
    if missing:
        yield f"{'、'.join(missing[:10])} 前面缺上一级条款，请核对层级。"

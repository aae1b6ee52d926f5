"""A signature: strokes of numbers drawn by us as a picture, or one's own name written out."""

from __future__ import annotations

import re
from html import escape

from guanbiao.gate.papers import SVG, Paper

WIDE, HIGH = 600, 200
"""The pad, in units of its drawing."""
MOST_POINTS = 4000
POINT = re.compile(r"(\d{1,3}),(\d{1,3})")
NAME = "手写签名.svg"
TYPED = "姓名签名.svg"
SHEET = (
    f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {HIGH}" fill="none" '
    'stroke="#15262d" stroke-width="4" stroke-linecap="round" stroke-linejoin="round">'
)


def drawn(text: str) -> Paper | None:
    """``x,y x,y;x,y …`` (strokes parted by semicolons) as a picture; none for an empty pad.

    Raises ``ValueError`` for anything that is not a list of points on the pad.
    """
    if not text.strip():
        return None
    strokes = [_stroke(part) for part in text.split(";") if part.strip()]
    if sum(len(stroke) for stroke in strokes) > MOST_POINTS:
        raise ValueError("too many points")
    lines = "".join(
        f'<polyline points="{" ".join(f"{x},{y}" for x, y in stroke)}"/>' for stroke in strokes
    )
    return Paper(NAME, SVG, f"{SHEET}{lines}</svg>".encode())


def typed(name: str) -> Paper:
    """A name written out, for whoever signs at a keyboard."""
    text = (
        f'<text x="{WIDE // 2}" y="{HIGH // 2 + 30}" text-anchor="middle" font-size="84" '
        f'font-family="KaiTi,STKaiti,serif" fill="#15262d" stroke="none">{escape(name)}</text>'
    )
    return Paper(TYPED, SVG, f"{SHEET}{text}</svg>".encode())


def _stroke(text: str) -> list[tuple[int, int]]:
    points = []
    for each in text.split():
        match = POINT.fullmatch(each)
        if match is None:
            raise ValueError(each)
        x, y = int(match[1]), int(match[2])
        if x > WIDE or y > HIGH:
            raise ValueError(each)
        points.append((x, y))
    return points

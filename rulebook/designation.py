"""Numbers of standards: which level issued one, its serial number and its year, or what is wrong.

Sources: 标准化法 (2017), articles 2, 10 to 13, 18 and 19 – national, industry, local, group and
enterprise standards; 国家标准管理办法 (总局令第59号) – ``GB``, ``GB/T`` and ``GB/Z``;
地方标准管理办法 (总局令第26号) – ``DB`` with the first two digits of the region's code for a
province, the first four for a city; GB/T 1.1—2020 – a dash between serial number and year.
Industry codes are two or three letters (``JT``, ``GA``, ``JGJ``); which exist is not listed here.
"""

from __future__ import annotations

import enum
import re
import unicodedata
from dataclasses import dataclass

FIRST_YEAR, LAST_YEAR = 1949, 2099
SHAPE = re.compile(
    r"(?P<code>DB[0-9]+(?=[ /])|[A-Z]+)(?:/(?P<mark>[A-Z0-9]*[A-Z]))? ?"
    r"(?P<serial>[0-9]+(?:\.[0-9]+)*)(?:—(?P<year>[0-9]+))?"
)
DASHES = re.compile(r"\s*[-‐‑‒–—―−]+\s*")
SPACES = re.compile(r"\s+")
SLASH = re.compile(r"\s*/\s*")


class Rank(enum.StrEnum):
    """Who issued a standard."""

    NATIONAL = "国家"
    INDUSTRY = "行业"
    PROVINCIAL = "省级"
    CITY = "市级"
    GROUP = "团体"
    INTERNAL = "内部"


HOW = {
    Rank.NATIONAL: "GB/T 41568—2022",
    Rank.INDUSTRY: "JT/T 808—2019",
    Rank.PROVINCIAL: "DB51/T 2616—2019",
    Rank.CITY: "DB3301/T 0298—2024",
    Rank.GROUP: "T/ABC 001—2024",
    Rank.INTERNAL: "Q/YCJG 203—2025",
}
"""How a number of each level is written; serial numbers of group and internal ones are invented."""


class Misnumbered(ValueError):
    """What is wrong with a number and how it is written, in Chinese."""


@dataclass(frozen=True)
class Designation:
    """A number taken apart.

    ``code`` stands before the slash, ``mark`` behind it: T recommended, Z guiding, for group and
    internal standards whoever issued it. ``serial`` may have parts (``1358.9``).
    """

    rank: Rank
    code: str
    mark: str
    serial: str
    year: int

    @property
    def base(self) -> str:
        """The number without its year, which all editions share."""
        return f"{self.code}{'/' if self.mark else ''}{self.mark} {self.serial}"

    def __str__(self) -> str:
        """As GB/T 1.1—2020 writes it."""
        return f"{self.base}—{self.year}"

    @property
    def mandatory(self) -> bool:
        """Whether the number says that it must be kept: no T, no Z, issued by a government."""
        return not self.mark and self.rank not in (Rank.GROUP, Rank.INTERNAL)

    @property
    def region(self) -> str:
        """The first digits of the region's code (GB/T 2260) of a local standard; else empty."""
        return self.code[2:] if self.rank in (Rank.PROVINCIAL, Rank.CITY) else ""


def written(text: str) -> str:
    """The number with half-width capitals, one space and one dash; not yet checked."""
    half = unicodedata.normalize("NFKC", text).strip().upper()
    return SLASH.sub("/", DASHES.sub("—", SPACES.sub(" ", half)))


def parse(text: str) -> Designation:
    """The number taken apart; raises `Misnumbered`."""
    number = written(text)
    found = SHAPE.fullmatch(number)
    if found is None:
        words = f"“{text[:40]}”不是标准号：应为代号、顺序号、年号，如 {HOW[Rank.NATIONAL]}"
        raise Misnumbered(words)
    code, mark = found["code"], found["mark"] or ""
    rank = _rank(code, mark, number)
    return Designation(rank, code, mark, found["serial"], _year(found["year"], number))


def check(text: str, rank: Rank) -> Designation:
    """The number taken apart, which must be of this level; raises `Misnumbered`."""
    found = parse(text)
    if found.rank is not rank:
        words = f"“{found}”是{found.rank}标准的编号，与级别“{rank}”不符：{rank}标准写作 {HOW[rank]}"
        raise Misnumbered(words)
    return found


def _rank(code: str, mark: str, number: str) -> Rank:
    if code == "GB":
        return _marked(Rank.NATIONAL, mark, number)
    if code == "T":
        return _issued(Rank.GROUP, mark, number)
    if code == "Q":
        return _issued(Rank.INTERNAL, mark, number)
    if code.startswith("DB"):
        return _marked(_local(code, number), mark, number)
    if code.isalpha() and len(code) in (2, 3):
        return _marked(Rank.INDUSTRY, mark, number)
    words = (
        f"“{number}”的代号“{code}”不认识：国家标准 GB，行业标准两至三个字母，地方标准 DB 加区划码"
    )
    raise Misnumbered(f"{words}，团体标准 T/，内部标准 Q/")


def _marked(rank: Rank, mark: str, number: str) -> Rank:
    if mark not in ("", "T", "Z"):
        words = f"“{number}”的斜线后只能是 T（推荐性）或 Z（指导性），如 {HOW[rank]}"
        raise Misnumbered(words)
    return rank


def _issued(rank: Rank, mark: str, number: str) -> Rank:
    if not mark:
        raise Misnumbered(f"“{number}”缺少斜线后的单位代号：{rank}标准写作 {HOW[rank]}")
    return rank


def _local(code: str, number: str) -> Rank:
    digits = code[2:]
    by_length = {2: Rank.PROVINCIAL, 4: Rank.CITY}
    if len(digits) not in by_length or "00" in (digits[:2], digits[2:]):
        words = f"“{number}”的 DB 后应为省的 2 位或设区的市的 4 位区划码"
        raise Misnumbered(f"{words}，如 {HOW[Rank.PROVINCIAL]}、{HOW[Rank.CITY]}")
    return by_length[len(digits)]


def _year(year: str | None, number: str) -> int:
    if year is None:
        raise Misnumbered(f"“{number}”缺少年号：顺序号后加连接号和 4 位年号，如“—2024”")
    if len(year) != 4 or not FIRST_YEAR <= int(year) <= LAST_YEAR:
        words = f"“{number}”的年号应为 {FIRST_YEAR} 至 {LAST_YEAR} 之间的 4 位数字"
        raise Misnumbered(words)
    return int(year)

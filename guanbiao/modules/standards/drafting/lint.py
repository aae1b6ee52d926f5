"""What a clause should be before it can be executed: it demands something, and says how much.

The words of the five kinds of clauses are those of GB/T 1.1—2020, appendix C.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from guanbiao.modules.standards.drafting.outline import Node

WORDS = (
    ("must_not", re.compile(r"不应|不得|禁止|严禁|不允许")),
    ("should", re.compile(r"不宜|(?<![适便权])宜(?![昌宾])")),
    ("must", re.compile(r"(?<![相对反适供响回答])应(?![用对急付酬届变激邀收力]|答(?!复))")),
    ("may", re.compile(r"可以|不必|(?<![许认])可(?!能|靠|行性|持续|见|再生|追溯)")),
)
"""Modality → the words that carry it, the strongest first."""
IMPLIED = re.compile(r"只准|不超过|不少于|不低于|不高于|不大于|不小于")
"""Demands that stand without the word 应."""
WRONG = (
    (re.compile(r"必须"), "“必须”请改为“应”：GB/T 1.1 用“应”表示要求"),
    (re.compile(r"不可(?!抗|能|逆|分)"), "“不可”请改为“不应”：GB/T 1.1 不用“不可”代替“不应”"),
    (re.compile(r"需要?(?=[要经由按报在])"), "“需”语气不明：表示要求请用“应”，表示推荐请用“宜”"),
    (re.compile(r"原则上"), "“原则上”留下不定的例外：请写明哪些情形例外"),
)
VAGUE = (
    (
        re.compile(r"等(?=[，。；、）)]|$|[相有各其]关?)(?<!级等)(?<!平等)"),
        "“等”没有列完：请列全，或者写明怎样认定",
    ),
    (re.compile(r"及时|尽快|尽早|立即|随时|第一时间|适时"), "“{}”没有时限：请写明几天或几小时"),
    (
        re.compile(r"适当|合理|酌情|必要时|视情|一般|较[大小高低多少长短]|尽量|尽可能|充分"),
        "“{}”不能检查：请写明条件或数值",
    ),
    (
        re.compile(r"加强|强化|提高|重视|做好|确保|规范(?=[使管办])"),
        "“{}”只有意图：请写明谁、做什么、做到什么程度",
    ),
)
NUMBER = re.compile(r"\d|[一二两三四五六七八九十百半]+(?=[天日个小时分次人名元级份倍成])")
ACTOR = re.compile(r"[\u4e00-\u9fff]{1,12}?(?:应|不应|不得|宜|可以)")
ALONE = 12
"""So long may a demand be before it should say who, what or how much."""


@dataclass(frozen=True)
class Doubt:
    """What is doubtful in a clause, and the words that show it."""

    kind: str
    message: str
    words: str = ""


def modality_of(words: str) -> str:
    """must, must_not, should, may – or empty where the words demand nothing."""
    for kind, pattern in WORDS:
        if pattern.search(words):
            return kind
    return "must" if IMPLIED.search(words) else ""


def doubts(node: Node) -> list[Doubt]:
    """All that is doubtful in one clause."""
    words = _own(node.body)
    found = [*_force(node, words)]
    for pattern, message in WRONG:
        if hit := pattern.search(words):
            found.append(Doubt("用词", message, hit[0]))
    if node.modality in ("must", "must_not", "should"):
        found += _vague(words)
        if not NUMBER.search(words) and len(words) < ALONE:
            found.append(Doubt("量化", "要求过短：请写明谁、何时、做到什么程度，便于检查", words))
    return found


def _own(body: str) -> str:
    """The words without notes, tables, figures and examples, which demand nothing."""
    lines = (line for line in body.splitlines() if not re.match(r"\s*(\||!\[|注|示例|图|表)", line))
    return "\n".join(lines).strip()


def _force(node: Node, words: str) -> list[Doubt]:
    read = modality_of(words)
    if not words:
        return []
    if not node.modality and read:
        return [Doubt("效力", f"条文用了“{SAYS[read]}”，还没有选效力：请选择", "")]
    if node.modality in SAYS and not read:
        return [
            Doubt("效力", "选了效力，条文里却没有“应、不应、宜、可”：请改写条文，或者改为陈述", "")
        ]
    if node.modality in SAYS and read != node.modality:
        return [
            Doubt(
                "效力", f"条文用的是“{SAYS[read]}”，效力选的是“{SAYS[node.modality]}”：请核对", ""
            )
        ]
    if IMPLIED.search(words) and not any(each.search(words) for _, each in WORDS):
        hit = IMPLIED.search(words)
        said = hit[0] if hit else ""
        return [Doubt("效力", f"“{said}”前没有“应”或“宜”：现按要求读作“应{said}”，请写明", said)]
    if not node.modality and len(words) > ALONE:
        return [Doubt("效力", "没有“应、不应、宜、可”：是要求还是陈述？请选择效力", "")]
    return []


SAYS = {"must": "应", "must_not": "不应", "should": "宜", "may": "可"}


def _vague(words: str) -> list[Doubt]:
    found = []
    for pattern, message in VAGUE:
        for hit in pattern.finditer(words):
            near = words[max(hit.start() - 12, 0) : hit.end() + 12]
            if not NUMBER.search(near):
                found.append(Doubt("量化", message.format(hit[0]), hit[0]))
                break
    return found


def score(node: Node) -> int:
    """0 to 3: quantified, says who does it, without doubtful words."""
    words = _own(node.body)
    found = doubts(node)
    return sum((bool(NUMBER.search(words)), bool(ACTOR.search(words)), not found))

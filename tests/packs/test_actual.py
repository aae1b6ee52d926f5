"""What a clause tells as actual is not the same words where it is kept and where it is broken."""

from __future__ import annotations

from collections import defaultdict

import pytest

from guanbiao.gate.vocabulary import Registered
from guanbiao.library.cases import run
from guanbiao.library.pack import Pack
from rulebook.rules import Verdict
from tests.packs.shelves import packs, title

BROKEN = (Verdict.BLOCK, Verdict.WARN)


@pytest.mark.parametrize("pack", packs(), ids=title)
def test_kept_and_broken_are_told_apart(pack: Pack) -> None:
    said: dict[tuple[str, str], dict[bool, set[str]]] = defaultdict(lambda: defaultdict(set))
    for result in run(pack, Registered().scope_of):
        for finding in result.findings:
            both = (finding.actual, finding.limit)
            judged = finding.verdict is Verdict.PASS or finding.verdict in BROKEN
            if judged and all(isinstance(each, str) for each in both):
                told = said[result.case.act, finding.rule_id]
                told[finding.verdict in BROKEN].add(str(both))
    mixed = {key: told[True] & told[False] for key, told in said.items()}
    assert {key: words for key, words in mixed.items() if words} == {}

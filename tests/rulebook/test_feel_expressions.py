"""``expressions.txt``: one expression a line and what the standard makes of it (DMN 1.5, 10.3).

They stand for folders of the kit that are not here: equality, in, is, literals with @, matches,
duration, range, conjunction, any, modulo, sort and their like, and for parameters left out, named,
null or of the wrong kind. Written from the standard, not taken from the kit.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from rulebook.errors import FeelError
from tests.rulebook.feel import shown

LINES = Path(__file__).with_name("expressions.txt").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("line", LINES)
def test_an_expression_is_what_the_standard_says(line: str) -> None:
    text, _, expected = line.rpartition(" => ")
    if expected == "refused":
        with pytest.raises(FeelError):
            shown(text)
    else:
        assert shown(text) == expected

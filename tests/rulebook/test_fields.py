"""Rights on fields: what is written later excepts, what several standards say is kept strictly."""

from __future__ import annotations

import pytest

from rulebook.fields import FieldRight, FieldRule, settle, strictest
from rulebook.malformed import Malformed

KNOWN = ("purpose", "seats", "phone")
NOBODY: frozenset[str] = frozenset()


def rule(right: str, *fields: str, **more: tuple[str, ...]) -> FieldRule:
    return FieldRule("vehicles.request", fields, right, "6.1", **more)  # type: ignore[arg-type]


def rights(*rules: FieldRule, roles: object = NOBODY, stages: object = NOBODY) -> dict[str, str]:
    found = settle(rules, KNOWN, roles, stages)  # type: ignore[arg-type]
    return {name: str(each.right) for name, each in found.items()}


def test_a_later_rule_excepts_from_an_earlier_one() -> None:
    both = (rule("read", "*"), rule("edit", "seats", stages=("head",), roles=("办理人",)))
    assert rights(*both) == dict.fromkeys(KNOWN, "read")
    assert rights(*both, roles={"办理人"}, stages={"head"})["seats"] == "edit"
    assert rights(*both, roles={"办理人"}, stages={"dispatch"})["seats"] == "read"
    assert rights(*both, roles={"驾驶员"}, stages={"head"})["seats"] == "read"


def test_in_a_list_where_no_stage_is_known_what_hides_hides_and_nothing_is_lifted() -> None:
    hide = rule("hide", "phone", stages=("head",))
    lift = rule("edit", "phone", stages=("dispatch",))
    assert rights(hide, lift, stages=None) == {"phone": "hide"}
    assert rights(hide, lift, stages={"dispatch"}) == {"phone": "edit"}


def test_of_two_standards_the_stricter_is_kept() -> None:
    hide, read, require = rule("hide", "phone"), rule("read", "phone"), rule("require", "phone")
    assert strictest([read, hide, require]) is hide
    assert strictest([require, rule("edit", "phone")]) is require


def test_closed_are_the_rights_that_let_nothing_be_written() -> None:
    assert {right.label for right in FieldRight if right.closed} == {"只读", "不显示"}


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"of": "request"}, "写法不对"), ({"of": "vehicles.*"}, "写法不对"),
        ({"right": "write"}, "不认识"), ({"fields": ()}, "没有字段"), ({"clause": " "}, "没有条款"),
    ],
)  # fmt: skip
def test_a_rule_that_cannot_be_meant_is_refused(wrong: dict[str, object], words: str) -> None:
    whole = {"of": "vehicles.request", "fields": ("phone",), "right": "hide", "clause": "4.12"}
    with pytest.raises(Malformed, match=words):
        FieldRule(**{**whole, **wrong})  # type: ignore[arg-type]

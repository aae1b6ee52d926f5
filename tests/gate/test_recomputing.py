"""A receipt is judged again from its own contents, and a changed byte is found."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from guanbiao.gate.models import Receipt, Waiver
from guanbiao.gate.recomputing import found, locate, recompute
from guanbiao.gate.seal import seal, verify
from tests.audit.makers import publish_stricter
from tests.gate.makers import TODAY, Bureau, add_book, passage

PRICE = "UPDATE gate_receipt SET content = replace(content, '{0}', '{1}') WHERE act = '{2}'"
ADD = "shelf.book.add"


def receipt(shelf: Bureau, **draft: str) -> Receipt:
    outcome = add_book(shelf.actor(shelf.clerk), **draft)
    assert outcome.ok
    return Receipt.objects.get(pk=outcome.receipt_id)


def test_an_untouched_receipt_comes_to_the_same_again(shelf: Bureau) -> None:
    done = recompute(receipt(shelf))
    assert done.holds and done.judged == 2 and done.link == 0


def test_a_receipt_is_judged_by_the_edition_it_names_not_by_todays(
    shelf: Bureau, tmp_path: Path
) -> None:
    kept = receipt(shelf, price="80")
    publish_stricter(tmp_path / "stricter")
    assert recompute(kept).holds


def test_an_exception_that_was_granted_explains_its_finding(shelf: Bureau) -> None:
    with passage():
        Waiver.objects.create(standard="Q/SHELF 1", clause="4.1", act=ADD, unit=shelf.office,
                              reason="馆藏珍本", granted_by=shelf.head, from_day=TODAY,
                              to_day=TODAY)  # fmt: skip
    kept = receipt(shelf, price="120")
    assert kept.verdict == "waived" and recompute(kept).holds


def test_a_receipt_is_found_by_number_and_by_id_and_by_nothing_else(shelf: Bureau) -> None:
    kept = receipt(shelf)
    assert found(kept.number) == kept == found(str(kept.pk))
    assert found("FB-1") is None and found("") is None


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_any_one_byte_that_was_changed_is_located(
    committed_shelf: Bureau, as_superuser: Callable[[str], None], seed: int
) -> None:
    kept = receipt(committed_shelf)
    seal()
    chance, content = random.Random(seed), kept.content
    places = [n for n, each in enumerate(content) if each.isascii() and each.isalnum()]
    place = chance.choice(places)
    other = chance.choice([c for c in "0123456789abcxyz" if c != content[place]])
    kept.content = content[:place] + other + content[place + 1 :]
    text = kept.content.replace("'", "''")
    as_superuser(f"UPDATE gate_receipt SET content = '{text}' WHERE id = '{kept.pk}'")
    broken = verify().broken
    assert broken is not None and broken.receipt == kept.number
    done = recompute(Receipt.objects.get(pk=kept.pk))
    assert not done.holds and done.changed is not None
    assert done.changed.place == len(content[:place].encode()) + 1
    assert (done.changed.now, done.changed.was) == (other, content[place])


def test_a_verdict_changed_with_its_digest_and_column_shows_by_the_facts(
    committed_shelf: Bureau, as_superuser: Callable[[str], None]
) -> None:
    """Whoever rewrites evidence and digest still cannot make the clauses say it."""
    kept = receipt(committed_shelf, price="80", pages="300")
    seal()
    wrong = kept.content.replace('"actual":"80', '"actual":"70').replace("'", "''")
    as_superuser(f"UPDATE gate_receipt SET content = '{wrong}',"
                 f" digest = encode(sha256(convert_to('{wrong}', 'UTF8')), 'hex')"
                 f" WHERE id = '{kept.pk}'")  # fmt: skip
    done = recompute(Receipt.objects.get(pk=kept.pk))
    assert [each.rule for each in done.differences] == ["Q/SHELF 1#4.1"]
    assert any("链上的摘要" in words for words in done.reasons)
    assert done.changed is not None and done.changed.was == "8"


def test_a_column_that_says_otherwise_is_named(
    committed_shelf: Bureau, as_superuser: Callable[[str], None]
) -> None:
    kept = receipt(committed_shelf)
    as_superuser(f"UPDATE gate_receipt SET verdict = 'warn' WHERE id = '{kept.pk}'")
    (words,) = recompute(Receipt.objects.get(pk=kept.pk)).reasons
    assert "结论" in words and "warn" in words


def test_more_than_one_changed_byte_is_not_guessed_at() -> None:
    assert locate('{"a":"12"}', "0" * 64) is None


def test_the_command_tells_whether_a_receipt_holds(
    shelf: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    from contextlib import nullcontext

    from guanbiao.project import cli, serving

    monkeypatch.setattr(serving, "database_ready", nullcontext)
    monkeypatch.setattr(cli, "_django", lambda: None)
    kept = receipt(shelf)
    done = CliRunner().invoke(cli.app, ["receipt", "verify", kept.number])
    assert done.exit_code == 0 and "与凭条一致" in done.output
    assert CliRunner().invoke(cli.app, ["receipt", "verify", "FB-0"]).exit_code == 1

"""Heads of the chain are signed: whoever has the public key can tell, nobody else can sign."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from pathlib import Path

import gmalg
import pytest
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from django.db import DatabaseError, transaction
from django.test import override_settings

from guanbiao.gate import signing
from guanbiao.gate.models import HeadSignature
from guanbiao.gate.seal import seal, verify
from guanbiao.project.settings import SM2_ORDER, sm2_key
from tests.gate.makers import Bureau, add_book

EXAMPLE = "3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8"


@pytest.fixture
def signer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[signing.Sm2]:
    """The suite sm2 with the private key of the standard's example."""
    path = tmp_path_factory.mktemp("home") / "seal-sm2.key"
    path.write_text(EXAMPLE, encoding="utf-8")
    with override_settings(SM2_KEY_FILE=path, SEAL_SUITE="sm2"):
        signing.suite.cache_clear()
        found = signing.suite()
        assert isinstance(found, signing.Sm2)
        yield found
    signing.suite.cache_clear()


def test_the_example_of_the_standard_holds(signer: signing.Sm2) -> None:
    """GB/T 32918.5-2017, A.2: key, message, signature."""
    assert signer.point.hex().upper() == (
        "0409F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020"
        "CCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13"
    )
    r = int("F5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3", 16)
    s = int("B1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA", 16)
    signature = base64.b64encode(encode_dss_signature(r, s)).decode()
    assert signer.holds("message digest", signature)
    assert not signer.holds("message digesT", signature)


def test_a_signature_holds_for_its_text_and_key_only(signer: signing.Sm2, tmp_path: Path) -> None:
    signature = signer.sign("标准")
    assert signer.holds("标准", signature) and not signer.holds("标淮", signature)
    for nonsense in ("", "AAAA", "@@@", signature[:-8]):
        assert not signer.holds("标准", nonsense)
    other = tmp_path / "other"
    other.write_text(sm2_key(), encoding="utf-8")
    with override_settings(SM2_KEY_FILE=other):
        stranger = signing.Sm2()
    assert stranger.key() != signer.key() and not stranger.holds("标准", signature)


def test_the_public_key_alone_is_enough_to_check(signer: signing.Sm2) -> None:
    body = base64.b64decode("".join(signer.public().splitlines()[1:-1]))
    assert body[: len(signing.SPKI)] == signing.SPKI
    checker = gmalg.SM2(None, signing.SIGNER, body[len(signing.SPKI) :])
    r, s = signing.decode_dss_signature(base64.b64decode(signer.sign("标准")))
    assert checker.verify("标准".encode(), r.to_bytes(32, "big"), s.to_bytes(32, "big"))


def test_a_fresh_private_key_is_in_its_range() -> None:
    assert all(1 <= int(sm2_key(), 16) <= SM2_ORDER - 2 for _ in range(100))


@pytest.fixture
def signed(signer: signing.Sm2, committed_shelf: Bureau) -> int:
    """A chain whose head is signed."""
    add_book(committed_shelf.actor(committed_shelf.clerk))
    return seal()


def test_every_sealing_signs_the_head_once(signed: int, committed_shelf: Bureau) -> None:
    seal()
    assert list(HeadSignature.objects.values_list("number", flat=True)) == [signed]
    add_book(committed_shelf.actor(committed_shelf.clerk), title="又一本")
    seal()
    assert HeadSignature.objects.count() == 2 and verify().broken is None


def test_a_chain_that_was_made_anew_does_not_bear_out_its_signatures(
    signed: int, as_superuser: Callable[[str], None]
) -> None:
    as_superuser(f"UPDATE gate_headsignature SET chain = '{'0' * 64}'")
    broken = verify().broken
    assert broken is not None and "链头" in broken.reason


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("UPDATE gate_headsignature SET signature = 'AAAA'", "签名不成立"),
        ("UPDATE gate_headsignature SET key = 'x'", "另一把密钥"),
        ("DELETE FROM gate_headsignature", "没有签名"),
    ],
)
def test_a_changed_signature_is_told(
    signed: int, as_superuser: Callable[[str], None], change: str, words: str
) -> None:
    as_superuser(change)
    broken = verify().broken
    assert broken is not None and words in broken.reason


def test_a_signature_is_never_changed(signed: int) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        HeadSignature.objects.update(signature="AAAA")


def test_without_the_suite_nothing_is_signed(committed_shelf: Bureau) -> None:
    seal()
    assert not HeadSignature.objects.exists() and verify().broken is None

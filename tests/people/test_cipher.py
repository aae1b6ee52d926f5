"""Personal data at rest: published vectors, one key after another, nothing readable by itself."""

from __future__ import annotations

import base64
import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st

from guanbiao.people import cipher, idcard, keys
from guanbiao.people.models.sealed import masked

NUMBER = "11010519491231002X"


@pytest.fixture
def own_store(tmp_path: Path) -> keys.FileKeys:
    """A key file of the test's own, in use."""
    path = tmp_path / "data.keys"
    path.write_text(keys.first_keys(), encoding="utf-8")
    with override_settings(DATA_KEY_FILE=path):
        keys.store.cache_clear()
        yield keys.store()
    keys.store.cache_clear()


def test_sm4_enciphers_the_example_of_the_standard() -> None:
    """GB/T 32907-2016, A.1."""
    key = bytes.fromhex("0123456789abcdeffedcba9876543210")
    work = Cipher(algorithms.SM4(key), modes.ECB()).encryptor()
    assert work.update(key).hex() == "681edf34d206965e86b3e94f536e4246"


def test_sm4_gcm_gives_the_example_of_the_rfc() -> None:
    """RFC 8998, A.1."""
    key = bytes.fromhex("0123456789abcdeffedcba9876543210")
    work = Cipher(
        algorithms.SM4(key), modes.GCM(bytes.fromhex("00001234567800000000abcd"))
    ).encryptor()
    work.authenticate_additional_data(bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2"))
    plain = "".join(letter * 16 for letter in "abcdefea")
    assert work.update(bytes.fromhex(plain)).hex() + work.finalize().hex() == (
        "17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735"
        "d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d"
    )
    assert work.tag.hex() == "83de3541e4c2b58177e065a9bf7b62ec"


def test_sm3_digests_the_example_of_the_standard() -> None:
    """GB/T 32905-2016, A.1."""
    work = hashes.Hash(hashes.SM3())
    work.update(b"abc")
    assert work.finalize().hex() == (
        "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    )


@given(st.text())
def test_what_is_sealed_comes_back_and_never_looks_the_same(text: str) -> None:
    one, other = cipher.seal(text, "person.phone"), cipher.seal(text, "person.phone")
    assert cipher.unseal(one, "person.phone") == text
    assert (one == other) == (text == "")


def test_a_sealed_value_holds_for_its_own_field_only() -> None:
    sealed = cipher.seal(NUMBER, "person.identity")
    assert NUMBER not in sealed
    with pytest.raises(cipher.Unreadable):
        cipher.unseal(sealed, "person.phone")


@given(st.integers(0, 40), st.integers(1, 255))
def test_a_changed_octet_is_noticed(place: int, flip: int) -> None:
    name, _, body = cipher.seal("13900000001", "person.phone").partition(".")
    raw = bytearray(base64.b64decode(body))
    raw[place % len(raw)] ^= flip
    with pytest.raises(cipher.Unreadable):
        cipher.unseal(f"{name}.{base64.b64encode(raw).decode()}", "person.phone")


@pytest.mark.parametrize("broken", ["k1", "k1.", "k9.AAAA", "k1.@@@", "ohne"])
def test_what_was_never_sealed_is_refused(broken: str) -> None:
    with pytest.raises(cipher.Unreadable):
        cipher.unseal(broken, "person.phone")


def test_marks_tell_equal_values_of_one_field_and_nothing_more() -> None:
    assert cipher.mark(NUMBER, "a") == cipher.mark(NUMBER, "a") != cipher.mark(NUMBER, "b")
    assert len(cipher.mark(NUMBER, "a")) == 64 and cipher.mark("", "a") == ""


def test_keys_change_one_after_another(own_store: keys.FileKeys) -> None:
    old = cipher.seal(NUMBER, "x")
    mark = cipher.mark(NUMBER, "x")
    assert (cipher.key_of(old), own_store.rotate()) == ("k1", "k2")
    fresh = cipher.seal(NUMBER, "x")
    assert cipher.key_of(fresh) == "k2"
    assert cipher.unseal(old, "x") == cipher.unseal(fresh, "x") == NUMBER
    assert cipher.mark(NUMBER, "x") == mark
    assert keys.FileKeys().key("k2") == own_store.key("k2")
    assert stat.S_IMODE(own_store.path.stat().st_mode) == 0o600


def test_a_key_that_another_process_made_is_seen(own_store: keys.FileKeys) -> None:
    own_store.current()
    keys.FileKeys().rotate()
    assert own_store.current() == "k2"


@pytest.mark.parametrize(
    ("number", "words"),
    [(NUMBER, ""), ("110105194912310021", "校验码"), ("11010519491331002X", "出生日期"),
     ("1101051949123100", "18 位"), ("11010519491231002x", "大写")],
)  # fmt: skip
def test_an_identity_number_is_checked(number: str, words: str) -> None:
    assert words in idcard.fault(number) and bool(words) == bool(idcard.fault(number))


@pytest.mark.parametrize(
    ("value", "shown"),
    [("13900000001", "139****0001"), (NUMBER, "110***********002X"), ("12345", "*****"), ("", "")],
)
def test_numbers_are_shown_masked(value: str, shown: str) -> None:
    assert masked(value) == shown

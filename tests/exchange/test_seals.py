"""A file taken out has a seal: genuine, altered and unknown are told apart, here and elsewhere."""

from __future__ import annotations

import contextlib
import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.test import Client, override_settings
from typer.testing import CliRunner

from guanbiao.exchange import exports, seals
from guanbiao.exchange.models import Export
from guanbiao.exchange.seals import Standing
from guanbiao.gate import evidence, jobs, signing
from guanbiao.modules.vehicles.models import Vehicle
from guanbiao.modules.vehicles.tests import makers
from guanbiao.modules.vehicles.tests.makers import Fleet
from guanbiao.project import serving
from guanbiao.project.cli import app
from guanbiao.project.settings import sm2_key
from tests.exchange.test_exports import VEHICLES, taken
from tests.kit.test_lists import signed_in

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def manager(fleet: Fleet, car: Vehicle) -> Client:
    """Who takes the list of one car out."""
    return signed_in(fleet, "manager")


@pytest.fixture
def signer(tmp_path: Path) -> Iterator[signing.Sm2]:
    """The installation signs with SM2."""
    path = tmp_path / "seal-sm2.key"
    path.write_text(sm2_key(), encoding="utf-8")
    with override_settings(SM2_KEY_FILE=path, SEAL_SUITE="sm2"):
        signing.suite.cache_clear()
        found = signing.suite()
        assert isinstance(found, signing.Sm2)
        yield found
    signing.suite.cache_clear()


def told(content: bytes, seal: str) -> seals.Verdict:
    return seals.check(content, seal, signing.checker)


def changed(content: bytes, place: int) -> bytes:
    return content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]


def seal_of(client: Client) -> str:
    made = Export.objects.latest("pk")
    answer = client.get(f"{VEHICLES}export/{made.pk}/seal/")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    return answer.content.decode()


def test_the_seal_says_who_took_what_out_and_when(manager: Client) -> None:
    content = taken(manager, VEHICLES, state="在用")
    said = json.loads(seal_of(manager))
    made = Export.objects.get()
    told_by_seal = (said["person"], said["unit"], said["filter"], said["rows"], said["at"])
    assert told_by_seal == (
        "周文斌", "云川市机关事务管理局", "状态：在用", 1, "2026-06-03T09:30:00+08:00"
    )  # fmt: skip
    assert said["sm3"] == seals.sm3(content) == made.digest
    assert said["number"] == made.number == f"20260603-{made.pk:06d}"


def test_the_digest_is_that_of_the_standards_example() -> None:
    """GB/T 32905-2016, A.1."""
    assert seals.sm3(b"abc") == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_a_single_changed_byte_is_found_wherever_it_is(manager: Client, form: str) -> None:
    content = taken(manager, VEHICLES, form)
    seal = seal_of(manager)
    assert told(content, seal).standing is Standing.GENUINE
    for place in (0, len(content) // 3, len(content) // 2, len(content) - 1):
        verdict = told(changed(content, place), seal)
        assert verdict.standing is Standing.ALTERED, place
        assert verdict.seal["person"] == "周文斌"
    assert told(content + b"\n", seal).standing is Standing.ALTERED


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_the_seal_of_another_file_is_told_from_a_changed_file(manager: Client, form: str) -> None:
    content = taken(manager, VEHICLES, form)
    taken(manager, VEHICLES, form, q="没有这辆")
    verdict = told(content, seal_of(manager))
    assert verdict.standing is Standing.UNKNOWN and "不是这个文件的" in verdict.words


@pytest.mark.parametrize(
    ("name", "value"),
    [("person", "别人"), ("at", "2020-01-01T00:00:00+08:00"), ("rows", 2), ("filter", "全部 "),
     ("sm3", "0" * 64), ("signature", "AAAA"), ("signature", "签")],
)  # fmt: skip
@pytest.mark.parametrize("suite", ["hmac", "sm2"])
def test_a_seal_that_was_written_over_proves_nothing(
    manager: Client, request: pytest.FixtureRequest, suite: str, name: str, value: Any
) -> None:
    if suite == "sm2":
        request.getfixturevalue("signer")
    content = taken(manager, VEHICLES)
    seal = json.loads(seal_of(manager))
    assert seal["suite"] == suite
    verdict = told(content, json.dumps({**seal, name: value}))
    assert verdict.standing is Standing.ALTERED and not verdict.seal


def test_a_key_of_another_platform_does_not_vouch_for_a_file(
    manager: Client, signer: signing.Sm2, tmp_path: Path
) -> None:
    content = taken(manager, VEHICLES)
    seal = seal_of(manager)
    signer_key = signer.key()
    Path(tmp_path / "seal-sm2.key").write_text(sm2_key(), encoding="utf-8")
    verdict = told(content, seal)
    assert json.loads(seal)["key"] == signer_key
    assert verdict.standing is Standing.UNKNOWN and "另一把密钥" in verdict.words


def test_a_seal_made_by_the_other_key_in_our_name_does_not_hold(
    manager: Client, signer: signing.Sm2, tmp_path: Path
) -> None:
    content = taken(manager, VEHICLES)
    seal = json.loads(seal_of(manager))
    other = tmp_path / "other.key"
    other.write_text(sm2_key(), encoding="utf-8")
    with override_settings(SM2_KEY_FILE=other):
        forger = signing.Sm2()
    body = {name: value for name, value in seal.items() if name != "signature"} | {"rows": 9}
    forged = json.dumps({**body, "signature": forger.sign(evidence.canonical(body))})
    assert told(content, forged).standing is Standing.ALTERED


def test_seals_of_the_earlier_suite_hold_after_the_change_to_sm2_and_back(
    manager: Client, tmp_path: Path
) -> None:
    with override_settings(SM2_KEY_FILE=tmp_path / "none"):
        first = taken(manager, VEHICLES), seal_of(manager)
    key = tmp_path / "key"
    key.write_text(sm2_key(), encoding="utf-8")
    with override_settings(SM2_KEY_FILE=key, SEAL_SUITE="sm2"):
        signing.suite.cache_clear()
        second = taken(manager, VEHICLES), seal_of(manager)
        assert told(*first).standing is told(*second).standing is Standing.GENUINE
    signing.suite.cache_clear()
    with override_settings(SM2_KEY_FILE=key):
        assert told(*second).standing is Standing.GENUINE
    assert [json.loads(seal)["suite"] for _, seal in (first, second)] == ["hmac", "sm2"]


@pytest.mark.parametrize("text", ["", "[]", "{}", "null", '{"format": "x"}', "\ud800"])
def test_what_is_no_seal_is_told_as_such(text: str) -> None:
    verdict = told(b"x", text)
    assert verdict.standing is Standing.UNKNOWN and "读不出来" in verdict.words


def test_an_export_in_the_background_is_sealed_too(
    fleet: Fleet, manager: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    makers.cars(fleet, {}, {})
    monkeypatch.setattr(exports, "AT_ONCE", 1)
    monkeypatch.setattr(exports, "enqueue", lambda *_, **__: None)
    here = manager.post(f"{VEHICLES}export/").headers["Location"]
    assert manager.get(f"{here}seal/").status_code == 404
    jobs.job(exports.JOB)(export_id=Export.objects.get().pk)
    answer = manager.get(f"{here}file/")
    content = answer.getvalue()
    assert told(content, manager.get(f"{here}seal/").content.decode()).seal["rows"] == 3


def test_a_printed_row_is_sealed_and_bears_its_number(manager: Client, car: Vehicle) -> None:
    answer = manager.get(f"{VEHICLES}{car.pk}/pdf/")
    content = answer.getvalue()
    made = Export.objects.get()
    assert seals.number_in(content) == made.number and car.plate in made.label
    assert exports.verdict(content, signing.checker).standing is Standing.GENUINE
    assert exports.verdict(content + b" ", signing.checker).standing is Standing.ALTERED


def test_only_who_took_the_file_out_fetches_its_seal(fleet: Fleet, manager: Client) -> None:
    taken(manager, VEHICLES)
    address = f"{VEHICLES}export/{Export.objects.get().pk}/seal/"
    assert manager.get(address).status_code == 200
    for who, status in (("dispatcher", 404), ("auditor", 404), ("stranger", 403)):
        assert signed_in(fleet, who).get(address).status_code == status
    assert Client().get(address).status_code == 302


# --- from the command line


@pytest.fixture
def file(manager: Client, tmp_path: Path) -> Path:
    """The list as it was taken out, without its seal."""
    path = tmp_path / "车辆.xlsx"
    path.write_bytes(taken(manager, VEHICLES))
    return path


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The command beside the database of the test; status and all it says."""
    monkeypatch.setattr(serving, "database_ready", contextlib.nullcontext)

    def command(*words: object) -> tuple[int, str]:
        done = CliRunner().invoke(app, ["export", "verify", *map(str, words)])
        return done.exit_code, done.output

    return command


def test_the_platform_knows_its_files_without_a_seal(run: Any, file: Path) -> None:
    status, words = run(file)
    assert status == 0 and "核验通过" in words
    assert "周文斌（工号" in words and "2026-06-03T09:30" in words


def test_a_file_edited_in_a_spreadsheet_is_told_with_who_took_it_out(run: Any, file: Path) -> None:
    book = openpyxl.load_workbook(io.BytesIO(file.read_bytes()))
    book.worksheets[0]["B2"] = "改过"
    book.save(file)
    status, words = run(file)
    assert status == 1 and "已被改动" in words and "周文斌" in words


def test_one_damaged_byte_among_the_rows_does_not_hide_whose_file_it_is(
    run: Any, file: Path
) -> None:
    content = file.read_bytes()
    rows = zipfile.ZipFile(file).getinfo("xl/worksheets/sheet1.xml")
    file.write_bytes(changed(content, rows.header_offset + 30 + len(rows.filename) + 40))
    status, words = run(file)
    assert status == 1 and "周文斌" in words


def test_a_file_from_elsewhere_is_unknown(run: Any, file: Path, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for path, content in ((tmp_path / "a.csv", b"a,b"), (tmp_path / "b.xlsx", b"PK\3\4")):
        path.write_bytes(content)
        assert run(path)[0] == 2
    book.create_sheet(seals.ABOUT).append(["导出编号：20260603-999999"])
    book.save(tmp_path / "c.xlsx")
    status, words = run(tmp_path / "c.xlsx")
    assert status == 2 and "没有这个文件的导出记录" in words


def test_with_the_seal_and_the_public_key_no_platform_is_needed(
    signer: signing.Sm2, file: Path, manager: Client, tmp_path: Path
) -> None:
    seal, key = file.with_name("车辆.xlsx.seal.json"), tmp_path / "key.pem"
    seal.write_text(seal_of(manager), encoding="utf-8")
    key.write_text(signer.public(), encoding="utf-8")

    def alone(*words: object) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "guanbiao", "export", "verify", *map(str, words)],
            capture_output=True, text=True, check=False, cwd=ROOT,
            env={"PATH": "", "PYTHONPATH": str(ROOT), "GUANBIAO_HOME": "/nonexistent/home"},
        )  # fmt: skip

    done = alone(file, "--key", key)
    assert done.returncode == 0 and "SM2 签名" in done.stdout, done.stderr
    file.write_bytes(changed(file.read_bytes(), 700))
    done = alone(file, "--seal", seal, "--key", key)
    assert done.returncode == 1 and "已被改动" in done.stderr, done.stderr
    key.write_text(signing.PublicKey(OTHER).public(), encoding="utf-8")
    done = alone(file, "--key", key)
    assert done.returncode == 2 and "另一把密钥" in done.stderr, done.stderr


OTHER = bytes.fromhex(
    "0409F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020"
    "CCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13"
)
"""The public key of the standard's example (GB/T 32918.5-2017, A.2)."""


def test_a_seal_by_mark_is_not_checked_with_a_public_key(
    run: Any, file: Path, manager: Client, tmp_path: Path
) -> None:
    seal, key = tmp_path / "seal.json", tmp_path / "key.pem"
    seal.write_text(seal_of(manager), encoding="utf-8")
    key.write_text(signing.PublicKey(OTHER).public(), encoding="utf-8")
    status, words = run(file, "--seal", seal, "--key", key)
    assert status == 2 and "在导出它的平台上核验" in words
    assert run(file, "--seal", seal)[0] == 0


@pytest.mark.parametrize("text", ["", "x", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END", "\xff"])
def test_what_is_no_public_key_is_told_as_such(
    run: Any, file: Path, tmp_path: Path, text: str
) -> None:
    key = tmp_path / "key.pem"
    key.write_bytes(text.encode("latin-1"))
    status, words = run(file, "--key", key)
    assert status == 2 and "公钥读不出来" in words

"""What people see of an edition on its way."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from python_calamine import CalamineWorkbook

from guanbiao.audit.models import Rehearsal, RehearsalState
from guanbiao.library.archive import zipped
from guanbiao.modules.publishing import forms, jobs
from guanbiao.modules.publishing.models import Reading, Release
from guanbiao.modules.publishing.questions import GAP, questions
from guanbiao.modules.publishing.tests.makers import House, revised
from guanbiao.modules.publishing.tests.test_acts import dear_cars
from tests.packs.shelves import packs


def page(house: House, who: str, name: str, *args: object, **query: object) -> str:
    answer = house.client(who).get(reverse(f"publishing.{name}", args=args), query)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def plain(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_a_pack_goes_in_as_a_zip_and_comes_out_with_the_same_bytes(house: House) -> None:
    sent = zipped(revised())
    client = house.client("keeper")
    file = SimpleUploadedFile("包.zip", sent, "application/zip")
    answer = client.post(reverse("publishing.release.new"), {"pack": file})
    assert answer.status_code == 302
    release = Release.objects.get()
    got = client.get(reverse("publishing.release.pack", args=[release.pk]))
    assert got.content == sent


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"no zip at all", "不是 zip 文件"), (zipped({"text.md": "# 空"}), "standard.toml")],
)
def test_a_file_that_is_no_pack_is_turned_away_with_words(
    house: House, content: bytes, words: str
) -> None:
    file = SimpleUploadedFile("包.zip", content, "application/zip")
    answer = house.client("keeper").post(reverse("publishing.release.new"), {"pack": file})
    assert answer.status_code == 422 and words in answer.content.decode()


def test_every_pack_of_the_repository_keeps_its_bytes_through_a_zip() -> None:
    for pack in packs():
        with zipfile.ZipFile(io.BytesIO(zipped(pack.files))) as archive:
            again = {name: archive.read(name).decode() for name in archive.namelist()}
        assert again == pack.files and zipped(again) == zipped(pack.files)


def test_the_page_of_a_release_names_both_clauses_and_the_example(house: House) -> None:
    release = house.release(dear_cars())
    text = plain(page(house, "deputy", "release", release.pk))
    assert "宽于上级" in text and "中办发〔2017〕71号" in text and "反例" in text
    assert "未处理 " in text and "还没有试算过" in text
    assert "按发起时的版次办完" in text


def test_a_rehearsal_shows_its_progress_then_what_would_change_and_the_rows(
    house: House,
) -> None:
    stricter = revised(**{"5000": "3000"})
    release = house.release(stricter)
    house.done("release.rehearse", "keeper", release, since="2025-06-03", until="2026-06-03")
    begun = Rehearsal.objects.get()
    waiting = page(house, "keeper", "rehearsal", begun.pk)
    assert "hx-get" in waiting and "<progress" in waiting
    jobs.resume()
    jobs.rehearse(begun.pk)
    begun.refresh_from_db()
    assert begun.state == RehearsalState.DONE
    done = plain(page(house, "keeper", "rehearsal", begun.pk, by="unit_id"))
    assert "办成的业务" in done and "现有台账" in done
    got = house.client("keeper").get(reverse("publishing.rehearsal.rows", args=[begun.pk]))
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(got.streaming_content)))
    assert book.get_sheet_by_index(0).to_python()[0][0] == "来源"
    assert "修订仿真" in plain(page(house, "keeper", "release", release.pk))


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("keeper", 200),
        ("deputy", 200),
        ("auditor", 200),
        ("clerk", 403),
        ("stranger", 403),
        ("head", 403),
    ],
)
def test_a_release_and_its_rehearsal_are_seen_by_those_who_keep_standards(
    house: House, who: str, status: int
) -> None:
    release = house.release()
    tried = house.rehearsed(release)
    client = house.client(who)
    for name, key in (("release", release.pk), ("rehearsal", tried.pk),
                      ("rehearsal.rows", tried.pk), ("release.pack", release.pk)):  # fmt: skip
        assert client.get(reverse(f"publishing.{name}", args=[key])).status_code == status


def test_who_publishes_in_haste_is_asked_for_the_reason_and_gives_it_there(house: House) -> None:
    release = house.ready(revised(from_day="2026-06-10"))
    client, address = house.client("deputy"), reverse(
        "publishing.release.act", args=[release.pk, "publish"]
    )  # fmt: skip
    asked = client.post(address)
    html = asked.content.decode()
    assert asked.status_code == 422 and "写明理由" in html
    name = re.search(r'name="(reason:[^"]+5[.]8[^"]*)"', html)
    assert name
    assert client.post(address, {name[1]: "汛期将至，急需施行"}).status_code == 302
    release.refresh_from_db()
    assert release.state == "已发布"


def test_everybody_sees_what_is_on_notice_and_what_will_be_in_force(house: House) -> None:
    assert "没有公示中的标准" in page(house, "clerk", "notices")
    release = house.release()
    house.done("release.announce", "keeper", release, notice_from="2026-06-03",
               notice_to="2026-06-09")  # fmt: skip
    assert "公示至" in page(house, "clerk", "notices")
    house.rehearsed(release)
    house.clock.on(6, 10)
    house.done("release.publish", "deputy", release)
    assert "起施行" in page(house, "stranger", "notices")


def test_a_reader_answers_the_quiz_on_its_page_and_another_cannot_open_it(house: House) -> None:
    house.done("release.publish", "deputy", house.ready())
    reading = Reading.objects.get(person=house.persons["head"])
    address = reverse("publishing.reading.act", args=[reading.pk, "answer"])
    client = house.client("head")
    asked = forms.asked(reading)
    shown = client.get(address).content.decode()
    assert asked and all(f'name="q{n}"' in shown for n in range(len(asked)))
    assert (
        client.post(address, {f"q{n}": each.answer for n, each in enumerate(asked)}).status_code
        == 302
    )
    reading.refresh_from_db()
    assert reading.score == 100
    assert house.client("stranger").get(address).status_code == 404


def test_questions_come_from_the_clauses_and_have_one_right_answer() -> None:
    for pack in packs():
        found = questions(pack, "1")
        assert found == questions(pack, "1")
        for each in found:
            assert each.answer in each.choices and len(set(each.choices)) == len(each.choices)
            assert GAP in each.words and pack.clause(each.clause) is not None


def test_the_list_of_releases_is_narrowed_to_those_on_their_way(house: House) -> None:
    house.release()
    assert "公务用车使用管理规范" in page(house, "keeper", "release.list", view="open")
    assert "公务用车使用管理规范" not in page(house, "keeper", "release.list", view="future")
    assert dt.date(2026, 6, 3) == house.clock.now.date()

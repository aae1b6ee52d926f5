"""From a draft to the last reader, and who sees what on the way."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from guanbiao.gate.models import Attachment
from guanbiao.gate.passage import Forbidden, Outcome
from guanbiao.gate.perform import perform
from guanbiao.modules.desk.models import Message
from guanbiao.modules.meetings.tests.makers import House, stopped
from guanbiao.modules.notices import jobs, readers
from guanbiao.modules.notices.models import Notice, State
from guanbiao.people.actor import Actor

DRAFT = {
    "title": "节能宣传周安排", "content": "六月中旬开展节能宣传周活动，请各单位按要求组织。",
    "audience": "本地区", "from_day": "2026-06-03", "to_day": "2026-06-30", "confirm": "on",
}  # fmt: skip


def do(house: House, act: str, who: str, subject: object = None, **draft: object) -> Outcome:
    outcome = perform(f"notices.{act}", Actor.of(house.persons[who]), subject, draft)
    if outcome.wanting:
        reasons = dict.fromkeys(outcome.wanting, "情况紧急")
        outcome = perform(f"notices.{act}", Actor.of(house.persons[who]), subject, draft,
                          reasons=reasons)  # fmt: skip
    return outcome


def drafted(house: House, who: str = "keeper", **changes: str) -> Notice:
    outcome = do(house, "notice.draft", who, **(DRAFT | changes))
    assert outcome.ok, (outcome.errors, outcome.findings)
    found: Notice = outcome.subject
    return found


def published(house: House, **changes: str) -> Notice:
    notice = drafted(house, **changes)
    assert do(house, "notice.publish", "payer", notice).ok
    notice.refresh_from_db()
    return notice


def sees(house: House, who: str, notice: Notice) -> bool:
    """Whether a notice is among those of the day on her page and opens."""
    client = house.client(who)
    listed = notice.title in client.get("/notices/").content.decode()
    opens = client.get(f"/notices/read/{notice.pk}/").status_code == 200
    assert listed == opens
    return listed


def test_nobody_reads_a_draft(house: House) -> None:
    notice = drafted(house)
    client = house.client("clerk")
    assert notice.title not in client.get("/notices/").content.decode()
    assert client.get(f"/notices/read/{notice.pk}/").status_code == 404
    assert house.client("keeper").get(f"/notices/read/{notice.pk}/").status_code == 200


def test_who_drafted_it_does_not_publish_it(house: House) -> None:
    assert stopped(do(house, "notice.publish", "keeper", drafted(house))) == {"5.2"}


def test_a_notice_to_the_region_is_read_in_the_region_only(house: House) -> None:
    notice = published(house)
    assert sees(house, "clerk", notice) and sees(house, "neighbour", notice)
    assert not sees(house, "stranger", notice)
    assert Client().get("/notices/").status_code == 302


def test_a_notice_to_the_unit_stays_in_it(house: House) -> None:
    notice = published(house, audience="本单位")
    assert sees(house, "steward", notice)
    assert not sees(house, "clerk", notice)


def test_another_unit_does_not_speak_to_the_region(house: House) -> None:
    notice = drafted(house, "colleague")
    assert stopped(do(house, "notice.publish", "head", notice)) == {"5.3"}


def test_before_its_first_day_and_after_its_last_nobody_sees_it(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = published(house, title="下周停水", from_day="2026-06-10")
    assert not sees(house, "clerk", later)
    now = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: now.replace(month=7, day=1))
    assert not sees(house, "clerk", later)


def test_reading_is_confirmed_once_and_counted(house: House) -> None:
    notice = published(house)
    client, page = house.client("clerk"), f"/notices/read/{notice.pk}/"
    assert "确认已阅" in client.get(page).content.decode()
    assert "已确认" in client.post(page, follow=True).content.decode()
    again = do(house, "reading.confirm", "clerk", notice=notice.pk)
    assert "已确认过" in again.errors["notice"][0]
    left = house.client("keeper").get(f"/notices/notice/{notice.pk}/missing/").content.decode()
    assert "王晓敏" not in left and "李文" in left


def test_what_is_not_mine_to_read_is_not_mine_to_confirm(house: House) -> None:
    notice = published(house, audience="本单位")
    outcome = do(house, "reading.confirm", "clerk", notice=notice.pk)
    assert "没有这份通知" in outcome.errors["notice"][0]
    assert house.client("clerk").post(f"/notices/read/{notice.pk}/").status_code == 404


def test_those_it_concerns_are_told_and_those_who_have_not_read_are_reminded(house: House) -> None:
    notice = published(house)
    jobs.published({"notice": notice.pk})
    assert Message.objects.filter(entity="notices.notice").count() == 8
    inbox = house.client("clerk").get("/messages/").content.decode()
    assert f"/notices/read/{notice.pk}/" in inbox
    assert do(house, "reading.confirm", "clerk", notice=notice.pk).ok
    assert do(house, "notice.remind", "payer", notice).ok
    jobs.reminded({"notice": notice.pk, "at": "1"})
    told = Message.objects.filter(title__startswith="请尽快").values_list("person__name", flat=True)
    assert "王晓敏" not in told and "李文" in told


def test_the_portal_shows_what_is_new(house: House) -> None:
    notice = published(house)
    assert notice.title in house.client("clerk").get("/").content.decode()
    assert do(house, "notice.withdraw", "payer", notice, remark="时间有变").ok
    notice.refresh_from_db()
    assert notice.state == State.WITHDRAWN
    assert notice.title not in house.client("clerk").get("/").content.decode()
    assert not readers.readable(Actor.of(house.persons["clerk"]), timezone.localdate()).exists()


@pytest.mark.parametrize("who", ["clerk", "neighbour", "stranger", "auditor", "steward"])
def test_only_whoever_keeps_notices_writes_and_takes_down(house: House, who: str) -> None:
    notice = published(house)
    with pytest.raises(Forbidden):
        do(house, "notice.draft", who, **DRAFT)
    with pytest.raises(Forbidden):
        do(house, "notice.withdraw", who, notice, remark="无关")
    if who != "auditor":
        page = f"/notices/notice/{notice.pk}/missing/"
        assert house.client(who).get(page).status_code in (403, 404)


def test_a_file_with_a_notice_is_for_its_readers_and_added_by_its_keepers(house: House) -> None:
    notice = drafted(house, audience="本单位")
    sent = {"entity": "notices.notice", "key": str(notice.pk)}
    file = SimpleUploadedFile("安排.txt", "六月安排".encode())
    assert house.client("keeper").post("/papers/attach/", {**sent, "sent": file}).status_code == 302
    paper = Attachment.objects.get()
    address = f"/papers/{paper.pk}/"
    assert house.client("steward").get(address).status_code == 404
    assert do(house, "notice.publish", "payer", notice).ok
    reader = house.client("steward")
    assert "安排.txt" in reader.get(f"/notices/read/{notice.pk}/").content.decode()
    assert reader.get(address).status_code == 200
    assert house.client("stranger").get(address).status_code == 404
    again = SimpleUploadedFile("加塞.txt", b"mine")
    assert reader.post("/papers/attach/", {**sent, "sent": again}).status_code == 404
    assert reader.post(f"/papers/{paper.pk}/remove/").status_code in (302, 403)
    assert Attachment.objects.get().state == "在册"

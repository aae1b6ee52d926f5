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


def test_before_its_first_day_nobody_sees_it(house: House) -> None:
    later = published(house, title="下周停水", from_day="2026-06-10")
    assert not sees(house, "clerk", later)


def filed(house: House, who: str, notice: Notice, query: str = "") -> bool:
    """Whether a notice is among those that are over on her page."""
    return notice.title in house.client(who).get("/notices/past/", {"q": query}).content.decode()


def test_after_its_last_day_it_is_found_among_the_past_by_those_it_was_for(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    notice, taken = published(house), published(house, title="改期的停水")
    assert do(house, "notice.withdraw", "payer", taken, remark="时间有变").ok
    assert not filed(house, "clerk", notice), "it is not over yet"
    now = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: now.replace(month=7, day=1))
    clerk, page = house.client("clerk"), f"/notices/read/{notice.pk}/"
    assert notice.title not in clerk.get("/notices/").content.decode()
    assert filed(house, "clerk", notice) and filed(house, "neighbour", notice, "宣传周")
    assert not filed(house, "clerk", notice, "停水") and not filed(house, "clerk", taken)
    text = clerk.get(page).content.decode()
    assert "已过期" in text and "确认已阅" not in text
    assert clerk.post(page).status_code == 422, "too late to confirm"
    assert not filed(house, "stranger", notice)
    assert house.client("stranger").get(page).status_code == 404
    assert Client().get("/notices/past/").status_code == 302


def test_readers_search_what_concerns_them_and_nobody_else_does(house: House) -> None:
    region, unit = published(house), published(house, title="本局植树", audience="本单位")
    drafted(house, title="未发布的草稿")
    for who, first, second in (
        ("clerk", True, False), ("neighbour", True, False), ("stranger", False, False),
        ("steward", True, True),
    ):  # fmt: skip
        client = house.client(who)
        for notice, word, seen in ((region, "宣传周", first), (unit, "植树", second)):
            page = client.get("/search/", {"q": word}).content.decode()
            assert (f"/notices/read/{notice.pk}/" in page) is seen, (who, word)
            whole = client.get("/search/", {"q": word, "kind": "notices.notice"}).content.decode()
            assert (f"/notices/read/{notice.pk}/" in whole) is seen, (who, word)
        assert "没有找到" in client.get("/search/", {"q": "未发布的"}).content.decode()


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
    told = Message.objects.get(person=house.persons["clerk"])
    answer = house.client("clerk").get(f"/messages/{told.pk}/")
    assert answer["Location"] == f"/notices/read/{notice.pk}/"
    assert do(house, "reading.confirm", "clerk", notice=notice.pk).ok
    assert do(house, "notice.remind", "payer", notice).ok
    jobs.reminded({"notice": notice.pk, "at": "1"})
    again = Message.objects.filter(title__startswith="请尽快").values_list(
        "person__name", flat=True
    )
    assert "王晓敏" not in again and "李文" in again


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

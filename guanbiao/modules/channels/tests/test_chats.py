"""钉钉 and the robots of groups: proved like any address, signed where asked, kept sealed."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import json
from urllib.parse import parse_qs

import httpx2
import pytest

from guanbiao.modules.channels import adapters, jobs, own
from guanbiao.modules.channels.adapters import wire
from guanbiao.modules.channels.models import Address, Sending, State, Way
from guanbiao.modules.channels.tests.conftest import Post
from guanbiao.modules.channels.tests.test_sending import rows

WECOM = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=11aa-22bb"
DING = "https://oapi.dingtalk.com/robot/send?access_token=33cc"
NOON = dt.datetime(2026, 6, 3, 12, 30, tzinfo=dt.timezone(dt.timedelta(hours=8)))


@pytest.fixture
def opened(post: Post, settings: object) -> Post:
    """钉钉 and robots of both makers are open too."""
    for name, value in {
        "DING_URL": "https://oapi.dingtalk.com/", "DING_KEY": "k", "DING_AGENT": "7",
        "DING_SECRET": "s", "ROBOT_HOSTS": ["qyapi.weixin.qq.com", "oapi.dingtalk.com"],
    }.items():  # fmt: skip
        setattr(settings, name, value)
    return post


def test_a_work_notification_goes_by_the_application(opened: Post) -> None:
    opened.has(Way.DING, "wangxm")
    opened.told("task:1:1", "待办：审批——张三的病假")
    jobs.run()
    assert rows(opened) == {"ding": State.DONE}
    (sent,) = [json.loads(body) for body in opened.wire.texts("asyncsend_v2")]
    assert (sent["agent_id"], sent["userid_list"]) == ("7", "wangxm")
    assert "待办" in sent["msg"]["text"]["content"] and "张三" not in str(sent)


@pytest.mark.parametrize("answer", [{"errcode": 42001}, {"errcode": 88, "sub_code": "40014"}])
def test_a_token_that_grew_old_is_asked_anew_once(
    opened: Post, monkeypatch: pytest.MonkeyPatch, answer: dict[str, object]
) -> None:
    asked: list[str] = []

    def there(request: httpx2.Request) -> httpx2.Response:
        asked.append(request.url.path)
        if request.url.path == "/gettoken":
            return httpx2.Response(200, json={"access_token": "t", "expires_in": 7200})
        first = asked.count(request.url.path) == 1
        return httpx2.Response(200, json=answer if first else {"errcode": 0, "task_id": 256})

    monkeypatch.setattr(opened.wire, "handle", there)
    transport = httpx2.MockTransport(there)
    monkeypatch.setattr(
        "guanbiao.modules.channels.adapters.wire.client",
        lambda: httpx2.Client(transport=transport),
    )
    opened.has(Way.DING, "wangxm")
    opened.told("task:1:1")
    jobs.run()
    assert asked.count("/gettoken") == 2
    assert Sending.objects.get(way=Way.DING).reference == "256"


def test_the_tokens_of_two_servers_are_not_mixed_up(opened: Post) -> None:
    opened.has(Way.DING, "wangxm")
    opened.has(Way.IM, "wangxm")
    opened.told("task:1:1")
    jobs.run()
    paths = [where for where, _ in opened.wire.sent]
    assert "/gettoken" in paths and "/cgi-bin/gettoken" in paths
    assert rows(opened) == dict.fromkeys(["ding", "im"], State.DONE)


def test_a_robot_says_into_its_group_whom_a_message_is_for(opened: Post) -> None:
    opened.has(Way.ROBOT, WECOM)
    opened.told("late:1:1", "超时：审批——张三的病假")
    jobs.run()
    assert rows(opened) == {"robot": State.DONE}
    (body,) = opened.wire.texts("webhook/send")
    words = json.loads(body)["text"]["content"]
    assert opened.me.name in words and "紧急" in words and "张三" not in words


def test_a_robot_with_a_secret_gets_moment_and_signature(
    opened: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[httpx2.URL] = []

    def there(request: httpx2.Request) -> httpx2.Response:
        seen.append(request.url)
        return httpx2.Response(200, json={"errcode": 0})

    monkeypatch.setattr(
        wire, "client", lambda: httpx2.Client(transport=httpx2.MockTransport(there))
    )
    adapters.send(Way.ROBOT, f"{DING} SEC+/=", "待办", "请查看")
    adapters.send(Way.ROBOT, WECOM, "待办", "请查看")
    asked = {name: values[0] for name, values in parse_qs(seen[0].query.decode()).items()}
    marked = f"{asked['timestamp']}\nSEC+/=".encode()
    mark = base64.b64encode(hmac.new(b"SEC+/=", marked, hashlib.sha256).digest()).decode()
    assert asked["sign"] == mark and asked["access_token"] == "33cc"
    assert seen[1].query == b"key=11aa-22bb"


@pytest.mark.parametrize(
    "address",
    ["http://oapi.dingtalk.com/robot/send?access_token=1", "https://evil.example/robot?a=1",
     "https://oapi.dingtalk.com@evil.example/?a=1", "https://oapi.dingtalk.com:8443/?a=1",
     "https://oapi.dingtalk.com/robot/send", f"{DING} SEC 1", "https://[::1", "robot"],
)  # fmt: skip
def test_what_is_no_robot_of_a_named_host_is_neither_kept_nor_asked(
    opened: Post, address: str
) -> None:
    with pytest.raises(own.Refused, match="群机器人"):
        opened.asks(opened.me, Way.ROBOT, address)
    opened.has(Way.ROBOT, address)
    opened.told("late:1:1")
    jobs.run()
    assert opened.wire.sent == [] and rows(opened) == {"robot": State.FAILED}


def test_the_key_of_a_robot_is_sealed_and_hardly_shown(opened: Post) -> None:
    opened.asks(opened.me, Way.ROBOT, f"{DING} SECretsecret")
    kept = Address.objects.get()
    assert "33cc" not in kept.asked_sealed
    page = opened.client(opened.me).get("/channels/").content.decode()
    assert "oapi.dingtalk.com …33cc" in page and "SECret" not in page and "robot/send" not in page


@pytest.mark.parametrize(("way", "value"), [(Way.DING, "wangxm"), (Way.ROBOT, WECOM)])
def test_these_ways_ring_and_so_wait_at_night(opened: Post, way: Way, value: str) -> None:
    opened.clock.now = NOON.replace(hour=23)
    opened.has(way, value)
    Address.objects.update(wanted=True)
    opened.told("task:1:1")
    jobs.run()
    assert rows(opened) == ({"ding": State.WAITING} if way is Way.DING else {})


def test_what_a_server_does_not_take_is_tried_again(opened: Post) -> None:
    opened.has(Way.DING, "wangxm")
    opened.told("task:1:1")
    opened.wire.answer = 33012
    jobs.run()
    found = Sending.objects.get(way=Way.DING)
    assert found.state == State.WAITING and "33012" in found.words


def _result(post: Post, monkeypatch: pytest.MonkeyPatch, *results: object) -> list[str]:
    """The server takes a message as task 256 and answers these when asked for its result."""
    left, asked = list(results), []

    def there(request: httpx2.Request) -> httpx2.Response:
        if request.url.path == "/gettoken":
            return httpx2.Response(200, json={"access_token": "t", "expires_in": 72000})
        if request.url.path.endswith("asyncsend_v2"):
            return httpx2.Response(200, json={"errcode": 0, "task_id": 256})
        asked.append(request.content.decode())
        result = left.pop(0) if len(left) > 1 else left[0]
        if result is None:
            return httpx2.Response(502)
        return httpx2.Response(200, json={"errcode": 0, "send_result": result})

    monkeypatch.setattr(
        wire, "client", lambda: httpx2.Client(transport=httpx2.MockTransport(there))
    )
    post.has(Way.DING, "wangxm")
    post.told("task:1:1")
    jobs.run()
    return asked


@pytest.mark.parametrize("read", ["read_user_id_list", "unread_user_id_list"])
def test_a_work_notification_is_asked_for_until_it_is_known_to_have_arrived(
    opened: Post, monkeypatch: pytest.MonkeyPatch, read: str
) -> None:
    asked = _result(opened, monkeypatch, None, {"failed_user_id_list": []}, {read: ["wangxm"]})
    assert asked == [], "not at once: the server needs its time"
    for minutes, times in ((1, 1), (0.5, 1), (0.5, 2), (2, 3), (600, 3)):
        opened.clock.now += dt.timedelta(minutes=minutes)
        jobs.run()
        assert len(asked) == times
    assert json.loads(asked[0]) == {"agent_id": "7", "task_id": "256"}
    assert rows(opened) == {"ding": State.ARRIVED}


@pytest.mark.parametrize(
    ("name", "words"),
    [("invalid_user_id_list", "没有这个用户"), ("failed_user_id_list", "发送失败"),
     ("forbidden_user_id_list", "限额")],
)  # fmt: skip
def test_a_work_notification_that_did_not_arrive_goes_by_another_way(
    opened: Post, monkeypatch: pytest.MonkeyPatch, name: str, words: str
) -> None:
    opened.has(Way.MAIL, "wang@example.gov.cn")
    _result(opened, monkeypatch, {name: ["wangxm"]})
    Sending.objects.filter(way=Way.MAIL).delete()
    opened.clock.now += dt.timedelta(minutes=1)
    jobs.run()
    found = Sending.objects.get(way=Way.DING)
    assert found.state == State.FAILED and words in found.words
    opened.clock.now += dt.timedelta(minutes=1)
    jobs.run()
    assert rows(opened)["mail"] == State.DONE


def test_asking_for_a_result_ends_after_a_day(
    opened: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = _result(opened, monkeypatch, {})
    for _ in range(3 * 24):
        opened.clock.now += dt.timedelta(minutes=30)
        jobs.run()
    found = Sending.objects.get(way=Way.DING)
    assert (found.state, found.words, found.ask_at) == (State.DONE, jobs.UNTOLD, None)
    assert 5 < len(asked) < 10

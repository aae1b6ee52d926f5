"""Instant messages by the published server APIs: 企业微信 and 政务微信, 钉钉, and robots of groups.

An application of 企业微信 (gettoken, message/send) and one of 钉钉 (gettoken, asyncsend_v2) answer
``errcode`` 0 when they took a message. A group's robot is an address with its key; 钉钉 signs with
moment and secret (HMAC-SHA256, Base64). Whoever holds such an address can write into the group, so
it is sealed like any address of a person, and only hosts the installation names are asked.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import time
from urllib.parse import quote_plus, urlsplit

from django.conf import settings

from guanbiao.modules.channels.adapters import wire
from guanbiao.modules.channels.adapters.wire import Application, NotDelivered, told

IM, DING = Application("政务微信"), Application("钉钉")


def im(address: str, _title: str, words: str) -> str:
    """A message of the application to a member; returns the server's number for it."""
    asking = "/cgi-bin/gettoken", {"corpid": settings.IM_CORP, "corpsecret": settings.IM_SECRET}
    sent = {"touser": address, "msgtype": "text", "agentid": settings.IM_AGENT,
            "text": {"content": words}}  # fmt: skip
    found = IM.says(settings.IM_URL, asking, "/cgi-bin/message/send", sent)
    if found.get("errcode") != 0 or found.get("invaliduser"):
        raise NotDelivered(f"政务微信答复 {found.get('errcode')}：没有送达该用户")
    return str(found.get("msgid") or "")[:100]


UNSENT = {
    "invalid_user_id_list": "没有这个用户", "forbidden_user_id_list": "超出钉钉的发送限额",
    "failed_user_id_list": "发送失败",
}  # fmt: skip
SENT = ("read_user_id_list", "unread_user_id_list")


def ding(address: str, _title: str, words: str) -> str:
    """A work notification of the application to a member; returns the number of the task."""
    sent = {"agent_id": settings.DING_AGENT, "userid_list": address,
            "msg": {"msgtype": "text", "text": {"content": words}}}  # fmt: skip
    path = "/topapi/message/corpconversation/asyncsend_v2"
    found = DING.says(settings.DING_URL, _ding_asking(), path, sent)
    if found.get("errcode") != 0:
        raise NotDelivered(f"钉钉答复 {found.get('errcode')}：没有送达该用户")
    return str(found.get("task_id") or "")[:100]


def ding_outcome(task: str) -> tuple[bool, str] | None:
    """What became of a task, whose one recipient stands in one of the lists; none: not yet known.

    The server answers for a day (getsendresult).
    """
    path = "/topapi/message/corpconversation/getsendresult"
    found = DING.says(settings.DING_URL, _ding_asking(), path,
                      {"agent_id": settings.DING_AGENT, "task_id": task})  # fmt: skip
    result = found.get("send_result")
    if found.get("errcode") != 0 or not isinstance(result, dict):
        return None
    for name, words in UNSENT.items():
        if result.get(name):
            return False, words
    return (True, "") if any(result.get(name) for name in SENT) else None


def _ding_asking() -> tuple[str, dict[str, str]]:
    return "/gettoken", {"appkey": settings.DING_KEY, "appsecret": settings.DING_SECRET}


def robot_known(address: str) -> bool:
    """Whether an address is a robot's: https, a host the installation names, a secret or none."""
    url, _, secret = address.partition(" ")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return False
    plain = "@" not in parts.netloc and port in (None, 443) and not parts.fragment
    named = (parts.hostname or "") in settings.ROBOT_HOSTS
    return parts.scheme == "https" and plain and named and bool(parts.query) and " " not in secret


def robot(address: str, _title: str, words: str) -> str:
    """A message of a group's robot into its group; it tells no number."""
    if not robot_known(address):
        raise NotDelivered("群机器人地址不在允许的主机名单内", final=True)
    url, _, secret = address.partition(" ")
    sent = {"msgtype": "text", "text": {"content": words}}
    with wire.client() as line:
        found = told("群机器人", line.post(url + _signed(secret), json=sent))
    if found.get("errcode") != 0:
        raise NotDelivered(f"群机器人答复 {found.get('errcode')}：没有送达")
    return ""


def _signed(secret: str) -> str:
    """What a robot with a secret wants behind its address."""
    if not secret:
        return ""
    moment = str(int(time.time() * 1000))
    marked = f"{moment}\n{secret}".encode()
    mark = base64.b64encode(hmac.new(secret.encode(), marked, hashlib.sha256).digest())
    return f"&timestamp={moment}&sign={quote_plus(mark)}"

"""Taking the organisation over from a file: the differences first, then the writing."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from guanbiao.modules.organisation import feed
from guanbiao.people.actor import Actor

LARGEST = 2 * 1024 * 1024
SHOWN = 300


def feeding(request: HttpRequest) -> HttpResponse:
    """POST with a file compares; POST of what was compared takes it over."""
    context: dict[str, Any] = {"found": None, "report": None, "content": "", "words": ""}
    if request.method == "POST":
        try:
            context |= _done(request)
        except feed.Unreadable as unreadable:
            context["words"] = str(unreadable)
    status = 422 if context["words"] else 200
    return render(request, "organisation/feed.html", {**context, "shown": SHOWN}, status=status)


def _done(request: HttpRequest) -> dict[str, Any]:
    content, actor = _content(request), Actor.of_request(request)
    found = feed.compare(feed.read(content.encode()), actor.today)
    if request.POST.get("take") != "1":
        return {"found": found, "content": content}
    leaving = request.POST.get("leaving") == "on"
    return {"report": feed.take_over(found, actor, leaving=leaving)}


def _content(request: HttpRequest) -> str:
    """The text of the file; workbooks of strangers are not opened in the web server."""
    sent = request.FILES.get("file")
    if sent is None:
        return request.POST.get("content", "")
    if (sent.size or 0) > LARGEST:
        raise feed.Unreadable("文件超过 2 MB，请用命令 guanbiao organisation 接入。")
    try:
        return bytes(sent.read()).decode("utf-8-sig")
    except UnicodeDecodeError as failure:
        words = "页面只接受 UTF-8 的 JSON 文件；Excel 文件请用命令 guanbiao organisation 接入。"
        raise feed.Unreadable(words) from failure

"""Errors as problem documents (RFC 9457): what, why, what to do, in Chinese."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, JsonResponse
from ninja import Schema
from pydantic import Field

TITLES = {
    400: "请求写法不对", 401: "没有有效的令牌", 403: "没有权限", 404: "没有这条记录",
    409: "与先前的请求冲突", 422: "没有办成", 429: "请求过于频繁", 503: "系统繁忙",
}  # fmt: skip
TYPE = "application/problem+json"


class Problem(Schema):
    """Why a request was not carried out."""

    type: str = Field(description="固定为 about:blank")
    title: str = Field(description="发生了什么")
    status: int = Field(description="状态码")
    detail: str = Field(description="原因和办法")
    errors: dict[str, list[str]] = Field({}, description="填写有误的字段及说明")
    findings: list[dict[str, Any]] = Field([], description="逐条判定")
    wanting: list[str] = Field([], description="须写明理由的条款规则")


class Refused(Exception):
    """Raised anywhere in the API; becomes a problem document."""

    def __init__(self, status: int, detail: str, **more: Any) -> None:
        super().__init__(detail)
        self.status, self.detail, self.more = status, detail, more


def problem(status: int, detail: str, **more: Any) -> HttpResponse:
    """The document."""
    body = {"type": "about:blank", "title": TITLES[status], "status": status, "detail": detail}
    answer = JsonResponse({**body, **more}, status=status, content_type=TYPE)
    if status == 401:
        answer.headers["WWW-Authenticate"] = "Bearer"
    if status == 429:
        answer.headers["Retry-After"] = "60"
    return answer


def of(refused: Refused) -> HttpResponse:
    """The document of an exception."""
    return problem(refused.status, refused.detail, **refused.more)

"""The API put together: an address for every table and act, a key at the door, one document."""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property, partial
from typing import Annotated, Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from ninja import Body, NinjaAPI, Path, Query, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.security import HttpBearer

from guanbiao.exchange import tokens
from guanbiao.exchange.api import once, problems, shapes, views
from guanbiao.exchange.api.door import ROOT
from guanbiao.exchange.api.problems import Problem, Refused
from guanbiao.gate.describe import Act, Kind, Module, Table
from guanbiao.kit import names

WRITTEN = (401, 403, 404, 409, 422, 429, 503, 400)
READ = (400, 401, 403, 404, 422, 429)
UNFIT = re.compile("[\x00\ud800-\udfff]")
WANTED = "请在 Authorization 中附有效的令牌：Bearer 加空格加令牌。"
Key = Annotated[int, Path(ge=1, le=shapes.LARGEST, description="主键")]
Rehearse = Annotated[bool, Query(description="试算：逐条判定，不写入任何内容")]


class Door(HttpBearer):
    """The token at the door; counted, so that no program takes the platform for itself."""

    openapi_description = "本人在“接口令牌”页签发的令牌"

    def authenticate(self, request: HttpRequest, token: str) -> tokens.Bearer | None:
        """Who stands behind the token; raises `Refused` (429, 400) before any work is done."""
        found = tokens.bearer(token)
        if found is not None and not tokens.count(found.token, settings.API_PER_MINUTE):
            raise Refused(429, f"每分钟最多 {settings.API_PER_MINUTE} 次，请稍后再试。")
        if found is not None and not _is_text(request):
            raise Refused(400, "请求内容须为 UTF-8 文本，且不含空字符。")
        return found


def _is_text(request: HttpRequest) -> bool:
    """Whether the database can hold every text in it: no null, no half of a character."""
    try:
        return _holds(json.loads(request.body or b"null"))
    except RecursionError:
        return False
    except ValueError:
        return True  # no JSON at all: that is told by whoever reads it


def _holds(found: Any) -> bool:
    if isinstance(found, dict):
        return all(_holds(name) and _holds(value) for name, value in found.items())
    if isinstance(found, list):
        return all(map(_holds, found))
    return not isinstance(found, str) or not UNFIT.search(found)


class Api(NinjaAPI):
    """Its document names the media type of problems, and the key that makes a request safe."""

    def get_openapi_schema(self, **_: Any) -> OpenAPISchema:
        """OpenAPI 3.1, put together once: it takes seconds and anybody may ask for it."""
        return self._document

    @cached_property
    def _document(self) -> OpenAPISchema:
        made = super().get_openapi_schema(path_prefix=ROOT)
        for methods in made["paths"].values():
            for operation in methods.values():
                for status, answer in operation["responses"].items():
                    if int(status) >= 400:
                        answer["description"] = problems.TITLES[int(status)]
                        answer["content"] = {
                            problems.TYPE: answer["content"].pop("application/json")
                        }
        return made


def built(modules: Iterable[Module]) -> Api:
    """The API of these modules."""
    api = Api(
        title="贯标接口", version="1", docs_url=None, urls_namespace="api", auth=Door(),
        description="按令牌持有人的岗位权限读取台账、办理业务；每次办理都经同一关口逐条判定。",
    )  # fmt: skip
    _answer_failures(api)
    for module in modules:
        tables = {table.entity.name: table for table in module.tables}
        for table in module.tables:
            _table(api, module, table)
        for act in module.acts:
            if not act.name.startswith(tokens.IN_PERSON):
                _act(api, module, act, tables.get(act.entity.name))
    return api


def _answer_failures(api: NinjaAPI) -> None:
    def handle(kind: type[Exception], answer: Callable[[Any], HttpResponse]) -> None:
        api.add_exception_handler(kind, lambda _, failure: answer(failure))

    handle(Refused, problems.of)
    handle(AuthenticationError, lambda _: problems.problem(401, WANTED))
    handle(Http404, lambda _: problems.problem(404, views.ABSENT))
    handle(HttpError, lambda _: problems.problem(400, "请求内容不是有效的 JSON。"))
    handle(ValidationError, _invalid)


def _invalid(failure: ValidationError) -> HttpResponse:
    return problems.problem(422, "参数有误，见 errors。", errors=_wrong(failure))


def _wrong(failure: ValidationError) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for each in failure.errors:
        place = ".".join(str(part) for part in each["loc"][2:]) or str(each["loc"][-1])
        found.setdefault(place, []).append("类型、取值或名称不对")
    return found


def _marked(shape: type[Schema], place: Any) -> Any:
    """A type made at run time, with the place it comes from."""
    return Annotated.__class_getitem__((shape, place(...)))  # type: ignore[attr-defined] # shapes known only at run time


def _responses(good: Mapping[int, type[Schema]], bad: Iterable[int]) -> dict[int, Any]:
    return {**good, **dict.fromkeys(bad, Problem)}


def _table(api: NinjaAPI, module: Module, table: Table) -> None:
    entity, item = table.entity, shapes.row(table)
    folder, tags = f"/{module.name}/{names.of(table).path}", [module.label]
    query = _marked(shapes.query(table), Query)
    api.get(
        folder, response=_responses({200: shapes.page(table, item)}, READ), tags=tags,
        summary=f"{entity.label}列表", operation_id=f"{entity.name}.rows",
    )(_view(partial(views.listed, table=table), query=query))  # fmt: skip
    api.get(
        f"{folder}{{int:key}}/", response=_responses({200: shapes.whole(item)}, READ), tags=tags,
        summary=entity.label, operation_id=f"{entity.name}.get",
    )(_view(partial(views.row, table=table), key=Key))  # fmt: skip


def _act(api: NinjaAPI, module: Module, act: Act, table: Table | None) -> None:
    takes = _marked(shapes.body(act), Body)
    folder = f"/{module.name}/{names.of(act.entity).path}"
    fresh = act.kind is Kind.CREATE
    given: dict[str, Any] = {} if fresh else {"key": Key}
    run = partial(views.done, act=act, table=table)
    view = _view(run, **given, body=takes, rehearse=(Rehearse, False))
    good = {200: shapes.Told, 201: shapes.Told} if fresh else {200: shapes.Told}
    place = "" if fresh else "{int:key}/"
    api.post(f"{folder}{place}acts/{names.verb(act)}/", response=_responses(good, WRITTEN),
             summary=f"{act.entity.label}：{act.label}", operation_id=act.name, tags=[module.label],
             openapi_extra={"parameters": [KEY]})(view)  # fmt: skip


KEY = {
    "name": once.HEADER, "in": "header", "required": False,
    "description": "同一编号的重复请求只办一次，答复相同；保留一天",
    "schema": {"type": "string", "pattern": "^[!-~]{1,64}$"},
}  # fmt: skip


def _view(run: Callable[..., HttpResponse], **takes: Any) -> Callable[..., HttpResponse]:
    """A function with the signature ninja reads: parameters by name, with their types."""

    def view(request: HttpRequest, **given: Any) -> HttpResponse:
        return run(request, **given)

    kind = inspect.Parameter.KEYWORD_ONLY
    made = [inspect.Parameter("request", inspect.Parameter.POSITIONAL_OR_KEYWORD)]
    for name, said in takes.items():
        type_, default = said if isinstance(said, tuple) else (said, inspect.Parameter.empty)
        made.append(inspect.Parameter(name, kind, default=default, annotation=type_))
    view.__signature__ = inspect.Signature(made)  # type: ignore[attr-defined] # what django-ninja reads
    return view

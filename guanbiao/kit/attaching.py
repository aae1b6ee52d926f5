"""Files for a record: each is attached by an act of its own, judged and told by itself."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest

from guanbiao.gate.forms import FilesField
from guanbiao.gate.passage import Forbidden, NotFound
from guanbiao.gate.perform import perform
from guanbiao.kit import answers
from guanbiao.people.actor import Actor

ACT, FIELD = "papers.paper.attach", "papers"


def attach(request: HttpRequest, entity: str, key: object, files: Iterable[Any]) -> None:
    """Attach files to a row that is there already; what is not taken is told with its reason."""
    actor, draft = Actor.of_request(request), {"entity": entity, "key": str(key)}
    for file in list(files)[: FilesField.MOST]:
        try:
            outcome = perform(ACT, actor, draft=draft, files={"sent": [file]})
            words = "" if outcome.ok else answers.why_not(outcome)
        except (Forbidden, NotFound) as refusal:
            words = str(refusal)
        if words:
            messages.error(request, f"“{file.name}”没有上传：{words}")
        else:
            messages.success(request, f"已上传“{file.name}”。")

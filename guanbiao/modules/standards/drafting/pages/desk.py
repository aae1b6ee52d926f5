"""What every page of a draft begins with: who looks, at which draft, in which state."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import HttpRequest

from guanbiao.gate import authority
from guanbiao.gate.passage import Outcome
from guanbiao.gate.perform import perform
from guanbiao.kit import answers, details
from guanbiao.modules.standards.drafting import outline
from guanbiao.modules.standards.drafting.checking import Report, examine
from guanbiao.modules.standards.drafting.facts import DRAFT
from guanbiao.modules.standards.drafting.files import files_of
from guanbiao.modules.standards.drafting.models import OPEN, Draft
from guanbiao.modules.standards.drafting.tables import DRAFTS
from guanbiao.people.actor import Actor

TEXT = "text.md"
WRITE = "standards.draft.write"


@dataclass
class Desk:
    """A draft on somebody's desk."""

    request: HttpRequest
    actor: Actor
    draft: Draft

    @classmethod
    def of(cls, request: HttpRequest, key: int) -> Desk:
        """The draft within one's scope; one of another bureau does not exist (404)."""
        actor = Actor.of_request(request)
        return cls(request, actor, details.seen(DRAFTS, actor, key))

    @cached_property
    def files(self) -> dict[str, str]:
        """The files as they stand."""
        return files_of(self.draft)

    @cached_property
    def outline(self) -> outline.Outline:
        """The clause tree."""
        return outline.read(self.files.get(TEXT, ""))

    @cached_property
    def report(self) -> Report:
        """All that is wrong or missing."""
        return examine(self.files, self.draft.stamps)

    @cached_property
    def may_write(self) -> bool:
        """Whether this person may change the words now."""
        today = self.actor.today
        return self.draft.state in OPEN and authority.may(
            self.actor, WRITE, self.draft, DRAFT, today
        )

    def write(
        self, changes: Mapping[str, str], note: str, *, confirm: str = "",
        renamed: Mapping[str, str] | None = None,
    ) -> Outcome:  # fmt: skip
        """Keep changed files as the next version; what came of it is told on the next page."""
        wish = {
            "changes": json.dumps(changes, ensure_ascii=False), "note": note, "confirm": confirm,
            "base": self.request.POST.get("base", self.draft.version),
            "renamed": json.dumps(renamed or {}),
        }  # fmt: skip
        outcome = perform(WRITE, self.actor, self.draft, wish)
        if outcome.ok:
            messages.success(self.request, f"已保存：{note}。")
        else:
            messages.error(self.request, " ".join(answers.errors(outcome)) or "没有保存。")
        return outcome

    def context(self, **more: Any) -> dict[str, Any]:
        """What the templates of all these pages need."""
        return {"draft": self.draft, "desk": self, "report": self.report, "place": place, **more}


PLACES = {"standard.toml": "标准信息", "text.md": "条文", "binds.toml": "绑定",
          "values.toml": "取值", "basis.toml": "依据", "measures.toml": "指标",
          "calendar.toml": "工作日历"}  # fmt: skip
FOLDERS = {"tables": "决策表", "cases": "用例", "grants": "权限", "checklists": "清单",
           "processes": "流程", "figures": "图"}  # fmt: skip


def place(path: str) -> str:
    """A file of the pack in words: 决策表 用车准入."""
    folder, _, name = path.rpartition("/")
    known = FOLDERS.get(folder)
    return f"{known} {name.rpartition('.')[0]}" if known else PLACES.get(path, path)

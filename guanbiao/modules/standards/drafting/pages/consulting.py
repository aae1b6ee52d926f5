"""What a stakeholder group sees: the words asked about, and the place to answer."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from guanbiao.gate import authority
from guanbiao.kit import details, names
from guanbiao.modules.standards.drafting import body, outline
from guanbiao.modules.standards.drafting.facts import CONSULT
from guanbiao.modules.standards.drafting.files import files_of
from guanbiao.modules.standards.drafting.models import OPEN
from guanbiao.modules.standards.drafting.pages.desk import TEXT
from guanbiao.modules.standards.drafting.tables import CONSULTS
from guanbiao.people.actor import Actor

ANSWER = "standards.consult.answer"


def page(request: HttpRequest, key: int) -> HttpResponse:
    """The draft as it stands, what this group said, and what became of it."""
    actor = Actor.of_request(request)
    consult = details.seen(CONSULTS, actor, key)
    nodes = outline.read(files_of(consult.draft).get(TEXT, "")).nodes
    terms = body.glossary(nodes)
    may = authority.may(actor, ANSWER, consult, CONSULT, actor.today)
    context = {
        "consult": consult, "draft": consult.draft,
        "lines": [(node, [(p, body.shown(p.words, terms)) for p in body.parts(node.body)])
                  for node in nodes],
        "opinions": consult.opinions.select_related("by", "settled_by").order_by("pk"),
        "may": may and not consult.answer and consult.draft.state in OPEN,
        "answer": f"{names.of(CONSULT).detail(key)}answer/",
    }  # fmt: skip
    return render(request, "standards/consult.html", context)

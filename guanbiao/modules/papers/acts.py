"""Every write of papers: attach, remove."""

from __future__ import annotations

from guanbiao.gate import papers, registry, sight
from guanbiao.gate.describe import Act, Kind
from guanbiao.gate.forms import NoDraft
from guanbiao.gate.models import Attachment, CaseEvent
from guanbiao.gate.passage import Invalid, Passage
from guanbiao.modules.papers import facts
from guanbiao.modules.papers.forms import PaperForm

GONE = "没有找到要附文件的记录，或它不在您的数据范围内。"


def attach(passage: Passage) -> Attachment:
    """Keep a file with a record the actor may see."""
    draft = passage.draft
    record = sight.record(passage.actor, draft["entity"], draft["key"], passage.on)
    if record is None:
        raise Invalid(__all__=GONE)
    (made,) = papers.attach(passage, registry.entity(draft["entity"]), record, draft["sent"])
    return made


def remove(passage: Passage) -> Attachment:
    """Take a file off the record; its bytes stay, for the receipt names them."""
    found: Attachment = passage.subject
    if found.receipt_id and CaseEvent.objects.filter(receipt=found.receipt_id).exists():
        raise Invalid(__all__="随审批意见提交的附件和签名是办理的凭据，不能移除。")
    found.state = "已移除"
    found.save(update_fields=["state"])
    return found


ACTS = (
    Act("papers.paper.attach", "上传附件", facts.PAPER, PaperForm, attach, facts.FACTS,
        Kind.CREATE),
    Act("papers.paper.remove", "移除附件", facts.PAPER, NoDraft, remove, facts.FACTS, at=("在册",),
        unjudged="本人随时可以移除自己上传的附件，移除留有凭条，没有别的条款对其作出规定",
        weighs="移除后别人不再看到这个附件，还要用的须重新上传。"),
)  # fmt: skip

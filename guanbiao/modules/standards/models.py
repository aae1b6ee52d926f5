"""The tables of the business: drafts, the comments asked on them, the reviews made of them."""

from guanbiao.modules.standards.drafting.models import (
    Consult,
    Draft,
    DraftText,
    Member,
    Opinion,
    Review,
)

__all__ = ["Consult", "Draft", "DraftText", "Member", "Opinion", "Review"]

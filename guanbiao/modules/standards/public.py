"""What other businesses and the loop may ask of drafts."""

from guanbiao.modules.standards.drafting.files import draft_pack, files_of
from guanbiao.modules.standards.drafting.models import Draft

__all__ = ["Draft", "draft_pack", "files_of"]

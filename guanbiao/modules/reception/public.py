"""What neighbours may know of receptions."""

from __future__ import annotations

from guanbiao.modules.reception.facts import ORDER
from guanbiao.modules.reception.models import Order

__all__ = ["ORDER", "Order"]

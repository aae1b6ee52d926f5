"""What neighbours and commands may ask of the organisation."""

from __future__ import annotations

from guanbiao.modules.organisation.feed import Unreadable, compare, read, take_over
from guanbiao.modules.organisation.feed.applying import feed_actor

__all__ = ["Unreadable", "compare", "feed_actor", "read", "take_over"]

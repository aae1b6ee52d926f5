"""What neighbours may know of office space."""

from __future__ import annotations

from guanbiao.modules.offices.facts import ROOM
from guanbiao.modules.offices.models import Building, Floor, Room, Site

__all__ = ["ROOM", "Building", "Floor", "Room", "Site"]

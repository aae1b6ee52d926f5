"""The bureau of the kit's tests."""

from tests.kit.conftest import car, fleet, still_clock

__all__ = ["car", "fleet", "still_clock"]

"""What other businesses may use of the ways: sealing their addresses with a new key."""

from guanbiao.modules.channels.own import reseal

__all__ = ["reseal"]

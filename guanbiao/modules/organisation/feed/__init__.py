"""The organisation as another system knows it: read, compared, taken over through acts.

A feed speaks only for the units it names. It is compared first; taking it over twice changes
nothing the second time.
"""

from guanbiao.modules.organisation.feed.applying import Report, take_over
from guanbiao.modules.organisation.feed.comparing import Difference, compare
from guanbiao.modules.organisation.feed.reading import Feed, Unreadable, read

__all__ = ["Difference", "Feed", "Report", "Unreadable", "compare", "read", "take_over"]

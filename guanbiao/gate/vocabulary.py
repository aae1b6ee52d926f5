"""What the discovered modules can do and see, for those who check standards against it."""

from __future__ import annotations

from guanbiao.gate import registry
from rulebook.feel import Scope


class Registered:
    """The vocabulary of all registered modules (a `library.checking.Vocabulary`)."""

    def names(self) -> frozenset[str]:
        """All acts and reading rights."""
        acts = {act.name for act in registry.acts()}
        return frozenset(acts.union(*(module.views for module in registry.modules())))

    def scope_of(self, act: str) -> Scope | None:
        """Labels and types of an act's facts; none for what is no act."""
        try:
            return registry.scope_of(act)
        except registry.UnknownName:
            return None

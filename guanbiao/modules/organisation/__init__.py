"""Units, persons, posts and delegations: who may act, changed only by acts."""

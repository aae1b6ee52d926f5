"""The gate: the one door of writes.

An act is done by `perform.perform`: the draft is checked, the act applied, the facts read back
and judged by the clauses in force, and either everything is kept with a receipt or nothing is.
The database refuses every other write to a governed table (`guard`). This room knows acts and
rows; it does not know any business. It assumes that `library` answers what is in force and
that `people` answers who somebody is.
"""

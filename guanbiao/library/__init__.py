"""Published standards: read from packs, kept immutable, answered for an act, a unit and a day.

This room assumes nothing of any business: acts are names, facts are a `Scope` handed in by the
gate. A pack is a folder of plain text files; an edition is the same files, published once.
"""

"""The pure engine: FEEL, decision tables, rules, processes, checklists, grants, dated values.

No Django, no database driver. Whoever imports it hands in facts and reads verdicts.
"""

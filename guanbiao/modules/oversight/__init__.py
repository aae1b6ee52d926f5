"""Supervision of decisions (督办) and how fast cases are handled (办理效能)."""

"""Scoring: how well standards are carried out, item by item of a table in a standard."""

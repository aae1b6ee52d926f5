"""Measured comparisons; each prints both sides and their ratio."""

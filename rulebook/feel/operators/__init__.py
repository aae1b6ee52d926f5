"""Operators on values whose kinds are only known when running. Null is ``None`` throughout."""

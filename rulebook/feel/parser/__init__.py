"""Pratt parser: text and scope to the typed tree of `rulebook.feel.tree`."""

from rulebook.feel.parser.entry import parse, parse_unary_tests

__all__ = ["parse", "parse_unary_tests"]

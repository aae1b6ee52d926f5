"""Unified social credit codes of legal entities (GB 32100-2015)."""

from __future__ import annotations

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""The 31 characters of GB 32100-2015, 附录 A (no I, O, S, V, Z).

A character's place is its value."""
LENGTH = 18


def check_character(first: str) -> str:
    """The 18th character for the first 17: C18 = 31 − Σ(Cᵢ × 3^(i−1) mod 31) mod 31.

    Source: GB 32100-2015, 4.3. Raises ValueError, in Chinese, for a character outside the set
    or a wrong length.
    """
    if len(first) != LENGTH - 1:
        raise ValueError(f"统一社会信用代码应为 {LENGTH} 位")
    total = 0
    for place, character in enumerate(first):
        value = ALPHABET.find(character)
        if value < 0:
            raise ValueError(f"统一社会信用代码第 {place + 1} 位“{character}”不是允许的字符")
        total += value * pow(3, place, 31)
    return ALPHABET[(31 - total % 31) % 31]


def with_check_digit(first: str) -> str:
    """The whole code for its first 17 characters."""
    return first + check_character(first)


def fault(code: str) -> str:
    """What is wrong with a code, in Chinese; empty when it is right."""
    if len(code) != LENGTH:
        return f"统一社会信用代码应为 {LENGTH} 位，现为 {len(code)} 位"
    try:
        expected = check_character(code[:-1])
    except ValueError as failure:
        return str(failure)
    if code[-1] != expected:
        return "统一社会信用代码校验位不符，请核对每一位"
    return ""

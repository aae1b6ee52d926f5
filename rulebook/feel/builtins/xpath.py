"""XPath 3.1 regular expressions put into the dialect of the ``regex`` package.

They are those of XML Schema with anchors, groups and back references. What XPath does not allow is
refused, not passed on.
"""

from __future__ import annotations

from collections.abc import Callable


class BadPatternError(ValueError):
    """No XPath regular expression."""


_CLASSES = {
    "i": r"[\p{L}\p{Nl}_:]",
    "I": r"[^\p{L}\p{Nl}_:]",
    "c": r"[\p{L}\p{Nl}\p{Nd}\p{M}_:.\-\u00B7]",
    "C": r"[^\p{L}\p{Nl}\p{Nd}\p{M}_:.\-\u00B7]",
    "d": r"\p{Nd}",
    "D": r"\P{Nd}",
    "w": r"[^\p{P}\p{Z}\p{C}]",
    "W": r"[\p{P}\p{Z}\p{C}]",
    "s": r"[ \t\n\r]",
    "S": r"[^ \t\n\r]",
}
_LITERAL = set("nrt\\|.?*+(){}-[]^$")
_SPACE = " \t\n\r"


class _Reader:
    def __init__(self, pattern: str) -> None:
        self.text = pattern
        self.at = 0
        self.groups = 0
        self.end, self.dot = r"\Z", "."
        self.open: list[int] = []
        self.closed: set[int] = set()

    def peek(self, count: int = 1) -> str:
        return self.text[self.at : self.at + count]

    def take(self) -> str:
        if self.at >= len(self.text):
            raise BadPatternError("ends early")
        self.at += 1
        return self.text[self.at - 1]


def translate(pattern: str, flags: str = "") -> str:
    """The pattern for ``regex`` (VERSION1), as the XPath flags have it read."""
    reader = _Reader(_without_spaces(pattern) if "x" in flags else pattern)
    reader.end = "$" if "m" in flags else r"\Z"
    reader.dot = "." if "s" in flags else r"[^\n\r]"
    out: list[str] = []
    repeatable = False
    while reader.at < len(reader.text):
        char = reader.take()
        if char in "*+?{":
            if not repeatable:
                raise BadPatternError("nothing to repeat")
            out.append(_quantifier(reader, char))
            repeatable = False
            continue
        piece, repeatable = _piece(reader, char)
        out.append(piece)
    if reader.open:
        raise BadPatternError("unclosed group")
    return "".join(out)


def _without_spaces(pattern: str) -> str:
    """White space outside character classes goes before anything else is read."""
    out: list[str] = []
    depth, escaped = 0, False
    for char in pattern:
        if not escaped and char in "[]":
            depth += 1 if char == "[" else -1
        if depth > 0 or char not in _SPACE:
            out.append(char)
            escaped = char == "\\" and not escaped
    return "".join(out)


def _piece(reader: _Reader, char: str) -> tuple[str, bool]:
    """(translated piece, whether a quantifier may follow)."""
    if char in "]}":
        raise BadPatternError("unescaped bracket")
    unrepeatable = {"^": "^", "|": "|", "$": reader.end}
    if char in unrepeatable:
        return unrepeatable[char], False
    rule = _PIECES.get(char)
    return (_quoted(char), True) if rule is None else (rule(reader), char != "(")


def _close(reader: _Reader) -> str:
    if not reader.open:
        raise BadPatternError("unopened group")
    reader.closed.add(reader.open.pop())
    return ")"


def _quoted(char: str) -> str:
    return char if char.isalnum() or char == "_" or ord(char) > 127 else "\\" + char


def _group(reader: _Reader) -> str:
    if reader.peek() != "?":
        reader.groups += 1
        reader.open.append(reader.groups)
        return "("
    if reader.peek(2) != "?:":
        raise BadPatternError("only (?: is allowed")
    reader.at += 2
    reader.open.append(0)
    return "(?:"


def _quantifier(reader: _Reader, char: str) -> str:
    text = char
    if char == "{":
        end = reader.text.find("}", reader.at)
        inner = reader.text[reader.at : end] if end > 0 else ""
        least, comma, most = inner.partition(",")
        if not least.isdecimal() or not (most == "" or most.isdecimal()):
            raise BadPatternError("bad quantifier")
        if len(inner) > 9 or (most and int(most) < int(least)):
            raise BadPatternError("bad quantifier")
        reader.at = end + 1
        text = "{" + least + comma + most + "}"
    if reader.peek() == "?":
        reader.at += 1
        text += "?"
    return text


def _escape(reader: _Reader) -> str:
    char = reader.take()
    if char in _CLASSES:
        return _CLASSES[char]
    if char in "pP":
        return _property(reader, char)
    if char.isdecimal() and char != "0":
        return _back_reference(reader, int(char))
    if char in _LITERAL:
        return "\\" + char
    raise BadPatternError("unknown escape")


def _back_reference(reader: _Reader, number: int) -> str:
    while reader.peek().isdecimal() and number * 10 + int(reader.peek()) <= reader.groups:
        number = number * 10 + int(reader.take())
    if number not in reader.closed:
        raise BadPatternError("reference to an open or absent group")
    return f"(?:\\{number})"


def _property(reader: _Reader, letter: str) -> str:
    end = reader.text.find("}", reader.at)
    if reader.take() != "{" or end < 0:
        raise BadPatternError("bad property")
    name = reader.text[reader.at : end]
    if not name.replace("-", "").isalnum():
        raise BadPatternError("bad property")
    reader.at = end + 1
    if name.startswith("Is"):
        return f"\\{letter}{{Block={name[2:]}}}"
    return f"\\{letter}{{{name}}}"


def _set(reader: _Reader) -> str:
    """A character class, with subtraction: ``[a-z-[aeiou]]``."""
    out = ["["]
    if reader.peek() == "^":
        out.append(reader.take())
    first = True
    while True:
        char = reader.take()
        if char == "]" and not first:
            break
        if char == "-" and reader.peek() == "[" and not first:
            reader.at += 1
            out.append("--" + _set(reader))
            if reader.take() != "]":
                raise BadPatternError("subtraction must come last")
            break
        out.append(_member(reader, char, first))
        first = False
    if first:
        raise BadPatternError("empty class")
    return "".join(out) + "]"


def _member(reader: _Reader, char: str, first: bool) -> str:
    if char in "[]":
        raise BadPatternError("unescaped bracket in class")
    low, single = _set_char(reader, char)
    if reader.peek() != "-" or reader.peek(2) in ("-]", "-["):
        return low
    if char == "-" and first:
        return low
    reader.at += 1
    high_char = reader.take()
    if not single or high_char in "[]":
        raise BadPatternError("bad range")
    high, high_single = _set_char(reader, high_char)
    if not high_single or _code(low) > _code(high):
        raise BadPatternError("bad range")
    return f"{low}-{high}"


def _code(text: str) -> int:
    return ord({"\\n": "\n", "\\r": "\r", "\\t": "\t"}.get(text, text[-1]))


def _set_char(reader: _Reader, char: str) -> tuple[str, bool]:
    """(translated, whether it is one character)."""
    if char != "\\":
        return _quoted(char), True
    if reader.peek().isdecimal():
        raise BadPatternError("reference in a class")
    escaped = _escape(reader)
    single = len(escaped) == 2 and escaped[1] not in "dDpP"
    return escaped, single


_PIECES: dict[str, Callable[[_Reader], str]] = {
    "(": _group,
    ")": _close,
    "[": _set,
    "\\": _escape,
    ".": lambda reader: reader.dot,
}


def replacement_template(text: str, groups: int, literal: bool) -> list[str | int]:
    """Parts of a replacement: text, or numbers of groups (beyond the last group: nothing)."""
    if literal:
        return [text]
    parts: list[str | int] = []
    at = 0
    while at < len(text):
        char = text[at]
        at += 1
        if char == "\\":
            if text[at : at + 1] not in ("\\", "$"):
                raise BadPatternError("bad escape in replacement")
            parts.append(text[at])
            at += 1
        elif char == "$":
            number, at = _group_number(text, at, groups)
            parts.append(number if number <= groups else "")
        else:
            parts.append(char)
    return parts


def _group_number(text: str, at: int, groups: int) -> tuple[int, int]:
    if not text[at : at + 1].isdecimal():
        raise BadPatternError("$ needs a group number")
    number = int(text[at])
    at += 1
    while text[at : at + 1].isdecimal() and number * 10 + int(text[at]) <= groups:
        number = number * 10 + int(text[at])
        at += 1
    return number, at

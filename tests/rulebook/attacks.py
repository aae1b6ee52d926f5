"""Hostile expressions that once took too long or too much, each with what made it costly."""

from __future__ import annotations

LONG = "(for i in 1..15 return if i = 1 then s else partial[-1] + partial[-1])[15]"
HALF = LONG.replace("15", "10")
DEEP = "(for i in 1..3000 return if i = 1 then [1] else [partial[-1]])[3000]"
SHARED = "(for i in 1..100 return if i = 1 then [1] else [partial[-1], partial[-1]])[100]"


def java(method: str, arguments: str) -> str:
    class_, _, signature = method.partition(".")
    names = ", ".join("ab"[: arguments.count(",") + 1])
    body = f'{{java: {{class: "java.lang.{class_}", method signature: "{signature}"}}}}'
    return f"(function({names}) external {body})({arguments})"


REFUSED = {
    "long texts written in a list": f"{{x: {LONG}, y: string([{', '.join(['x'] * 500)}])}}",
    "long texts in capitals": f"{{x: {LONG}, y: [{', '.join(['upper case(x)'] * 200)}]}}",
    "long texts cut": f"{{x: {LONG}, y: for i in 1..900 return substring(x, 2)}}",
    "long texts searched": f'{{x: {LONG}, y: for i in 1..9000 return contains(x, "ab")}}',
    "long lists cut": "{x: for i in 1..40000 return i, y: for i in 1..900 return sublist(x, 1)}",
    "long lists in a list": f"for i in 1..40000 return [{', '.join(['a'] * 600)}]",
    "wide contexts in a list": "for i in 1..40000 return {"
    + ", ".join(f"k{n}: 1" for n in range(300))
    + "}",
    "wide functions": f"{{f: function(n) [{', '.join(['n'] * 600)}], y: for i in 1..40000 "
    "return f(i)}",
    "partial results kept": "for i in 1..20000 return {p: partial}",
    "a result of shared parts": SHARED,
    "a result three thousand lists deep": DEEP,
    "a replacement that grows": f'{{x: {HALF}, y: replace(x, "(x+)", "{"$1" * 5000}")}}',
    "many exponentials": "for i in 1..5000 return exp(1.234567890123456789012345678901234 * i)",
    "many long remainders": "for i in 1..9000 return modulo(i * 1e6140, 1e-6143)",
    "many long numbers": "for i in 1..30000 return string(1e6000 * i)",
    "a long pattern": f'matches("a", "{"[a-zA-Z]" * 2000}", "i")',
    "texts joined in Java": java(
        "String.join(java.lang.String, [Ljava.lang.String;)",
        f'"{"x" * 10_000}", for i in 1..30000 return "a"',
    ),
    "texts formatted in Java": java(
        "String.format(java.lang.String, [Ljava.lang.Object;)",
        f'"{"%999d" * 2000}", for i in 1..3000 return i',
    ),
    "replacements in replacements": "string length("
    + "replace(" * 50
    + '"aaaa"'
    + ',"a","aaaa")' * 50
    + ")[item < 0]",
    "comments that never end": "/*" * 9000,
    "loops in loops": "for i in [1, 2] return " * 45 + "i[item < 0]",
    "a half open end": "1 instance of date1.",
}

HARMLESS = {
    "a range of blanks": f'range("[{" " * 15_000}")',
    "a path of twenty thousand keys": 'context put({}, for i in 1..20000 return "a", 1)',
    "powers never folded": "+".join(["a"] + ["1.0000001 ** 9999999999.123"] * 150),
    "huge whole numbers in Java": java("Math.abs(long)", "1e6144"),
}

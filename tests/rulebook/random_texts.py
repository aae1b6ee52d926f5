"""Random expressions of every kind of node, each operand in parentheses or not."""

from __future__ import annotations

from hypothesis import strategies as st

from rulebook.feel import Scope
from rulebook.feel import types as t

PERSON = t.context_of({"年龄": t.NUMBER, "职级": t.STRING, "在编 天数": t.NUMBER})
NAMES = {
    "a": t.NUMBER,
    "b": t.NUMBER,
    "a-b": t.NUMBER,
    "行程距离": t.NUMBER,
    "行程距离（公里）": t.NUMBER,
    "车辆": t.STRING,
    "船舶": t.STRING,
    "车辆或船舶": t.STRING,
    "乘车 人数": t.NUMBER,
    "空": t.NUMBER,
    "如果有": t.BOOLEAN,
    "已批准": t.BOOLEAN,
    "非急难险重": t.BOOLEAN,
    "出发日期": t.DATE,
    "到达时间": t.DATE_TIME,
    "在用": t.BOOLEAN,
    "名单": t.list_of(PERSON),
    "负责人": PERSON,
    "其他": t.ANY,
}
SCOPE = Scope(NAMES)
BINDERS = ("x", "每 人", "且慢", "在场人")

names = st.sampled_from(sorted(NAMES))
literals = st.sampled_from(
    ["1", "0.10", "-3", "1e30", "true", "false", "null",
     '"轿车"', '"a\\"b\\\\"', '"“引”\\n"', "“会议”",
     '@"2024-02-29"', '@"P1Y2M"', '@"-PT30M"', '@"08:30:00+08:00"', '@"2024-06-03T08:30:00"']
)  # fmt: skip
leaves = names | literals
operators = st.sampled_from(
    ["+", "-", "*", "/", "**", "=", "!=", "<", "<=", ">", ">=", "and", "or"]
)
comparisons = st.sampled_from(["<", "<=", ">", ">=", "=", "!="])


def grown(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """One node around smaller texts."""
    part = inner.map(lambda text: f"({text})") | inner
    several = st.lists(inner, min_size=1, max_size=3).map(", ".join)
    test = st.builds("{} {}".format, comparisons, part) | part
    tests = st.lists(test, min_size=1, max_size=3).map(", ".join)
    binder = st.sampled_from(BINDERS)
    body = inner | binder.map(lambda name: f"{name} > 1")
    return st.one_of(
        st.builds("{} {} {}".format, part, operators, part),
        st.builds("-({})".format, inner),
        st.builds("not({})".format, inner),
        st.builds("{} between {} and {}".format, part, part, part),
        st.builds("{} in {}".format, part, test),
        st.builds("{} in ({})".format, part, tests),
        st.builds("if {} then {} else {}".format, inner, inner, inner),
        st.builds("for {} in [{}] return {}".format, binder, several, body),
        st.builds("for {} in 1..({}) return {}".format, binder, inner, body),
        st.builds("some {} in {} satisfies {}".format, binder, part, body),
        st.builds("every {} in ({}) satisfies {}".format, binder, inner, body),
        st.builds("{}[{}]".format, part, inner | st.just("年龄 > 60") | st.just("item > 1")),
        st.builds("({}).{}".format, inner, st.sampled_from(["年龄", "year", "x", "在编 天数"])),
        st.builds("[{}]".format, several),
        st.builds("{{x: {}, “y”: {}, 合 计: x}}".format, inner, inner),
        st.builds("[{}..{})".format, part, part),
        st.builds("]{}..{}]".format, part, part),
        st.builds("({} {})".format, comparisons, part),
        st.builds("max({})".format, several),
        st.builds("substring(string: {}, start position: {})".format, inner, inner),
        st.builds("(function(x, y: number) {})({})".format, body, several),
        st.builds("({}) instance of {}".format, inner, st.sampled_from(["number", "list<string>"])),
        st.just("count(名单[职级 = “正处”])"),
        st.just("出发日期.year"),
    )


texts = st.recursive(leaves, grown, max_leaves=8)
cells = st.one_of(
    st.just("-"),
    st.lists(st.builds("{} {}".format, comparisons, leaves) | texts, min_size=1, max_size=3).map(
        ", ".join
    ),
    st.lists(leaves, min_size=1, max_size=3).map(lambda parts: f"not({', '.join(parts)})"),
)

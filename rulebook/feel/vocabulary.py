"""Other words for FEEL's own: a value handed to the parser and the printer.

A vocabulary adds words, it takes none away: with `CHINESE`, English FEEL is still understood, and
both kinds of words may be mixed. Each table maps FEEL's word to the phrases that stand for it; the
first is the one the printer writes. How phrases are told from names is said in
`rulebook.feel.parser.phrases`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

Phrases = Mapping[str, tuple[str, ...]]

NOT_IN = "not-in"
"""The operator of ``不属于``: no token is spelled so, FEEL itself has no such operator."""
ENCLOSED = "between-to"
"""The operator of ``在…到…之间``."""
TO, CLOSE = "between-to-high", "between-close"


@dataclass(frozen=True, eq=False, repr=False)
class Vocabulary:
    """Words beside the English ones.

    ``openers`` start an operand, ``constants`` are one, ``operators`` stand behind one (several
    English words for one phrase are separated by spaces), ``middles`` go on with what an opener
    or operator began; ``moments`` are the words the printer compares dates and times with;
    ``functions``, ``properties`` and ``types`` rename those of the language.
    """

    name: str
    openers: Phrases = field(default_factory=dict)
    constants: Phrases = field(default_factory=dict)
    operators: Phrases = field(default_factory=dict)
    middles: Phrases = field(default_factory=dict)
    moments: Mapping[str, str] = field(default_factory=dict)
    functions: Phrases = field(default_factory=dict)
    properties: Phrases = field(default_factory=dict)
    types: Phrases = field(default_factory=dict)

    def __repr__(self) -> str:
        return f"<{self.name}>"

    @cached_property
    def infix(self) -> dict[str, str]:
        """Phrase → operator, longest phrase first."""
        return _inverse(self.operators)

    @cached_property
    def prefix(self) -> dict[str, str]:
        """Phrase → what starts an operand, longest phrase first."""
        return _inverse({**self.openers, **self.constants})

    @cached_property
    def going_on(self) -> dict[str, tuple[str, ...]]:
        """FEEL's word → phrases, longest first, of all that may follow an operand."""
        both = {**self.operators, **self.middles}
        return {word: tuple(_inverse({word: both[word]})) for word in both}

    @cached_property
    def endings(self) -> tuple[str, ...]:
        """Phrases before which a name may end without a space; those of ``在…到…`` apart."""
        return tuple(self.infix) + tuple(
            phrase for word in self.middles if word != TO for phrase in self.middles[word]
        )

    @cached_property
    def called(self) -> dict[str, str]:
        """Phrase → name of a built-in function."""
        return _inverse(self.functions)

    @cached_property
    def owned(self) -> dict[str, str]:
        """Phrase → property of a date, time or duration."""
        return _inverse(self.properties)

    @cached_property
    def typed(self) -> dict[str, str]:
        """Phrase → type."""
        return _inverse(self.types)

    def shown(self, word: str) -> str:
        """How messages and the printer write one of FEEL's words."""
        for table in (self.middles, self.operators, self.openers, self.constants):
            if word in table:
                return table[word][0]
        return word


def _inverse(table: Phrases) -> dict[str, str]:
    pairs = [(phrase, word) for word, phrases in table.items() for phrase in phrases]
    return dict(sorted(pairs, key=lambda pair: -len(pair[0])))


ENGLISH = Vocabulary("English")

CHINESE = Vocabulary(
    "中文",
    openers={
        "if": ("如果",),
        "every": ("每个",),
        "some": ("存在",),
        "for": ("对每个",),
        "function": ("函数",),
    },
    constants={"true": ("真",), "false": ("假",), "null": ("空",)},
    operators={
        "and": ("且", "并且", "而且"),
        "or": ("或", "或者"),
        "=": ("等于",),
        "!=": ("不等于",),
        "<": ("小于", "低于", "少于", "早于"),
        "<=": ("不大于", "不超过", "不高于", "不多于", "不晚于", "小于等于", "小于或等于"),
        ">": ("大于", "超过", "高于", "多于", "晚于"),
        ">=": ("不小于", "不低于", "不少于", "不早于", "大于等于", "大于或等于"),
        "= null": ("为空",),
        "!= null": ("不为空", "非空"),
        "in": ("属于",),
        NOT_IN: ("不属于",),
        ENCLOSED: ("在", "介于"),
        "instance of": ("类型为",),
    },
    moments={"<": "早于", "<=": "不晚于", ">": "晚于", ">=": "不早于"},
    middles={
        "then": ("则", "那么"),
        "else": ("否则",),
        "return": ("返回",),
        "satisfies": ("满足",),
        TO: ("到", "至", "和", "与"),
        CLOSE: ("之间",),
    },
    functions={
        "not": ("非",),
        "is": ("相同",),
        "sum": ("求和", "合计"),
        "count": ("计数", "个数"),
        "min": ("最小值",),
        "max": ("最大值",),
        "mean": ("平均值",),
        "median": ("中位数",),
        "mode": ("众数",),
        "product": ("连乘",),
        "abs": ("绝对值",),
        "floor": ("向下取整",),
        "ceiling": ("向上取整",),
        "decimal": ("四舍六入",),
        "round half up": ("四舍五入",),
        "round half down": ("五舍六入",),
        "round up": ("进位取整",),
        "round down": ("截尾取整",),
        "modulo": ("余数",),
        "sqrt": ("平方根",),
        "odd": ("为奇数",),
        "even": ("为偶数",),
        "string length": ("字数",),
        "substring": ("截取",),
        "substring before": ("取其前",),
        "substring after": ("取其后",),
        "upper case": ("转大写",),
        "lower case": ("转小写",),
        "contains": ("包含",),
        "starts with": ("开头为",),
        "ends with": ("结尾为",),
        "matches": ("匹配",),
        "replace": ("替换",),
        "split": ("拆分",),
        "string join": ("连接",),
        "list contains": ("列表包含",),
        "all": ("全部为真",),
        "any": ("任一为真",),
        "distinct values": ("去重",),
        "concatenate": ("首尾相接",),
        "union": ("并集",),
        "append": ("追加",),
        "reverse": ("倒序",),
        "sort": ("排序",),
        "index of": ("所在位置",),
        "sublist": ("取子列表",),
        "flatten": ("展平",),
        "date": ("日期",),
        "time": ("时间",),
        "date and time": ("日期时间",),
        "duration": ("时长",),
        "years and months duration": ("相隔年月",),
        "today": ("今天",),
        "now": ("现在",),
        "day of week": ("星期名",),
        "day of year": ("年内第几天",),
        "month of year": ("月份名",),
        "week of year": ("年内第几周",),
        "number": ("转数字",),
        "string": ("转文本",),
    },
    properties={
        "year": ("年",),
        "month": ("月",),
        "day": ("日",),
        "weekday": ("星期几",),
        "hour": ("时",),
        "minute": ("分",),
        "second": ("秒",),
        "timezone": ("时区",),
        "time offset": ("时差",),
        "days": ("天数",),
        "hours": ("小时数",),
        "minutes": ("分钟数",),
        "seconds": ("秒数",),
        "years": ("年数",),
        "months": ("月数",),
    },
    types={
        "Any": ("任意",),
        "Null": ("空值",),
        "number": ("数字",),
        "string": ("文本",),
        "boolean": ("是否",),
        "date": ("日期",),
        "time": ("时间",),
        "date and time": ("日期时间",),
        "days and time duration": ("日时长",),
        "years and months duration": ("年月时长",),
        "context": ("记录",),
        "list": ("列表",),
        "range": ("区间",),
        "function": ("函数",),
    },
)

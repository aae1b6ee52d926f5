"""Everything generated code may call, by the name it is called."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rulebook.feel.meter import METER
from rulebook.feel.operators import arithmetic, comparison, structure
from rulebook.feel.python import calling
from rulebook.feel.values.kinds import conforms
from rulebook.feel.values.numbers import CONTEXT


def _in_any(_bound: Any, *found: bool | None) -> bool | None:
    return comparison.any_of(*found)


HELPERS: Mapping[str, Any] = {
    "c_add": CONTEXT.add,
    "c_sub": CONTEXT.subtract,
    "c_mul": CONTEXT.multiply,
    "h_add": arithmetic.add,
    "h_sub": arithmetic.subtract,
    "h_mul": arithmetic.multiply,
    "h_div": arithmetic.divide,
    "h_pow": arithmetic.power,
    "h_neg": arithmetic.negate,
    "h_eq": comparison.equal,
    "h_ne": comparison.unequal,
    "h_lt": comparison.less,
    "h_le": comparison.at_most,
    "h_gt": comparison.more,
    "h_ge": comparison.at_least,
    "h_between": comparison.between,
    "h_truth": comparison.truth,
    "h_not": comparison.negation,
    "h_accepts": comparison.accepts,
    "h_within": comparison.within,
    "h_in_any": _in_any,
    "h_range": structure.make_range,
    "h_half_range": structure.make_half_range,
    "h_field": structure.field,
    "h_path": structure.path,
    "h_has": structure.has,
    "h_index": structure.index,
    "h_select": structure.select,
    "h_filter": structure.filter_,
    "h_domain": structure.domain,
    "h_span": structure.span,
    "h_branch": structure.branch,
    "h_verdict": structure.verdict,
    "h_no": structure.NO_BOOLEAN,
    "h_omitted": calling.OMITTED,
    "h_whole": structure.whole,
    "h_copied": structure.copied,
    "h_instance": conforms,
    "h_spend": METER.spend,
    "h_enter": METER.enter,
    "h_leave": METER.leave,
    "h_builtin": calling.builtin_value,
    "h_checked": calling.checked,
    "h_invoke": calling.invoke,
    "h_function": calling.function,
    "h_external": calling.external,
    "h_trouble": (TypeError, ArithmeticError, AttributeError, RecursionError, MemoryError),
}

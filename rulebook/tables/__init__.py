"""Decision tables (DMN 1.5, chapter 8): described, read from CSV, compiled, traced.

table = read_csv(text, "座位数上限")
seats = compile_table(table, scope)
seats.decide({"车辆类别": "轿车"})      # Decimal(5); a dict of labels for several outputs
seats.trace({"车辆类别": "轿车"}).rows  # (2,): the second row decided
"""

from rulebook.errors import TableError
from rulebook.tables.compile import CompiledTable, compile_table
from rulebook.tables.describe import Aggregation, HitPolicy, Input, Output, Row, Table
from rulebook.tables.sheets import read_csv, write_csv
from rulebook.tables.trace import Trace

__all__ = [
    "Aggregation",
    "CompiledTable",
    "HitPolicy",
    "Input",
    "Output",
    "Row",
    "Table",
    "TableError",
    "Trace",
    "compile_table",
    "read_csv",
    "write_csv",
]

"""Bulk audit: all records of a period judged by the clauses that were in force for each.

The facts come from the same queries the gate reads, extracted month by month into Parquet; the
rules are the same compiled clauses, as SQL in DuckDB. What SQL finds wanting is judged once more
by `RuleSet.judge` on its own facts, which words the finding and proves the SQL right; what
cannot be said in SQL is judged by it alone.
"""

"""The same SQL in Spark: rows go out as Parquet, verdicts come back as Parquet.

Spark is not installed with the platform (the group ``spark`` brings it); it is asked for only when
somebody chooses ``--engine spark``. ``GUANBIAO_SPARK_MASTER`` names the cluster; the audit's folder
must then be one that its workers can read and write.
"""

# ruff: noqa: S608 - names come from descriptors, values from `quoted` or parameters

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import duckdb
from django.conf import settings

from guanbiao.audit.extract import quoted
from rulebook.sql import SqlRules

SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.parquet.inferTimestampNTZ.enabled": "true",
    "spark.sql.ansi.enabled": "false",
}


class NoSpark(RuntimeError):
    """Spark was asked for and is not installed here."""


class Spark:
    """A session of Spark for one run; ``folder`` holds what goes to and fro."""

    def __init__(self, folder: Path) -> None:
        try:
            from pyspark.sql import SparkSession  # noqa: PLC0415 - installed only where it is used
        except ImportError:
            words = "没有安装 Spark：请先安装依赖组 spark（uv pip install --group spark）和 Java"
            raise NoSpark(words) from None
        builder = SparkSession.builder.master(settings.SPARK_MASTER).appName("guanbiao-audit")
        for name, value in SETTINGS.items():
            builder = builder.config(name, value)
        self.session: Any = builder.getOrCreate()
        self.session.sparkContext.setLogLevel("ERROR")
        self.folder = folder / "spark"

    def close(self) -> None:
        """End the session; nothing of it is left in the folder."""
        self.session.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def take(self, duck: duckdb.DuckDBPyConnection, relation: str) -> None:
        """Hand over the rows of a relation, under the same name; moments as wall clocks."""
        rows = self.folder / "rows"
        shutil.rmtree(rows, ignore_errors=True)
        rows.mkdir(parents=True)
        wanted = ", ".join(_readable(*row[:2]) for row in
                           duck.execute(f'DESCRIBE "{relation}"').fetchall())  # fmt: skip
        path = quoted(rows / "part.parquet")
        duck.execute(f'COPY (SELECT {wanted} FROM "{relation}") TO {path} (FORMAT parquet)')
        self.session.read.parquet(str(rows)).createOrReplaceTempView(relation)

    def ask(self, query: str) -> list[tuple[Any, ...]]:
        """The rows of a query; for counts, which are few."""
        return [tuple(row) for row in self.session.sql(query).collect()]

    def findings(self, duck: duckdb.DuckDBPyConnection, sql: SqlRules) -> str:
        """What is not quiet, back in DuckDB; the name of the table it stands in."""
        found = self.folder / "found"
        shutil.rmtree(found, ignore_errors=True)
        query = f"SELECT key, rule_id, verdict FROM ({sql.findings}) q"
        self.session.sql(query).write.parquet(str(found))
        duck.execute(
            "CREATE OR REPLACE TABLE of_spark (key VARCHAR, rule_id VARCHAR, verdict VARCHAR)"
        )
        if any(found.glob("*.parquet")):
            files = quoted(found / "*.parquet")
            duck.execute(f"INSERT INTO of_spark SELECT * FROM read_parquet({files})")
        return "of_spark"


def _readable(name: str, kind: str) -> str:
    """A column as Spark can read it: it knows no time of day, and no rule asks it for one."""
    return f'CAST("{name}" AS VARCHAR) AS "{name}"' if kind == "TIME" else f'"{name}"'

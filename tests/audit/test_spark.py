"""The same sweep on a cluster of two Spark workers finds the same, to the last byte."""

from __future__ import annotations

import datetime as dt
import random
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings
from django.test import override_settings

from guanbiao.audit import results, sparking
from guanbiao.audit.sweep import sweep
from guanbiao.library.publish import publish_all
from guanbiao.modules.vehicles.tests import makers
from tests.audit.makers import FIRST, LAST, STRICTER, audited, books, publish_stricter
from tests.gate.makers import Bureau

TWO_WORKERS = "local-cluster[2,1,1024]"


@pytest.mark.spark
@pytest.mark.django_db
def test_two_workers_of_spark_find_what_duckdb_finds(shelf: Bureau, tmp_path: Path) -> None:
    publish_stricter(tmp_path / "stricter")
    chance = random.Random(1)
    prices = [None, *map(Decimal, ("0", "50", "50.01", "100", "100.01"))]
    drafts = [{"price": chance.choice(prices), "pages": chance.choice([None, 0, 49, 50, 51]),
               "bought_on": STRICTER + dt.timedelta(days=chance.randrange(-60, 60))}
              for _ in range(300)]  # fmt: skip
    books(shelf, drafts)
    with override_settings(SPARK_MASTER=TWO_WORKERS):
        on_spark = audited("spark")
    on_duck = audited()
    assert on_spark.unpushed == on_duck.unpushed == {}
    assert (on_spark.digest, on_spark.counts) == (on_duck.digest, on_duck.counts)
    assert list(results.each(on_spark)) == list(results.each(on_duck))


@pytest.mark.spark
@pytest.mark.django_db
def test_the_shipped_rules_on_cars_say_the_same_in_spark() -> None:
    publish_all(settings.PACKS, lambda _: None)
    fleet = makers.make()
    makers.cars(fleet, *({"price": Decimal(90000 + 20000 * n), "displacement": Decimal("1.6")}
                         for n in range(8)))  # fmt: skip
    with override_settings(SPARK_MASTER=TWO_WORKERS):
        on_spark = sweep(["vehicles.vehicle"], FIRST, LAST, "spark")
    on_duck = sweep(["vehicles.vehicle"], FIRST, LAST)
    assert on_duck.findings > 0
    assert (on_spark.digest, on_spark.counts) == (on_duck.digest, on_duck.counts)


@pytest.mark.django_db
def test_whoever_has_no_spark_is_told_what_to_install(
    shelf: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    import builtins

    real = builtins.__import__

    def absent(name: str, *rest: object) -> object:
        if name.startswith("pyspark"):
            raise ImportError(name)
        return real(name, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(builtins, "__import__", absent)
    with pytest.raises(sparking.NoSpark, match="没有安装 Spark"):
        audited("spark")

"""An edition is published once, by one publisher at a time, and nobody changes it afterwards."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import Model

from guanbiao.gate.vocabulary import Registered
from guanbiao.library import in_force
from guanbiao.library.models import Edition, Publication, Standard
from guanbiao.library.packs import parse, read, write
from guanbiao.library.problems import PackError
from guanbiao.library.publish import publish, publish_all
from tests.library.makers import files, pack
from tests.library.makers import write as write_folder
from tests.packs.shelves import FOLDER


@pytest.mark.django_db
def test_publishing_twice_changes_nothing() -> None:
    first = publish(pack(), by="王某")
    assert publish(pack(), by="李某") == first
    assert Edition.objects.get().published_by == "王某"
    assert Publication.objects.count() == 1


@pytest.mark.django_db
def test_a_published_edition_cannot_be_published_with_other_words() -> None:
    publish(pack(), by="王某")
    with pytest.raises(PackError, match="已经发布，内容与本包不同"):
        publish(pack(cap=90), by="王某")


@pytest.mark.django_db
def test_two_standards_cannot_call_two_values_by_one_name() -> None:
    publish(pack(), by="王某")
    content = files("T 2")
    content["values.toml"] = content["values.toml"].replace("T2上限", "T1上限")
    content["binds.toml"] = content["binds.toml"].replace("T2上限", "T1上限")
    with pytest.raises(PackError, match="同名"):
        publish(parse(content), by="王某")


@pytest.mark.django_db
def test_what_does_not_fit_the_platform_is_not_published() -> None:
    content = files()
    content["binds.toml"] = content["binds.toml"].replace("定价", "订价")
    with pytest.raises(PackError, match="订价"):
        publish(parse(content), by="王某", vocabulary=Registered())
    assert not Edition.objects.exists()


@pytest.mark.django_db
def test_an_edition_read_published_and_written_is_the_same_byte_for_byte(tmp_path: Path) -> None:
    source = FOLDER / "Q-YCJG-203" / "2025"
    publish(read(source), by="王某")
    write(Edition.objects.get().files, tmp_path)
    for path in source.rglob("*"):
        if path.is_file():
            assert (tmp_path / path.relative_to(source)).read_bytes() == path.read_bytes()


@pytest.mark.django_db
def test_line_ends_and_marks_of_other_systems_survive(tmp_path: Path) -> None:
    content = files()
    content["text.md"] = content["text.md"].replace("\n", "\r\n")
    table = "命中策略,唯一\n列,输入,输出,条款\n名称,书名,上\U00020000\n1,-,5,4.1\n"
    content["tables/caps.csv"] = "\ufeff" + table.replace("\n", "\r\n")
    publish(parse(content), by="王某")
    write(Edition.objects.get().files, tmp_path)
    assert read(tmp_path).digest == parse(content).digest


@pytest.mark.django_db
@pytest.mark.parametrize("model", [Standard, Edition, Publication])
@pytest.mark.parametrize(
    "change",
    [
        lambda model: model.objects.get().save(),
        lambda model: model.objects.get().delete(),
        lambda model: model.objects.update(**{"by" if model is Publication else "id": 1}),
        lambda model: model.objects.all()._raw_delete("default"),
        lambda model: connection.cursor().execute(f"TRUNCATE {model._meta.db_table} CASCADE"),
    ],
    ids=["save", "delete", "update", "raw delete", "truncate"],
)
def test_nobody_changes_what_was_published(
    model: type[Model], change: Callable[[type[Model]], object]
) -> None:
    publish(pack(), by="王某")
    with pytest.raises(DatabaseError), transaction.atomic():
        change(model)
    assert Publication.objects.get().by == "王某"


@pytest.mark.django_db
def test_the_application_has_no_right_to_change_editions() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("guanbiao_app",)
        for table in ("library_standard", "library_edition", "library_publication"):
            for right in ("UPDATE", "DELETE", "TRUNCATE"):
                cursor.execute("SELECT has_table_privilege(%s, %s)", [table, right])
                assert cursor.fetchone() == (False,), f"{right} {table}"


@pytest.mark.django_db
def test_all_packs_of_a_folder_are_published_oldest_first_and_only_once() -> None:
    told: list[str] = []
    count = publish_all(FOLDER, told.append, Registered())
    assert count == len(told) == Edition.objects.count()
    assert "2000-01-01" in told[0], "the areas of 1999 are the oldest"
    assert publish_all(FOLDER, told.append, Registered()) == 0


@pytest.mark.django_db
def test_one_bad_pack_keeps_all_others_back(tmp_path: Path) -> None:
    write_folder(tmp_path / "good" / "1", files())
    bad = files("T 2")
    bad["text.md"] = "# nothing"
    write_folder(tmp_path / "bad" / "1", bad)
    worse = files("T 3")
    worse["binds.toml"] = worse["binds.toml"].replace("定价", "订价")
    write_folder(tmp_path / "worse" / "1", worse)
    with pytest.raises(PackError) as refused:
        publish_all(tmp_path, print, Registered())
    assert {each.file.split("/")[0] for each in refused.value.problems} == {"bad", "worse"}
    assert not Edition.objects.exists()


def test_many_publishers_at_once_leave_one_edition_each(fresh_database: str) -> None:
    faults: list[BaseException] = []

    def work(number: int) -> None:
        try:
            publish(pack(f"T {number % 3}"), by=f"第 {number} 人")
        except BaseException as fault:  # noqa: BLE001 - reported below
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert Edition.objects.count() == Publication.objects.count() == 3
    in_force.refresh()

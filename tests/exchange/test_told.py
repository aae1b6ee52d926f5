"""Whoever left work to the background is told when it ended, and led to its page."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.test import Client
from django.urls import reverse

from guanbiao.exchange import imports
from guanbiao.gate import jobs
from guanbiao.modules.desk.models import Message
from guanbiao.modules.vehicles.tests.makers import Fleet
from tests.exchange.test_imports import book, line, received, tried
from tests.gate.makers import passage


def test_whoever_left_an_import_to_the_background_is_told_how_it_ended(
    fleet: Fleet, django_capture_on_commit_callbacks: Any
) -> None:
    upload = received(fleet, book(line(fleet, 1), line(fleet, 2)))
    for job, words in ((imports.REHEARSE, "试算完成"), (imports.IMPORT, "导入完成")):
        with django_capture_on_commit_callbacks(execute=True):
            jobs.job(job)(upload_id=upload.pk)
        told = Message.objects.get(title__startswith=words)
        assert told.person == upload.person and "2 行" in told.title
        page = reverse("vehicles.vehicle.upload", args=[upload.pk])
        client = Client()
        client.force_login(fleet.account("manager"))
        assert client.get(f"/messages/{told.pk}/")["Location"] == page
        assert imports.begin(upload.pk) is (job == imports.REHEARSE)


def test_an_import_that_may_not_be_is_told_with_its_reason(
    fleet: Fleet, django_capture_on_commit_callbacks: Any
) -> None:
    upload = tried(fleet, book(line(fleet, 1)))
    assert imports.begin(upload.pk)
    with passage():
        fleet.persons["manager"].posts.update(to_day=dt.date(2025, 1, 1))
    with django_capture_on_commit_callbacks(execute=True):
        jobs.job(imports.IMPORT)(upload_id=upload.pk)
    assert "导入未完成" in Message.objects.get(entity="vehicles.vehicle.upload").title

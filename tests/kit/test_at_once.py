"""A form that is sent many times at one moment with the same number is done once."""

from __future__ import annotations

import threading
import uuid

from django.db import connection
from django.test import Client

from guanbiao.modules.vehicles.models import Fuel
from guanbiao.modules.vehicles.tests import makers
from guanbiao.modules.vehicles.tests.conftest import committed_fleet
from guanbiao.modules.vehicles.tests.makers import Fleet
from tests.kit.test_acting import draft
from tests.kit.test_lists import signed_in
from tests.kit.test_once import sent

__all__ = ["committed_fleet"]


def test_sent_eight_times_at_once_it_is_done_once(committed_fleet: Fleet) -> None:
    (car,) = makers.cars(committed_fleet, {"odometer": 1000})
    number, values = uuid.uuid4(), draft(car)
    clients = [signed_in(committed_fleet, "manager") for _ in range(8)]
    seen: list[int] = []

    def one(client: Client) -> None:
        seen.append(sent(client, number, values)[0])
        connection.close()

    threads = [threading.Thread(target=one, args=(client,)) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [200] * 8 and Fuel.objects.count() == 1

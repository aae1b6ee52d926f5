"""Drivers and their licences."""

from __future__ import annotations

from guanbiao.gate.describe import Act, Kind
from guanbiao.gate.passage import Invalid, Passage
from guanbiao.modules.vehicles import facts, forms
from guanbiao.modules.vehicles.models import Driver


def register(passage: Passage) -> Driver:
    """Enter a driver."""
    if Driver.objects.filter(person=passage.draft["person"]).exists():
        raise Invalid(person="此人已登记为驾驶员，请改用“变更驾驶员”。")
    return Driver.objects.create(**passage.draft, verified_on=passage.on)


def amend(passage: Passage) -> Driver:
    """Change licence, health check or standing."""
    driver: Driver = passage.subject
    for name, value in passage.draft.items():
        setattr(driver, name, value)
    driver.verified_on = passage.on
    driver.save()
    return driver


ACTS = (
    Act("vehicles.driver.register", "登记驾驶员", facts.DRIVER, forms.DriverForm, register,
        facts.DRIVER_FACTS, Kind.CREATE),
    Act("vehicles.driver.amend", "变更驾驶员", facts.DRIVER, forms.DriverAmendForm, amend,
        facts.DRIVER_FACTS),
)  # fmt: skip

"""Books on a shelf, and who may borrow them when."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models

from guanbiao.gate.models import Governed


class Book(Governed):
    """A book of a unit."""

    title = models.CharField(max_length=100, unique=True)
    price = models.DecimalField(max_digits=10, decimal_places=2, null=True)
    pages = models.IntegerField(null=True)
    unit = models.ForeignKey("people.Unit", models.PROTECT)
    owner = models.ForeignKey("people.Person", models.PROTECT, null=True)
    bought_on = models.DateField()

    def __str__(self) -> str:
        return self.title


class PlainBook(models.Model):
    """The same row without any gate: the other side of ``bench/gate.py``."""

    title = models.CharField(max_length=100, unique=True)
    price = models.DecimalField(max_digits=10, decimal_places=2, null=True)
    pages = models.IntegerField(null=True)
    unit = models.ForeignKey("people.Unit", models.PROTECT)
    owner = models.ForeignKey("people.Person", models.PROTECT, null=True)
    bought_on = models.DateField()

    def __str__(self) -> str:
        return self.title


class Loan(Governed):
    """A book is never lent twice at the same time."""

    book = models.ForeignKey(Book, models.PROTECT)
    days = DateRangeField()
    unit = models.ForeignKey("people.Unit", models.PROTECT)

    class Meta:
        constraints: ClassVar = [
            ExclusionConstraint(
                name="shelf_loan_once",
                expressions=[("book", RangeOperators.EQUAL), ("days", RangeOperators.OVERLAPS)],
            )
        ]

"""The shelf's face: two entities and the acts on them."""

from __future__ import annotations

from typing import Any

from django import forms

from guanbiao.gate.cases import case_of
from guanbiao.gate.describe import Act, Block, Entity, Fact, FactSet, Kind, Module, Question
from guanbiao.gate.forms import ActForm, NoDraft, OpinionForm
from guanbiao.gate.passage import Passage, Verb
from guanbiao.people.models import Unit
from rulebook.feel import types as t
from tests.shelf.models import Book, Loan

BOOK = Entity("shelf.book", "图书", Book, "unit__path", title="title", person="owner")
LOAN = Entity("shelf.loan", "借阅", Loan, "unit__path")

BOOK_FACTS = FactSet(
    BOOK,
    (
        Fact("title", "书名", t.STRING),
        Fact("price", "定价", t.NUMBER, "元"),
        Fact("pages", "页数", t.NUMBER, "页"),
    ),
    "SELECT b.id AS key, b.unit_id, b.bought_on AS day, b.title, b.price, b.pages"
    " FROM shelf_book b",
)
LOAN_FACTS = FactSet(
    LOAN,
    (Fact("days_lent", "借阅天数", t.NUMBER, "天"),),
    "SELECT l.id AS key, l.unit_id, lower(l.days) AS day,"
    " upper(l.days) - lower(l.days) AS days_lent FROM shelf_loan l",
)


class BookForm(ActForm):
    """A new book."""

    early = True
    title = forms.CharField(label="书名", max_length=100)
    price = forms.DecimalField(label="定价", max_digits=10, decimal_places=2)
    pages = forms.IntegerField(label="页数", required=False)


class LoanForm(ActForm):
    """Which book, from when to when."""

    book = forms.ModelChoiceField(Book.objects.all(), label="图书")
    start = forms.DateField(label="借出")
    end = forms.DateField(label="归还")


def add(passage: Passage) -> Book:
    """Put a book on the shelf of the actor's unit."""
    return Book.objects.create(
        **passage.draft,
        unit=passage.actor.unit,
        owner=passage.actor.person,
        bought_on=passage.on,
    )


def price(passage: Passage) -> Book:
    """Change a book's price."""
    book: Book = passage.subject
    book.price = passage.draft["price"]
    book.save(update_fields=["price"])
    return book


def move(passage: Passage) -> Book:
    """Give a book to another unit."""
    book: Book = passage.subject
    book.unit = passage.draft["unit"]
    book.save(update_fields=["unit"])
    return book


def agree(passage: Passage) -> Any:
    """Agree to the running case of a book."""
    case = case_of(passage.subject, BOOK.name)
    assert case is not None
    passage.step(Verb.AGREE, case, opinion=passage.draft["opinion"])
    return passage.subject


def lend(passage: Passage) -> Loan:
    """Lend a book."""
    draft = passage.draft
    book = Book.objects.select_for_update().get(pk=draft["book"].pk)
    return Loan.objects.create(
        book=book, days=(draft["start"], draft["end"]), unit=passage.actor.unit
    )


class PriceForm(ActForm):
    """A new price."""

    price = forms.DecimalField(label="定价", max_digits=10, decimal_places=2)


class MoveForm(ActForm):
    """Whose the book is from now on."""

    unit = forms.ModelChoiceField(Unit.objects.all(), label="单位")


MODULE = Module(
    name="shelf",
    label="书架",
    block=Block.BUSINESS,
    icon="box",
    entities=(BOOK, LOAN),
    questions=(Question("shelf.place", "图书放哪里", {"书名": t.STRING}, {"层": t.NUMBER}),),
    acts=(
        Act(
            "shelf.book.add",
            "图书入架",
            BOOK,
            BookForm,
            add,
            BOOK_FACTS,
            Kind.CREATE,
            starts_case=True,
        ),
        Act("shelf.book.record", "图书登记", BOOK, BookForm, add, BOOK_FACTS, Kind.CREATE),
        Act("shelf.book.price", "调整定价", BOOK, PriceForm, price, BOOK_FACTS),
        Act(
            "shelf.book.move",
            "移交图书",
            BOOK,
            MoveForm,
            move,
            BOOK_FACTS,
            unjudged="移交不改变图书本身",
        ),
        Act("shelf.book.agree", "同意入架", BOOK, OpinionForm, agree, BOOK_FACTS),
        Act(
            "shelf.book.touch",
            "清点",
            BOOK,
            NoDraft,
            lambda passage: passage.subject,
            BOOK_FACTS,
            unjudged="清点不改变记录",
            serves=True,
        ),
        Act(
            "shelf.loan.lend",
            "借出",
            LOAN,
            LoanForm,
            lend,
            LOAN_FACTS,
            Kind.CREATE,
            conflicts={"shelf_loan_once": "Q/SHELF 1#4.3"},
        ),
    ),
    views={"shelf.book.view": "查看图书"},
)

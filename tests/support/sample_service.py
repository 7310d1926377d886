"""Two small services for the tests of the bus: a shop that sells, and a store that books each sale and answers.

Nothing in the store's tables keeps a sale from being booked twice: only the inbox does, which is what is tested.
"""

import json
from typing import Any

from sqlalchemy import BigInteger, Integer, String, func, select, text, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from chassis.db import Id, Projection, Record, make_base
from chassis.events import EventType, Handler, Received, emit
from chassis.fields import Integer as IntegerField
from chassis.fields import Schema, Text
from chassis.identity import SYSTEM
from chassis.ids import new_id
from chassis.records import project
from chassis.service import Service
from chassis.tables import metadata as mechanism
from chassis.types import utc_now

ShopBase = make_base()
StoreBase = make_base()
SLOW = 1000
"""A sale of n times this amount takes n seconds to book, all of them in the database."""

_Serial = BigInteger().with_variant(Integer, "sqlite")


class Sale(Record, ShopBase):
    """Something sold; `booked` once the store has said so."""

    __tablename__ = "sales"
    kind = "sale"
    amount: Mapped[int] = mapped_column(default=0)
    note: Mapped[str] = mapped_column(String(100), default="")
    booked: Mapped[int] = mapped_column(default=0)


class Booking(StoreBase):
    """One row per handled sale, and a second one if it is handled twice."""

    __tablename__ = "bookings"
    id: Mapped[int] = mapped_column(_Serial, primary_key=True)
    event_id: Mapped[str] = mapped_column(Id, index=True)
    sale_id: Mapped[str] = mapped_column(Id, index=True)
    amount: Mapped[int]


class KnownSale(Projection, StoreBase):
    """What the store knows of a sale: its newest note."""

    __tablename__ = "known_sales"
    note: Mapped[str] = mapped_column(String(100), default="")


class Cure(StoreBase):
    """While there is one, poison does not hurt."""

    __tablename__ = "cures"
    id: Mapped[int] = mapped_column(_Serial, primary_key=True)


class SaleData(Schema):
    amount = IntegerField(required=True)


class NoteData(Schema):
    note = Text(required=True)


class BookedData(Schema):
    sale_id = Text(required=True)


Sold = EventType("shop.Sold", SaleData, "Sold", "Something was sold.", {"amount": 1})
Noted = EventType("shop.Noted", NoteData, "Noted", "A sale got another note.", {"note": "by phone"})
Booked = EventType("store.Booked", BookedData, "Booked", "A sale was booked.", {"sale_id": new_id()})


class Poison(Exception):
    """What a handler raises for sales of a negative amount."""


def book(session: Session, event: Received) -> None:
    """Book a sale and say so."""
    if event.data["amount"] >= SLOW:
        session.execute(text("SELECT pg_sleep(:seconds)"), {"seconds": event.data["amount"] / SLOW})
    if event.data["amount"] < 0 and session.scalar(select(Cure.id).limit(1)) is None:
        raise Poison(f"amount {event.data['amount']}")
    booking = Booking(event_id=event.id, sale_id=event.subject_id, amount=event.data["amount"])
    session.add(booking)
    emit(session, Booked, _Told(new_id()), {"sale_id": event.subject_id})


class _Told:
    """What the store's event is about."""

    kind, version = "booking", 1

    def __init__(self, record_id: str) -> None:
        self.id = record_id


def keep_note(session: Session, event: Received) -> None:
    """Keep the newest note."""
    project(session, KnownSale, event.subject_id, event, {"note": event.data["note"]})


def note_booked(session: Session, event: Received) -> None:
    """Count how often the store booked a sale."""
    session.execute(update(Sale).where(Sale.id == event.data["sale_id"]).values(booked=Sale.booked + 1))


SHOP = Service(
    name="shop",
    package="tests.support",
    label="Shop",
    metadata=ShopBase.metadata,
    events=[Sold, Noted],
    handlers={"store.Booked": Handler(note_booked, BookedData)},
)
STORE = Service(
    name="store",
    package="tests.support",
    label="Store",
    metadata=StoreBase.metadata,
    events=[Booked],
    handlers={"shop.Sold": Handler(book, SaleData), "shop.Noted": Handler(keep_note, NoteData)},
)
SERVICES = {"shop": SHOP, "store": STORE}


def create_tables(runtime: Any) -> None:
    """Make all tables of one of the two services."""
    mechanism.create_all(runtime.database.engine)
    runtime.service.metadata.create_all(runtime.database.engine)


def sell(runtime: Any, amount: int = 1, count: int = 1) -> list[str]:
    """Sell something in one transaction; the ids of the sales."""
    with runtime.transaction(SYSTEM) as session:
        sales = [Sale(id=new_id(), amount=amount) for _ in range(count)]
        session.add_all(sales)
        for sale in sales:
            emit(session, Sold, sale, {"amount": amount})
    return [sale.id for sale in sales]


def note(runtime: Any, sale_id: str, words: str) -> None:
    """Give a sale another note."""
    with runtime.transaction(SYSTEM) as session:
        sale = session.get_one(Sale, sale_id, with_for_update=True)
        sale.note = words
        emit(session, Noted, sale, {"note": words})


def cure(runtime: Any) -> None:
    """Let poison be handled from now on."""
    with runtime.transaction(SYSTEM) as session:
        session.add(Cure())


def count_of(runtime: Any, model: Any, *conditions: Any) -> int:
    """How many rows there are."""
    with runtime.reading() as session:
        return session.scalar(select(func.count()).select_from(model).where(*conditions)) or 0


def example(event_type: str, data: dict[str, Any], subject: str = "sale/1", version: int = 1) -> bytes:
    """An event's envelope as it comes from the bus."""
    body = {
        "specversion": "1.0",
        "id": new_id(),
        "source": f"/kapocs/{event_type.partition('.')[0]}",
        "type": event_type,
        "subject": subject,
        "time": utc_now().isoformat(),
        "version": version,
        "data": data,
    }
    return json.dumps(body).encode()

"""What sales' orders and invoices mean for the stock. Each fact may come late, early or twice."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis.events import Received
from chassis.ids import new_id
from services.inventory.stock.allocation import Allocation
from services.inventory.stock.ledger import Cause, Ledger
from services.inventory.stock.models import ZERO, Delivery, DeliveryLine, Reservation, ReservationLine
from services.inventory.warehouses.commands import default_warehouse

Rows = Sequence[Mapping[str, Any]]
Place = dict[str, Any]


def reserve_order(session: Session, event: Received) -> None:
    """An order stands: keep its goods, and let what is missing wait for the next arrival."""
    _follow_order(session, event, "waiting")


def release_order(session: Session, event: Received) -> None:
    """An order is off: free what it holds. Remembered even when the order itself was not heard of yet."""
    _follow_order(session, event, "released")


def deliver_invoice(session: Session, event: Received) -> None:
    """An invoice was issued: its goods leave, first out of what its order holds; what is missing follows by itself."""
    _follow_invoice(session, event, "waiting")


def return_invoice(session: Session, event: Received) -> None:
    """An invoice was cancelled: what left for it comes back."""
    _follow_invoice(session, event, "cancelled")


def _follow_order(session: Session, event: Received, status: str) -> None:
    order_id, rows = event.subject_id, event.data["lines"]
    ledger = _ledger(session, event, rows, ReservationLine, Reservation, Reservation.order_id == order_id)
    place = _place(session, event)
    reservation = _claim(session, Reservation, order_id=order_id)
    if event.version <= reservation.order_version:
        return
    reservation.order_version, reservation.status = event.version, status
    reservation.number = event.data["number"]
    _keep_order_lines(ledger, reservation, rows, place)
    Allocation(ledger).settle(reservation)


def _follow_invoice(session: Session, event: Received, status: str) -> None:
    rows = event.data["lines"]
    ledger = _ledger(session, event, rows, DeliveryLine, Delivery, Delivery.invoice_id == event.subject_id)
    place = _place(session, event)
    reservation = _reservation_of(session, event.data["order_id"])
    delivery = _claim(session, Delivery, invoice_id=event.subject_id)
    if event.version <= delivery.invoice_version:
        return
    delivery.invoice_version, delivery.status = event.version, status
    delivery.number, delivery.order_id = event.data["number"], event.data["order_id"]
    _keep_invoice_lines(ledger, delivery, rows, place)
    for line in delivery.lines:
        line.due = ZERO if status == "cancelled" else line.quantity
    Allocation(ledger).settle(reservation, delivery)


def _ledger(session: Session, event: Received, rows: Rows, line: Any, document: Any, condition: Any) -> Ledger:
    """Lock the products of the event's lines and of the lines known from earlier."""
    known = session.scalars(select(line.product_id).join(document).where(condition))
    named = (row["product_id"] for row in rows if row["product_id"])
    return Ledger(session, {*known, *named}, Cause(event.id, event.type))


def _claim(session: Session, model: Any, **key: str) -> Any:
    """The document's row, read after its products were locked; a new one for a document not heard of yet."""
    found = session.scalars(select(model).filter_by(**key).execution_options(populate_existing=True)).one_or_none()
    if found is None:
        found = model(id=new_id(), lines=[], **{f"{next(iter(key)).removesuffix('_id')}_version": 0}, **key)
        session.add(found)
    return found


def _reservation_of(session: Session, order_id: str | None) -> Reservation | None:
    if order_id is None:
        return None
    statement = select(Reservation).where(Reservation.order_id == order_id)
    return session.scalars(statement.execution_options(populate_existing=True)).one_or_none()


def _keep_order_lines(ledger: Ledger, reservation: Reservation, rows: Rows, place: Place) -> None:
    known = {line.order_line_id: line for line in reservation.lines}
    for line in known.values():
        line.quantity = ZERO
    for position, row in _goods(ledger, rows):
        line = known.get(row["line_id"]) or ReservationLine(
            id=new_id(),
            reservation_id=reservation.id,
            order_line_id=row["line_id"],
            needed=ZERO,
            reserved=ZERO,
            **_product(ledger, row),
            **place,
        )
        line.position, line.quantity = position, row["quantity"]
        if line.order_line_id not in known:
            reservation.lines.append(line)


def _keep_invoice_lines(ledger: Ledger, delivery: Delivery, rows: Rows, place: Place) -> None:
    known = {line.invoice_line_id for line in delivery.lines}
    for position, row in _goods(ledger, rows):
        if row["line_id"] not in known:
            line = DeliveryLine(
                id=new_id(),
                delivery_id=delivery.id,
                invoice_line_id=row["line_id"],
                order_line_id=row["order_line_id"],
                delivered=ZERO,
                **_product(ledger, row),
                **place,
            )
            line.position, line.quantity = position, row["quantity"]
            delivery.lines.append(line)


def _goods(ledger: Ledger, rows: Rows) -> list[tuple[int, Mapping[str, Any]]]:
    """The lines that concern the stock: goods, and more than nothing of them (a storno invoice has negative lines)."""
    return [(n, row) for n, row in enumerate(rows) if ledger.goods(row["product_id"]) and row["quantity"] > 0]


def _product(ledger: Ledger, row: Mapping[str, Any]) -> dict[str, str]:
    return {"product_id": row["product_id"], "product_name": ledger.products[row["product_id"]].name}


def _place(session: Session, event: Received) -> Place:
    """Where new lines draw their goods, and since when they wait."""
    return {"warehouse_id": default_warehouse(session).id, "queued_at": event.time}

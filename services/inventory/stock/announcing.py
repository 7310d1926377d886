"""Where an order or an invoice stands with its goods, and the events that tell it once per change."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, selectinload

from chassis.events import emit
from services.inventory.events import ReservationFailed, StockReleased, StockReserved
from services.inventory.stock.models import ZERO, Delivery, DeliveryLine, Reservation, ReservationLine


def announce_deliveries(session: Session, ids: Iterable[str], own: Delivery | None) -> set[str]:
    """Set the status of deliveries whose lines moved; the ids of the other documents' orders.

    `own` is the document in hand: all its products are locked, so what is known of it is true.
    """
    wanted = set(ids) - {own.id if own else ""}
    others = _locked(session, Delivery, Delivery.id.in_(wanted)) if wanted else []
    for delivery in [own, *others] if own else others:
        if delivery.status != "cancelled":
            waits = any(line.missing > 0 for line in delivery.lines)
            delivery.status = "waiting" if waits else "delivered"
    return {delivery.order_id for delivery in others if delivery.order_id}


def announce_orders(session: Session, ids: Iterable[str], order_ids: set[str], own: Reservation | None) -> None:
    """Set the status of reservations whose goods moved, and emit what became of each."""
    wanted = set(ids) - {own.id if own else ""}
    condition = or_(Reservation.id.in_(wanted), Reservation.order_id.in_(order_ids))
    found = _locked(session, Reservation, condition) if wanted or order_ids else []
    if own is not None and own not in found:
        found.append(own)
    line_ids = [line.order_line_id for reservation in found for line in reservation.lines]
    owed = _owed(session, line_ids) if line_ids else {}
    for reservation in found:
        if reservation.status == "released":
            _tell_released(session, reservation)
        elif missing := _missing(reservation, owed):
            reservation.status = "waiting"
            _tell_missing(session, reservation, missing)
        else:
            reservation.status = "taken" if _is_taken(reservation) else "reserved"
            _tell_reserved(session, reservation)


def _locked(session: Session, model: Any, condition: Any) -> list[Any]:
    """The documents, locked, with lines as they are now: other products of theirs may have moved meanwhile."""
    session.flush()  # the fresh read would overwrite what is not written yet
    statement = select(model).where(condition).order_by(model.id).with_for_update(of=model)
    fresh = statement.options(selectinload(model.lines)).execution_options(populate_existing=True)
    return list(session.scalars(fresh))


def _owed(session: Session, order_line_ids: list[str]) -> dict[str, Decimal]:
    """What is invoiced of each order line and has not left the warehouse yet."""
    statement = (
        select(DeliveryLine.order_line_id, func.sum(DeliveryLine.due - DeliveryLine.delivered))
        .where(DeliveryLine.order_line_id.in_(order_line_ids), DeliveryLine.due > DeliveryLine.delivered)
        .group_by(DeliveryLine.order_line_id)
    )
    return {str(line_id): owed for line_id, owed in session.execute(statement)}


def _missing(reservation: Reservation, owed: dict[str, Decimal]) -> dict[str, Decimal]:
    short = {line.order_line_id: line.missing + owed.get(line.order_line_id, ZERO) for line in reservation.lines}
    return {line_id: quantity for line_id, quantity in short.items() if quantity > 0}


def _is_taken(reservation: Reservation) -> bool:
    lines = reservation.lines
    return any(line.quantity for line in lines) and not any(line.needed for line in lines)


def _tell_released(session: Session, reservation: Reservation) -> None:
    if reservation.announced is not None and _news(reservation, {"state": "released"}):
        emit(session, StockReleased, reservation, _order(reservation), _refs(reservation))


def _tell_missing(session: Session, reservation: Reservation, missing: dict[str, Decimal]) -> None:
    state = {"state": "waiting", "missing": {line_id: f"{quantity:f}" for line_id, quantity in missing.items()}}
    if _news(reservation, state):
        lines = [
            _line(line) | {"missing": missing[line.order_line_id]}
            for line in reservation.lines
            if line.order_line_id in missing
        ]
        emit(session, ReservationFailed, reservation, {**_order(reservation), "lines": lines}, _refs(reservation))


def _tell_reserved(session: Session, reservation: Reservation) -> None:
    if _news(reservation, {"state": "reserved"}):
        lines = [_line(line) | {"quantity": line.quantity} for line in reservation.lines]
        emit(session, StockReserved, reservation, {**_order(reservation), "lines": lines}, _refs(reservation))


def _news(reservation: Reservation, state: dict[str, Any]) -> bool:
    if reservation.announced == state:
        return False
    reservation.announced = state
    return True


def _order(reservation: Reservation) -> dict[str, Any]:
    return {"order_id": reservation.order_id, "number": reservation.number}


def _line(line: ReservationLine) -> dict[str, Any]:
    return {
        "order_line_id": line.order_line_id,
        "product_id": line.product_id,
        "product_name": line.product_name,
    }


def _refs(reservation: Reservation) -> list[str]:
    return [f"sales.order:{reservation.order_id}"]

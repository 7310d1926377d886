"""Who gets what is there: invoices before orders, and among each the oldest first.

Orders and invoices are facts that may arrive in any order. A handler writes the fact into the lines (`needed`, `due`),
and `settle` brings the stock into agreement with it, so the end does not depend on the order of arrival.
"""

from collections.abc import Iterator
from contextlib import nullcontext
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select, true

from services.inventory.stock.announcing import announce_deliveries, announce_orders
from services.inventory.stock.ledger import Entry, Ledger
from services.inventory.stock.models import ZERO, Delivery, DeliveryLine, Reservation, ReservationLine, StockLevel

BATCH = 50


class Allocation:
    """One settling of the locked products' stock, remembering whose documents it touched."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger, self.session = ledger, ledger.session
        self.reservations: set[str] = set()
        self.deliveries: set[str] = set()

    def settle(self, reservation: Reservation | None = None, delivery: Delivery | None = None) -> None:
        """Apply the facts of the given documents, then serve who waits for the goods, and tell it."""
        with self.session.no_autoflush:  # everything about the given documents is at hand
            if delivery is not None:
                self._settle_delivery(delivery)
            if reservation is not None:
                self._fit_needs(reservation, delivery)
        self._serve_backorders()
        self._serve_orders()
        self._announce(reservation, delivery)
        self.ledger.close()

    def _announce(self, reservation: Reservation | None, delivery: Delivery | None) -> None:
        if reservation is not None and not self._whole(reservation):
            self.reservations.add(reservation.id)
            reservation = None
        alone = delivery is None and not self.ledger.gained
        with self.session.no_autoflush if alone else nullcontext():  # then nothing written matters to what is asked
            orders = announce_deliveries(self.session, self.deliveries, delivery)
            announce_orders(self.session, self.reservations, orders, reservation)

    def _whole(self, reservation: Reservation) -> bool:
        """Whether all products of the document are locked here, so that nobody else can change it now."""
        return all(line.product_id in self.ledger.products for line in reservation.lines)

    def shrink(self, level: StockLevel, quantity: Decimal) -> None:
        """Take reserved goods away, from the newest order first: the shelf turned out to hold less."""
        statement = (
            select(ReservationLine)
            .where(
                ReservationLine.product_id == level.product_id,
                ReservationLine.warehouse_id == level.warehouse_id,
                ReservationLine.reserved > 0,
            )
            .order_by(ReservationLine.queued_at.desc(), ReservationLine.order_line_id.desc())
        )
        for line in self.session.scalars(statement).all():
            part = min(line.reserved, quantity)
            if part > 0:
                self._hold(line, -part)
                quantity -= part

    def _settle_delivery(self, delivery: Delivery) -> None:
        held = self._held_for(delivery.order_id)
        for line in delivery.lines:
            if line.missing < 0:
                self._move(line, delivery, -line.missing, "return")
            if line.missing > 0:
                self._free_own(line, held)
                part = min(line.missing, self._level(line).free)
                if part > 0:
                    self._move(line, delivery, -part, "issue")

    def _held_for(self, order_id: str | None) -> list[ReservationLine]:
        if order_id is None:
            return []
        statement = select(ReservationLine).join(Reservation).where(Reservation.order_id == order_id)
        return list(self.session.scalars(statement.order_by(ReservationLine.position)))

    def _free_own(self, line: DeliveryLine, held: list[ReservationLine]) -> None:
        """An invoice goes out of what its own order holds, be it on another line of the same product."""
        wanted = line.missing
        for kept in sorted(held, key=lambda kept: kept.order_line_id != line.order_line_id):
            if (kept.product_id, kept.warehouse_id) == (line.product_id, line.warehouse_id):
                part = min(wanted, kept.reserved)
                if part > 0:
                    self._hold(kept, -part)
                    wanted -= part

    def _fit_needs(self, reservation: Reservation, delivery: Delivery | None) -> None:
        """Work out what each line still needs; free what it holds beyond that, keep more for it if there is more."""
        invoiced = self._invoiced(reservation, delivery)
        for line in reservation.lines:
            if line.product_id not in self.ledger.products:
                continue
            asked = ZERO if reservation.status == "released" else line.quantity
            line.needed = max(ZERO, asked - invoiced.get(line.order_line_id, ZERO))
            level = self._level(line)
            if line.reserved > line.needed:
                self._hold(line, line.needed - line.reserved)
                self.ledger.gained.add(level)
            elif level.free > 0 and level not in self.ledger.gained:  # nobody waits where something was free already
                self._hold(line, min(line.missing, level.free))

    def _invoiced(self, reservation: Reservation, delivery: Delivery | None) -> dict[str, Decimal]:
        """What standing invoices took up of each line of the order; the delivery in hand is not written yet."""
        ids = [line.order_line_id for line in reservation.lines]
        others = DeliveryLine.delivery_id != delivery.id if delivery else true()
        statement = (
            select(DeliveryLine.order_line_id, func.sum(DeliveryLine.due))
            .where(DeliveryLine.order_line_id.in_(ids), others)
            .group_by(DeliveryLine.order_line_id)
        )
        sums = {str(line_id): total for line_id, total in self.session.execute(statement)}
        for line in delivery.lines if delivery else ():
            if line.order_line_id:
                sums[line.order_line_id] = sums.get(line.order_line_id, ZERO) + line.due
        return sums

    def _serve_backorders(self) -> None:
        for line in self._queue(DeliveryLine, DeliveryLine.due > DeliveryLine.delivered):
            delivery = self.session.get_one(Delivery, line.delivery_id, with_for_update=True)
            self.deliveries.add(delivery.id)
            self._move(line, delivery, -min(line.missing, self._level(line).free), "issue")

    def _serve_orders(self) -> None:
        for line in self._queue(ReservationLine, ReservationLine.needed > ReservationLine.reserved):
            self._hold(line, min(line.missing, self._level(line).free))

    def _queue(self, model: Any, waiting: Any) -> Iterator[Any]:
        """The lines that wait for what came free, oldest first, as long as it lasts."""
        for level in sorted(self.ledger.gained, key=lambda level: (level.product_id, level.warehouse_id)):
            statement = (
                select(model)
                .where(waiting, model.product_id == level.product_id, model.warehouse_id == level.warehouse_id)
                .order_by(model.queued_at, model.position, model.id)
                .limit(BATCH)
            )
            while level.free > 0 and (lines := self.session.scalars(statement).all()):
                for line in lines:
                    if level.free > 0:
                        yield line

    def _level(self, line: DeliveryLine | ReservationLine) -> StockLevel:
        return self.ledger.level(line.product_id, line.warehouse_id)

    def _move(self, line: DeliveryLine, delivery: Delivery, quantity: Decimal, what: str) -> None:
        entry = Entry(what, line.id, reference=delivery.number, invoice_id=delivery.invoice_id)
        self.ledger.post(self._level(line), quantity, entry)
        line.delivered -= quantity

    def _hold(self, line: ReservationLine, quantity: Decimal) -> None:
        if not quantity:
            return
        self.ledger.reserve(self._level(line), quantity)
        line.reserved += quantity
        self.reservations.add(line.reservation_id)

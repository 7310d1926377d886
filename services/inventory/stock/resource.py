"""Stock, its ledger, reservations and deliveries as kinds of records. Only the ledger takes new lines."""

from chassis.resource import Resource, Route
from services.inventory.stock.commands import book_movement, book_movements
from services.inventory.stock.models import Delivery, Movement, Reservation, StockLevel
from services.inventory.stock.queries import show_dashboard
from services.inventory.stock.schemas import (
    DashboardOut,
    DeliverySchema,
    MovementSchema,
    MovementsIn,
    ReservationSchema,
    StockSchema,
)

STOCK = Resource(
    kind="stock",
    collection="stock",
    model=StockLevel,
    schema=StockSchema,
    label="Stock level",
    label_plural="Stock levels",
    icon="stack-2",
    title="product_name",
    columns=("product_code", "product_id", "warehouse_id", "on_hand", "reserved", "available"),
    sort="product_name",
    search=("product_code", "product_name"),
    create=False,
    update=False,
    delete=False,
    owned=False,
    attachable=False,
    order=20,
)

MOVEMENTS = Resource(
    kind="movement",
    collection="movements",
    model=Movement,
    schema=MovementSchema,
    label="Stock movement",
    label_plural="Stock movements",
    icon="arrows-exchange",
    title="product_name",
    columns=("created_at", "type", "product_id", "warehouse_id", "quantity", "balance", "reference", "reason"),
    sort="-created_at",
    create=book_movement,
    update=False,
    delete=False,
    owned=False,
    attachable=False,
    order=30,
    routes=(
        Route(
            "POST",
            "/movements/batch",
            book_movements,
            "create",
            "Book many receipts, corrections or openings: all of them, or none",
            body=MovementsIn,
            status=201,
        ),
    ),
)

RESERVATIONS = Resource(
    kind="reservation",
    collection="reservations",
    model=Reservation,
    schema=ReservationSchema,
    label="Reservation",
    label_plural="Reservations",
    icon="bookmark",
    title="number",
    columns=("number", "order_id", "status", "created_at"),
    create=False,
    update=False,
    delete=False,
    owned=False,
    attachable=False,
    order=40,
)

DELIVERIES = Resource(
    kind="delivery",
    collection="deliveries",
    model=Delivery,
    schema=DeliverySchema,
    label="Goods issue",
    label_plural="Goods issues",
    icon="truck-delivery",
    title="number",
    columns=("number", "invoice_id", "order_id", "status", "created_at"),
    create=False,
    update=False,
    delete=False,
    owned=False,
    attachable=False,
    order=50,
)

DASHBOARD = Route(
    "GET", "/dashboard", show_dashboard, "inventory.stock:view", "Figures of the stock", response=DashboardOut
)

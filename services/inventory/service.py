"""The manifest of inventory: what the firm sells, where it lies, and who gets it."""

from chassis.service import Service
from services.inventory.base import Base
from services.inventory.categories import CATEGORIES
from services.inventory.events import EVENTS
from services.inventory.handlers import HANDLERS
from services.inventory.products.resource import PRODUCTS
from services.inventory.stock.resource import DASHBOARD, DELIVERIES, MOVEMENTS, RESERVATIONS, STOCK
from services.inventory.vendors import VENDORS
from services.inventory.warehouses.commands import set_up
from services.inventory.warehouses.resource import WAREHOUSES

service = Service(
    name="inventory",
    package="services.inventory",
    label="Inventory",
    metadata=Base.metadata,
    resources=[PRODUCTS, STOCK, MOVEMENTS, RESERVATIONS, DELIVERIES, CATEGORIES, VENDORS, WAREHOUSES],
    routes=[DASHBOARD],
    events=EVENTS,
    handlers=HANDLERS,
    set_up=set_up,
    icon="package",
    order=30,
)

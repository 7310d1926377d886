"""Warehouses as a kind of record."""

from chassis.fields import Flag, Schema, Text
from chassis.resource import Resource
from services.inventory.warehouses.commands import create_warehouse, delete_warehouse, update_warehouse
from services.inventory.warehouses.models import Warehouse


class WarehouseSchema(Schema):
    """A warehouse as it comes in and goes out."""

    code = Text(required=True, max=40, example="BP")
    name = Text(required=True, max=120, example="Budapesti központi raktár")
    address = Text(max=300, filter=False, sort=False)
    is_default = Flag(
        default=False,
        label="Default warehouse",
        help="Orders and invoices draw on the default warehouse.",
        filter=False,
        sort=False,
    )


WAREHOUSES = Resource(
    kind="warehouse",
    collection="warehouses",
    model=Warehouse,
    schema=WarehouseSchema,
    label="Warehouse",
    label_plural="Warehouses",
    icon="building-warehouse",
    title="name",
    columns=("code", "name", "address", "is_default"),
    sort="name",
    search=("code", "name"),
    create=create_warehouse,
    update=update_warehouse,
    delete=delete_warehouse,
    importable=True,
    match=("code",),
)

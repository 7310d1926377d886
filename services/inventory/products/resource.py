"""Products as a kind of record: routes, pages, actions, import."""

from chassis.duplicates import Duplicates, folding
from chassis.resource import Action, Resource
from services.inventory.events import ProductCreated, ProductUpdated
from services.inventory.products.commands import create_product, delete_product, update_product
from services.inventory.products.models import Product
from services.inventory.products.schemas import ProductSchema
from services.inventory.stock.commands import correct_stock, receive_goods, transfer_stock
from services.inventory.stock.schemas import CorrectIn, ReceiveIn, TransferIn

PRODUCTS = Resource(
    kind="product",
    collection="products",
    model=Product,
    schema=ProductSchema,
    label="Product",
    label_plural="Products",
    icon="package",
    title="name",
    columns=("code", "name", "category_id", "type", "price", "vat_rate", "on_hand", "available", "active"),
    sort="name",
    search=("code", "name", "barcode", "tags"),
    create=create_product,
    update=update_product,
    delete=delete_product,
    created=ProductCreated,
    updated=ProductUpdated,
    importable=True,
    match=("code", "name"),
    duplicates=Duplicates(exact={"code": folding.number, "barcode": folding.number}, given=("code",)),
    order=10,
    actions=(
        Action(
            "receive",
            receive_goods,
            schema=ReceiveIn,
            label="Receive goods",
            when={"type": ["goods"]},
            style="primary",
            icon="package-import",
            summary="Book goods that arrived into a warehouse",
        ),
        Action(
            "correct",
            correct_stock,
            schema=CorrectIn,
            label="Correct stock",
            when={"type": ["goods"]},
            icon="adjustments",
            summary="Put the stock right after counting, with the reason",
        ),
        Action(
            "transfer",
            transfer_stock,
            schema=TransferIn,
            label="Move to another warehouse",
            when={"type": ["goods"]},
            icon="transfer",
            summary="Move free goods from one warehouse to another",
        ),
    ),
)

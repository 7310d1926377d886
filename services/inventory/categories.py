"""Categories: how products are grouped."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from chassis.db import LongText as LongTextType
from chassis.db import Record, SortText
from chassis.fields import LongText, Schema, Text
from chassis.resource import Resource
from services.inventory.base import Base


class Category(Record, Base):
    """A group of products."""

    __tablename__ = "categories"
    kind = "category"
    code: Mapped[str | None] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(SortText(120), index=True)
    description: Mapped[str | None] = mapped_column(LongTextType)


class CategorySchema(Schema):
    """A category as it comes in and goes out."""

    code = Text(max=40, example="BUTOR", aliases=("category id",))
    name = Text(required=True, max=120, example="Irodabútor")
    description = LongText()


CATEGORIES = Resource(
    kind="category",
    collection="categories",
    model=Category,
    schema=CategorySchema,
    label="Product category",
    label_plural="Product categories",
    icon="category",
    title="name",
    columns=("code", "name", "description"),
    sort="name",
    search=("code", "name"),
    importable=True,
    match=("code", "name"),
)

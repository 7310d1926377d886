"""The table of warehouses."""

from sqlalchemy import Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from chassis.db import Record, SortText
from services.inventory.base import Base


class Warehouse(Record, Base):
    """A place that holds stock."""

    __tablename__ = "warehouses"
    kind = "warehouse"
    __table_args__ = (
        Index(
            "uq_warehouses_default",
            "is_default",
            unique=True,
            postgresql_where=text("is_default AND deleted_at IS NULL"),
            sqlite_where=text("is_default AND deleted_at IS NULL"),
        ),
    )
    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(SortText(120), index=True)
    address: Mapped[str | None] = mapped_column(String(300))
    is_default: Mapped[bool] = mapped_column(default=False)

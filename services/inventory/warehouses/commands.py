"""Changes of warehouses. There is always exactly one default, which orders and invoices draw on."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis.errors import DomainError
from chassis.identity import SYSTEM, Identity
from chassis.records import create, delete, update
from services.inventory.stock.models import StockLevel
from services.inventory.warehouses.models import Warehouse


def default_warehouse(session: Session) -> Warehouse:
    """The warehouse that orders and invoices draw on; made when the firm has none yet."""
    found = session.scalar(select(Warehouse).where(Warehouse.is_default, Warehouse.deleted_at.is_(None)))
    if found is not None:
        return found
    first = session.scalar(select(Warehouse).where(Warehouse.deleted_at.is_(None)).order_by(Warehouse.id).limit(1))
    if first is None:
        return create(session, SYSTEM, Warehouse, {"code": "MAIN", "name": "Központi raktár", "is_default": True})
    return update(session, SYSTEM, first, {"is_default": True})


def set_up(session: Session) -> None:
    """Give a new installation its first warehouse."""
    default_warehouse(session)


def create_warehouse(session: Session, actor: Identity, data: dict[str, Any]) -> Warehouse:
    """Add a warehouse; when it becomes the default, the earlier default steps back."""
    if data.get("is_default"):
        _step_back(session, actor)
    return create(session, actor, Warehouse, data)


def update_warehouse(session: Session, actor: Identity, warehouse: Warehouse, data: dict[str, Any]) -> Warehouse:
    """Change a warehouse; there is always exactly one default."""
    wanted = data.get("is_default", warehouse.is_default)
    if warehouse.is_default and not wanted:
        raise DomainError("default_needed", "Make another warehouse the default instead; there is always one.")
    if wanted and not warehouse.is_default:
        _step_back(session, actor)
    return update(session, actor, warehouse, data)


def delete_warehouse(session: Session, actor: Identity, warehouse: Warehouse) -> None:
    """Delete a warehouse that is empty and not the default."""
    if warehouse.is_default:
        raise DomainError("default_needed", "Make another warehouse the default instead; there is always one.")
    held = select(StockLevel.id).where(StockLevel.warehouse_id == warehouse.id, StockLevel.on_hand > 0).limit(1)
    if session.scalar(held):
        raise DomainError("warehouse_not_empty", "This warehouse still holds stock.")
    delete(session, actor, warehouse)


def _step_back(session: Session, actor: Identity) -> None:
    current = session.scalar(select(Warehouse).where(Warehouse.is_default).with_for_update())
    if current is not None:
        update(session, actor, current, {"is_default": False})

"""Products somebody is interested in: on leads and opportunities."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis.errors import Invalid
from services.sales.leads.models import LeadInterest
from services.sales.opportunities.models import OpportunityInterest
from services.sales.projections import Product


def complete_interests(session: Session, rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Fill in the names of products; Invalid when a row names neither product nor words."""
    done = [dict(row) for row in rows]
    ids = {row["product_id"] for row in done if row.get("product_id")}
    found = session.execute(select(Product.id, Product.name).where(Product.id.in_(ids))) if ids else ()
    names = {row.id: row.name for row in found}
    errors = {}
    for place, row in enumerate(done):
        if row.get("product_id"):
            row["product_name"] = names.get(row["product_id"])
            if not row["product_name"]:
                errors[place] = {"product_id": ["There is no such product."]}
        elif not row.get("description") and not row.get("id"):
            errors[place] = {"description": ["This is needed."]}
    if errors:
        raise Invalid({"interests": errors})
    return done


def copy_interests(interests: Iterable[LeadInterest]) -> list[OpportunityInterest]:
    """The interests of a lead for its opportunity."""
    names = ("product_id", "product_name", "description", "quantity", "position")
    return [OpportunityInterest(**{name: getattr(interest, name) for name in names}) for interest in interests]


def interest_lines(session: Session, interests: Iterable[OpportunityInterest], currency: str) -> list[dict[str, Any]]:
    """Lines of a quote for the interests; the price of what has none in this currency starts at zero."""
    wanted = list(interests)
    ids = {interest.product_id for interest in wanted if interest.product_id}
    priced = select(Product.id).where(Product.id.in_(ids), Product.currency == currency, Product.price.is_not(None))
    known = set(session.scalars(priced)) if ids else set()
    return [
        {
            "product_id": interest.product_id,
            "description": interest.description or interest.product_name,
            "quantity": interest.quantity or Decimal(1),
            "unit_price": None if interest.product_id in known else Decimal(0),
        }
        for interest in wanted
    ]

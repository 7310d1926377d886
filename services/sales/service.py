"""The manifest of sales: from the first lead to the last payment."""

from typing import Any

from sqlalchemy.orm import Session

from chassis.identity import Identity
from chassis.resource import Route
from chassis.service import Service
from services.sales.base import Base
from services.sales.company import CompanySchema, change_company, company
from services.sales.customers import CustomerOut, CustomerQuery, PickQuery, ProductOut, list_catalogue, list_customers
from services.sales.events import EVENTS
from services.sales.handlers import HANDLERS, MERGED
from services.sales.invoices.resource import INVOICES
from services.sales.leads.resource import LEADS
from services.sales.lines.totals import TOTALS
from services.sales.opportunities.resource import OPPORTUNITIES
from services.sales.orders.resource import ORDERS
from services.sales.payments.resource import PAYMENTS
from services.sales.quotes.resource import QUOTES
from services.sales.reports import DashboardOut, dashboard
from services.sales.schedules import SCHEDULES


def read_company(session: Session, actor: Identity, args: dict[str, Any]) -> dict[str, Any]:
    """The firm's own data."""
    return dict(CompanySchema().dump(company(session)))


def patch_company(session: Session, actor: Identity, args: Any) -> dict[str, Any]:
    """Change the firm's own data."""
    return dict(CompanySchema().dump(change_company(session, actor, args.body)))


ROUTES = [
    Route("GET", "/company", read_company, "sales.company:view", "The firm's own data", response=CompanySchema),
    Route(
        "PATCH",
        "/company",
        patch_company,
        "sales.company:edit",
        "Change the firm's own data",
        body=CompanySchema,
        partial=True,
        response=CompanySchema,
    ),
    Route(
        "GET",
        "/customers",
        list_customers,
        "sales.quote:view",
        "Customers to choose from",
        query=CustomerQuery,
        response=CustomerOut,
        many=True,
    ),
    Route(
        "GET",
        "/catalogue",
        list_catalogue,
        "sales.quote:view",
        "Products to choose from",
        query=PickQuery,
        response=ProductOut,
        many=True,
    ),
    Route(
        "GET",
        "/dashboard",
        dashboard,
        "sales.report:view",
        "Income, invoices, orders, quotes and pipeline of the last twelve months",
        response=DashboardOut,
    ),
    TOTALS,
]

service = Service(
    name="sales",
    package="services.sales",
    label="Sales",
    metadata=Base.metadata,
    resources=[LEADS, OPPORTUNITIES, QUOTES, ORDERS, INVOICES, PAYMENTS],
    routes=ROUTES,
    events=EVENTS,
    handlers=HANDLERS,
    merged=MERGED,
    schedules=SCHEDULES,
    icon="businessplan",
    order=20,
)

"""The manifest of helpdesk."""

from chassis.service import Service
from services.helpdesk.articles.resource import ARTICLES
from services.helpdesk.base import Base
from services.helpdesk.events import EVENTS
from services.helpdesk.handlers import HANDLERS, MERGED
from services.helpdesk.tickets.resource import DASHBOARD, TICKETS

service = Service(
    name="helpdesk",
    package="services.helpdesk",
    label="Helpdesk",
    icon="lifebuoy",
    order=50,
    metadata=Base.metadata,
    resources=[TICKETS, ARTICLES],
    routes=[DASHBOARD],
    events=EVENTS,
    handlers=HANDLERS,
    merged=MERGED,
)

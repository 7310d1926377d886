"""What tickets offer over HTTP and in the pages."""

from chassis.privacy import Erasure
from chassis.resource import Action, Resource, Route
from services.helpdesk.articles.commands import make_article
from services.helpdesk.tickets import commands
from services.helpdesk.tickets.models import Ticket
from services.helpdesk.tickets.queries import conversation, dashboard
from services.helpdesk.tickets.schemas import (
    AnswerIn,
    AssignIn,
    ConversationOut,
    DashboardOut,
    NoteIn,
    ReceiveIn,
    StatusIn,
    TicketSchema,
)

_WORKED_ON = ["new", "open", "waiting", "solved"]

TICKETS = Resource(
    kind="ticket",
    collection="tickets",
    model=Ticket,
    schema=TicketSchema,
    label="Ticket",
    label_plural="Tickets",
    icon="lifebuoy",
    title="number",
    columns=("number", "subject", "organization_id", "type", "priority", "status", "owner_id", "awaiting_since"),
    sort="-created_at",
    search=("number", "subject", "organization_name", "person_name", "contact_name", "contact_email", "tags"),
    create=commands.open_ticket,
    update=commands.edit_ticket,
    board="status",
    erasure=Erasure(
        sole=True,
        emails=("contact_email",),
        keep=("reference", "organization_name", "product_name"),
        rows=lambda message: message.direction == "in",
    ),
    actions=(
        Action(
            "answer",
            commands.answer_ticket,
            AnswerIn,
            label="Answer",
            when={"status": _WORKED_ON},
            style="primary",
            icon="send",
        ),
        Action("note", commands.note_ticket, schema=NoteIn, label="Add an internal note", icon="note"),
        Action(
            "receive",
            commands.receive_message,
            schema=ReceiveIn,
            label="Record the customer's words",
            icon="message-plus",
        ),
        Action("assign", commands.assign_ticket, schema=AssignIn, label="Assign", icon="user-share"),
        Action(
            "solve",
            commands.solve_ticket,
            label="Solve",
            when={"status": ["new", "open", "waiting"]},
            icon="circle-check",
        ),
        Action("reopen", commands.reopen_ticket, label="Reopen", when={"status": ["solved", "closed"]}, icon="rotate"),
        Action("close", commands.close_ticket, label="Close", when={"status": ["solved"]}, icon="archive"),
        Action("set_status", commands.set_status, schema=StatusIn, label="Set status", icon="arrows-right-left"),
        Action(
            "make_article",
            make_article,
            label="Make an article",
            when={"status": ["solved", "closed"]},
            returns="article",
            bulk=False,
            icon="book-2",
        ),
    ),
    routes=(
        Route(
            "GET",
            "/tickets/{id}/conversation",
            conversation,
            "view",
            "The messages of a ticket",
            response=ConversationOut,
        ),
    ),
)

DASHBOARD = Route(
    "GET",
    "/dashboard",
    dashboard,
    "helpdesk.ticket:view",
    "Open tickets by status and priority, one's own, and those who have waited longest",
    response=DashboardOut,
)

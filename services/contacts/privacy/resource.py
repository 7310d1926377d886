"""Privacy requests as a kind of record."""

from chassis.privacy import Erasure
from chassis.resource import Action, Resource, Route
from services.contacts.privacy.commands import (
    approve_request,
    change_request,
    execute_request,
    finish_request,
    receive_request,
    refuse_request,
)
from services.contacts.privacy.due import due, make_requests
from services.contacts.privacy.events import PrivacyRequestCreated, PrivacyRequestUpdated
from services.contacts.privacy.models import PrivacyRequest
from services.contacts.privacy.schemas import (
    ApproveIn,
    DueIn,
    DueMade,
    DueOut,
    DueQuery,
    PrivacyRequestSchema,
    RefuseIn,
)

_SURE = "Erase this person in every service? This cannot be undone."

PRIVACY_REQUESTS = Resource(
    kind="privacy_request",
    collection="privacy-requests",
    model=PrivacyRequest,
    schema=PrivacyRequestSchema,
    label="Privacy request",
    label_plural="Privacy requests",
    icon="shield-lock",
    order=90,
    title="number",
    columns=("number", "type", "person_id", "status", "received_on", "due_on", "owner_id"),
    sort="due_on",
    search=("number",),
    create=receive_request,
    update=change_request,
    delete=False,
    created=PrivacyRequestCreated,
    updated=PrivacyRequestUpdated,
    routes=(
        Route(
            "GET", "/privacy-requests/due", due, "view", "Who is due for deletion by the retention rules",
            query=DueQuery, response=DueOut, transaction=False,
        ),
        Route(
            "POST", "/privacy-requests/due", make_requests, "create", "Make erasure requests for some people",
            body=DueIn, response=DueMade, status=201,
        ),
    ),
    erasure=Erasure(sole=True, keep=("number", "reason", "decided_by", "decided_by_id", "salt", "services")),
    actions=(
        Action("approve", approve_request, ApproveIn, when={"status": ["received"]}, style="primary", icon="check"),
        Action(
            "execute",
            execute_request,
            label="Erase now",
            when={"status": ["approved"], "type": ["erasure"]},
            style="danger",
            confirm=_SURE,
            icon="eraser",
            bulk=False,
        ),
        Action(
            "finish",
            finish_request,
            label="Done",
            when={"status": ["received", "approved"], "type": ["access", "export", "rectification"]},
            icon="circle-check",
        ),
        Action("refuse", refuse_request, RefuseIn, when={"status": ["received", "approved"]}, icon="x"),
    ),
)  # fmt: skip

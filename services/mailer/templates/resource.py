"""What templates offer over HTTP and in the pages."""

from typing import Any

from sqlalchemy.orm import Session

from chassis.identity import Identity
from chassis.records import load
from chassis.resource import Action, Resource, Route
from services.mailer.examples import merge_fields
from services.mailer.templates.commands import edit_template, preview_template, restore_default, test_template
from services.mailer.templates.models import Template
from services.mailer.templates.schemas import PreviewIn, PreviewOut, SendTestIn, TemplateSchema


def list_merge_fields(session: Session, actor: Identity, args: dict[str, Any]) -> dict[str, Any]:
    """The fields the template may name, each with an example."""
    template = load(session, actor, Template, args["id"])
    return {"data": merge_fields(template.event_type)}


TEMPLATES = Resource(
    kind="template",
    collection="templates",
    model=Template,
    schema=TemplateSchema,
    label="Mail template",
    label_plural="Mail templates",
    icon="template",
    title="subject",
    columns=("event_type", "language", "subject", "enabled", "send_to", "edited"),
    sort="event_type",
    create=False,
    update=edit_template,
    delete=False,
    attachable=False,
    actions=(
        Action(
            "send_test",
            test_template,
            schema=SendTestIn,
            returns="message",
            label="Send a test",
            bulk=False,
            icon="send",
        ),
        Action(
            "restore_default",
            restore_default,
            label="Restore the shipped text",
            when={"edited": [True]},
            icon="restore",
            confirm="Your own words in this template will be replaced.",
        ),
    ),
    routes=(
        Route(
            "POST",
            "/templates/{id}/preview",
            preview_template,
            permission="view",
            body=PreviewIn,
            response=PreviewOut,
            summary="The mail a template makes",
        ),
        Route(
            "GET",
            "/templates/{id}/merge-fields",
            list_merge_fields,
            permission="view",
            summary="The fields a template may name",
        ),
    ),
)

"""Changes of life cycles as a kind of record to look at: a list to filter, count and export."""

from chassis.fields import Choice, DateTime, Link, Schema, Text
from chassis.resource import Resource
from services.contacts.events import STATUS_COLOURS, STATUSES
from services.contacts.lifecycle.models import RULES, StatusChange


class StatusChangeSchema(Schema):
    """A change of the life cycle of an organization."""

    at = DateTime(read_only=True, label="When")
    organization_id = Link("contacts.organization", label_field="organization_name", read_only=True, sort=False)
    organization_name = Text(read_only=True, hidden=True, filter=False, sort=False)
    before = Choice(STATUSES, read_only=True, colours=STATUS_COLOURS, label="Before")
    status = Choice(STATUSES, read_only=True, colours=STATUS_COLOURS, label="After")
    reason = Text(500, read_only=True, filter=False, sort=False)
    rule = Choice(
        RULES,
        labels={
            "hand": "By hand",
            "entry": "At entry",
            "purchase": "First purchase",
            "return": "Bought again",
            "idle": "Nothing bought for long",
        },
        read_only=True,
        label="How",
    )
    actor_name = Text(read_only=True, label="By")


STATUS_CHANGES = Resource(
    kind="status_change",
    collection="status-changes",
    model=StatusChange,
    schema=StatusChangeSchema,
    label="Life-cycle change",
    label_plural="Life-cycle changes",
    icon="timeline-event",
    title="status",
    order=60,
    columns=("at", "organization_id", "before", "status", "reason", "rule", "actor_name"),
    sort="-at",
    create=False,
    update=False,
    delete=False,
    attachable=False,
    menu=False,
)

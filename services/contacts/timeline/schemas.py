"""What is asked of the timeline, and what it answers."""

from marshmallow import fields

from chassis.fields import Choice, Date, DateTime, Integer, Json, Schema, Text

TOPICS: dict[str, tuple[str, ...]] = {
    "talks": ("contacts.Interaction%",),
    "sales": ("sales.%",),
    "stock": ("inventory.%",),
    "service": ("helpdesk.%",),
    "mail": ("mailer.%",),
    "changes": ("contacts.%", "gateway.%"),
}
"""What a person looks for on a timeline, and the types of events that are of it; the first that fits."""


class FileSchema(Schema):
    """A file attached to the record an entry is about."""

    id = Text(required=True)
    name = Text(required=True)
    size = Integer(required=True)


class TimelineQuery(Schema):
    """Which record's timeline; of a topic, a period, with words in it; and where to go on."""

    ref = Text(required=True, max=120, example="contacts.organization:0197a1b2-0000-7000-8000-0000000000a1")
    topic = Choice(list(TOPICS))
    since = Date()
    until = Date()
    q = Text(max=200)
    cursor = Text(max=200)
    limit = Integer(default=50, min=1, max=200)


class EntrySchema(Schema):
    """One thing that happened."""

    id = Text(required=True)
    type = Text(required=True)
    time = DateTime(required=True)
    actor_name = Text()
    subject = Text(required=True)
    topic = Text(required=True)
    data = Json()
    files = fields.List(fields.Nested(FileSchema), required=True)


class TimelinePage(Schema):
    """The newest entries first; `next` is the cursor of the older ones."""

    data = fields.List(fields.Nested(EntrySchema), required=True)
    next = Text()

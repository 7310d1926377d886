"""What comes in and goes out of positions."""

from chassis.fields import Date, Flag, Integer, Lines, Link, Schema, Text


class PositionSchema(Schema):
    """A position as it is sent and shown."""

    organization_id = Link("contacts.organization", label_field="organization_name", required=True)
    organization_name = Text(read_only=True, hidden=True)
    job_title = Text(max=100, example="Beszerzési vezető")
    department = Text(max=100, example="Beszerzés")
    since = Date()
    until = Date()
    primary = Flag(default=False)
    reports_to_id = Link("contacts.person", label_field="reports_to_name", label="Reports to")
    reports_to_name = Text(read_only=True, hidden=True)


class OnQuery(Schema):
    """The day that is asked about; today unless said."""

    on = Date()


class ChartNode(Schema):
    """One place in the chart, depth first. Whom one may not see has neither id nor name."""

    person_id = Link("contacts.person")
    name = Text()
    job_title = Text()
    department = Text()
    since = Date()
    until = Date()
    primary = Flag()
    visible = Flag(required=True)
    depth = Integer(required=True)


class Chart(Schema):
    """An organization's people on a day: each right after the one they report to."""

    on = Date(required=True)
    data = Lines(ChartNode, required=True)


class Member(Schema):
    """Somebody who works or worked at an organization."""

    person_id = Link("contacts.person", required=True)
    name = Text(required=True)
    job_title = Text()
    department = Text()
    since = Date()
    until = Date()
    primary = Flag(required=True)
    current = Flag(required=True)
    phone = Text()
    email = Text()


class Members(Schema):
    """Those who are there now come first."""

    data = Lines(Member, required=True)

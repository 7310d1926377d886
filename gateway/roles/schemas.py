"""What goes in and out of roles."""

from chassis.fields import Lines, Link, Schema, Text


class ProfileLine(Schema):
    """One profile among those given."""

    profile_id = Link("gateway.profile", label_field="profile_name", required=True)
    profile_name = Text(read_only=True, hidden=True)


class RoleSchema(Schema):
    """A role as the API shows and takes it."""

    name = Text(required=True, max=120, example="Seller")
    code = Text(max=40, example="seller", help="Part of the path; made of the name when left out.")
    parent_id = Link("gateway.role", label_field="parent_name", label="Reports to", sort=False)
    parent_name = Text(read_only=True, hidden=True, filter=False, sort=False)
    path = Text(read_only=True)
    profiles = Lines(ProfileLine)

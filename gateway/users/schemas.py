"""What goes in and out of users."""

from typing import Any

import marshmallow as ma

from chassis.fields import Choice, Email, Flag, Language, Lines, Link, Schema, Text
from gateway.roles.schemas import ProfileLine


class Secret(Text):
    """A password: taken as it is, never trimmed, never shown."""

    type_name = "password"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(200, write_only=True, **kwargs)

    def deserialize(self, value: Any, attr: str | None = None, data: Any = None, **kwargs: Any) -> Any:
        return ma.fields.String.deserialize(self, value, attr, data, **kwargs)


class GroupLine(Schema):
    """One group the user is in."""

    group_id = Link("gateway.group", label_field="group_name", required=True)
    group_name = Text(read_only=True, hidden=True)


class UserSchema(Schema):
    """A user as the API shows and takes it; the password goes by an action of its own."""

    name = Text(required=True, max=200, example="Szabó Anna")
    username = Text(required=True, max=100, example="anna", help="What the person signs in with.")
    email = Email()
    role_id = Link("gateway.role", label_field="role_name", label="Role", required=True)
    role_name = Text(read_only=True, hidden=True)
    role_path = Text(read_only=True, hidden=True)
    active = Flag(default=True, help="An inactive user cannot sign in; the records stay.")
    language = Language(default="hu")
    theme = Choice(["auto", "light", "dark"], default="auto", filter=False, sort=False)
    groups = Lines(GroupLine)
    profiles = Lines(ProfileLine, label="Extra profiles")


class PasswordIn(Schema):
    """A new password for somebody."""

    password = Secret(required=True, example="a long and quiet phrase")


class OwnPasswordIn(Schema):
    """One's own new password; the old one proves who asks."""

    old = Secret(required=True)
    new = Secret(required=True)
    keep = Text(max=36, help="The id of the session that stays; all others end.")


class OwnProfileIn(Schema):
    """What people may change of themselves."""

    name = Text(max=200)
    email = Email()
    language = Language()
    theme = Choice(["auto", "light", "dark"])

"""What the gateway publishes: who works here, and where in the tree of roles."""

from chassis.events import EventType
from chassis.fields import Flag, Language, Schema, Text


class UserData(Schema):
    """A user as every service needs to know them."""

    id = Text(required=True)
    name = Text(required=True)
    username = Text(required=True)
    email = Text()
    role_path = Text(required=True)
    active = Flag(default=True)
    language = Language(default="hu")


class RoleData(Schema):
    """A role and its place in the tree."""

    id = Text(required=True)
    name = Text(required=True)
    path = Text(required=True)


USER_EXAMPLE = {
    "id": "01939f3a-4c00-7000-8000-0000000000a1",
    "name": "Szabó Anna",
    "username": "anna",
    "email": "anna@pelda.hu",
    "role_path": "/admin/manager/seller/",
    "active": True,
    "language": "hu",
}

UserCreated = EventType(
    "gateway.UserCreated",
    schema=UserData,
    title="User %(name)s created",
    summary="Somebody got a login. Services keep name, e-mail and role path for owners of records.",
    example=USER_EXAMPLE,
)
UserChanged = EventType(
    "gateway.UserChanged",
    schema=UserData,
    title="User %(name)s changed",
    summary="A user was renamed, moved in the tree of roles, switched off or on, or changed language.",
    example={**USER_EXAMPLE, "role_path": "/admin/manager/"},
)
RoleChanged = EventType(
    "gateway.RoleChanged",
    schema=RoleData,
    title="Role %(name)s changed",
    summary="A role was made, renamed or moved. A UserChanged follows for every user whose path moved with it.",
    example={"id": "01939f3a-4c00-7000-8000-0000000000b1", "name": "Seller", "path": "/admin/manager/seller/"},
)

EVENTS = [UserCreated, UserChanged, RoleChanged]

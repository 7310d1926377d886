"""Users on the API and the pages."""

from chassis.resource import Action, Resource
from gateway.events import UserChanged, UserCreated
from gateway.users.commands import create_user, delete_user, set_password, update_user
from gateway.users.models import User
from gateway.users.schemas import PasswordIn, UserSchema

USERS = Resource(
    kind="user", collection="users", model=User, schema=UserSchema,
    label="User", label_plural="Users", icon="user",
    title="name", columns=("name", "username", "email", "role_id", "active"), sort="name",
    search=("name", "username", "email"),
    create=create_user, update=update_user, delete=delete_user,
    created=UserCreated, updated=UserChanged,
    actions=(Action("set-password", set_password, schema=PasswordIn, label="Set password"),),
    owned=False, attachable=False, order=1,
)  # fmt: skip

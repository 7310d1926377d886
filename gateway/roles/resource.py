"""Roles on the API and the pages."""

from chassis.resource import Resource
from gateway.events import RoleChanged
from gateway.roles.commands import create_role, delete_role, update_role
from gateway.roles.models import Role
from gateway.roles.schemas import RoleSchema

ROLES = Resource(
    kind="role", collection="roles", model=Role, schema=RoleSchema,
    label="Role", label_plural="Roles", icon="hierarchy-2",
    title="name", columns=("name", "parent_id", "path"), sort="path", search=("name",),
    create=create_role, update=update_role, delete=delete_role,
    created=RoleChanged, updated=RoleChanged,
    owned=False, attachable=False, order=2,
)  # fmt: skip

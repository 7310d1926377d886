"""Groups: people who work together across roles; a group may bring profiles of its own."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from chassis.db import Child, Id, Record, SortText
from chassis.fields import Lines, Schema, Text
from chassis.identity import Identity
from chassis.records import create, delete, update
from chassis.resource import Resource
from gateway.base import Base
from gateway.profiles import Profile, guard_everything
from gateway.roles.schemas import ProfileLine


class Group(Record, Base):
    """A named set of users."""

    __tablename__ = "groups"
    kind = "group"
    name: Mapped[str] = mapped_column(SortText(120), unique=True)
    description: Mapped[str | None] = mapped_column(String(500))
    profiles: Mapped[list[GroupProfile]] = relationship(
        cascade="all, delete-orphan", order_by="GroupProfile.position", back_populates="group"
    )


class GroupProfile(Child, Base):
    """A profile that everybody in the group has."""

    __tablename__ = "group_profiles"
    root = ("group", "group_id")
    group_id: Mapped[str] = mapped_column(Id, ForeignKey("groups.id"), index=True)
    profile_id: Mapped[str] = mapped_column(Id, ForeignKey("profiles.id"), index=True)
    group: Mapped[Group] = relationship(back_populates="profiles")
    profile: Mapped[Profile] = relationship(lazy="joined")

    @property
    def profile_name(self) -> str:
        """The profile's name, for lists."""
        return self.profile.name


class GroupSchema(Schema):
    """A group as the API shows and takes it."""

    name = Text(required=True, max=120, example="Key accounts")
    description = Text(max=500, filter=False, sort=False)
    profiles = Lines(ProfileLine)


def create_group(session: Session, actor: Identity, data: dict[str, Any]) -> Group:
    """Make a group."""
    guard_everything(session, actor, [line["profile_id"] for line in data.get("profiles") or ()])
    return create(session, actor, Group, data)


def update_group(session: Session, actor: Identity, group: Group, data: dict[str, Any]) -> Group:
    """Change a group; what its profiles allow holds from the members' next request on."""
    given = [line["profile_id"] for line in data.get("profiles") or ()]
    guard_everything(session, actor, [*given, *(line.profile_id for line in group.profiles)])
    return update(session, actor, group, data)


def delete_group(session: Session, actor: Identity, group: Group) -> None:
    """Delete a group softly; its members lose what it gave."""
    guard_everything(session, actor, [line.profile_id for line in group.profiles])
    delete(session, actor, group)


GROUPS = Resource(
    kind="group", collection="groups", model=Group, schema=GroupSchema,
    label="Group", label_plural="Groups", icon="users-group",
    title="name", columns=("name", "description"), sort="name", search=("name",),
    create=create_group, update=update_group, delete=delete_group,
    owned=False, attachable=False, order=4,
)  # fmt: skip

"""The tree of roles."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from chassis.db import Child, Id, Record, SortText
from gateway.base import Base
from gateway.profiles import Profile


class Role(Record, Base):
    """A position in the firm. `path` is made of the codes from the top down: `/admin/manager/seller/`."""

    __tablename__ = "roles"
    kind = "role"
    name: Mapped[str] = mapped_column(SortText(120), unique=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    path: Mapped[str] = mapped_column(String(200), unique=True)
    parent_id: Mapped[str | None] = mapped_column(Id, ForeignKey("roles.id"), index=True)
    parent_name: Mapped[str | None] = mapped_column(SortText(120))
    profiles: Mapped[list[RoleProfile]] = relationship(
        cascade="all, delete-orphan", order_by="RoleProfile.position", back_populates="role"
    )


class RoleProfile(Child, Base):
    """A profile that everybody in the role has."""

    __tablename__ = "role_profiles"
    root = ("role", "role_id")
    role_id: Mapped[str] = mapped_column(Id, ForeignKey("roles.id"), index=True)
    profile_id: Mapped[str] = mapped_column(Id, ForeignKey("profiles.id"), index=True)
    role: Mapped[Role] = relationship(back_populates="profiles")
    profile: Mapped[Profile] = relationship(lazy="joined")

    @property
    def profile_name(self) -> str:
        """The profile's name, for lists."""
        return self.profile.name

"""Users and their secrets. The password's hash lies in a table of its own, which no list, export or audit reads."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table
from sqlalchemy.orm import Mapped, mapped_column, relationship

from chassis.db import Child, Id, Record, SortText, UTCDateTime
from gateway.base import Base
from gateway.groups import Group
from gateway.profiles import Profile
from gateway.roles.models import Role


class User(Record, Base):
    """Somebody who signs in. An inactive user keeps the records he owns, but cannot enter."""

    __tablename__ = "users"
    kind = "user"
    username: Mapped[str] = mapped_column(String(100), unique=True)
    name: Mapped[str] = mapped_column(SortText(200), index=True)
    email: Mapped[str | None] = mapped_column(String(254), index=True)
    language: Mapped[str] = mapped_column(String(5), default="hu", index=True)
    theme: Mapped[str] = mapped_column(String(10), default="auto")
    role_id: Mapped[str] = mapped_column(Id, ForeignKey("roles.id"), index=True)
    role_name: Mapped[str] = mapped_column(SortText(120), index=True)
    role_path: Mapped[str] = mapped_column(String(200), index=True)
    active: Mapped[bool] = mapped_column(Boolean, default=True, index=True)
    last_seen_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    role: Mapped[Role] = relationship()
    groups: Mapped[list[UserGroup]] = relationship(
        cascade="all, delete-orphan", order_by="UserGroup.position", back_populates="user"
    )
    profiles: Mapped[list[UserProfile]] = relationship(
        cascade="all, delete-orphan", order_by="UserProfile.position", back_populates="user"
    )


class UserGroup(Child, Base):
    """A group the user is in."""

    __tablename__ = "user_groups"
    root = ("user", "user_id")
    user_id: Mapped[str] = mapped_column(Id, ForeignKey("users.id"), index=True)
    group_id: Mapped[str] = mapped_column(Id, ForeignKey("groups.id"), index=True)
    user: Mapped[User] = relationship(back_populates="groups")
    group: Mapped[Group] = relationship(lazy="joined")

    @property
    def group_name(self) -> str:
        """The group's name, for lists."""
        return self.group.name


class UserProfile(Child, Base):
    """A profile the user has beyond those of his role and groups."""

    __tablename__ = "user_profiles"
    root = ("user", "user_id")
    user_id: Mapped[str] = mapped_column(Id, ForeignKey("users.id"), index=True)
    profile_id: Mapped[str] = mapped_column(Id, ForeignKey("profiles.id"), index=True)
    user: Mapped[User] = relationship(back_populates="profiles")
    profile: Mapped[Profile] = relationship(lazy="joined")

    @property
    def profile_name(self) -> str:
        """The profile's name, for lists."""
        return self.profile.name


credentials = Table(
    "credentials",
    Base.metadata,
    Column("user_id", Id, ForeignKey("users.id"), primary_key=True),
    Column("password_hash", String(200), nullable=False),
    Column("changed_at", UTCDateTime, nullable=False),
)

rights = Table(
    "rights",
    Base.metadata,
    Column("id", Integer, primary_key=True),
    Column("stamp", Integer, nullable=False),
)

sessions = Table(
    "sessions",
    Base.metadata,
    Column("id", Id, primary_key=True),
    Column("hash", String(64), nullable=False, unique=True),
    Column("user_id", Id, ForeignKey("users.id"), nullable=False),
    Column("channel", String(10), nullable=False),
    Column("csrf", String(64)),
    Column("address", String(64)),
    Column("agent", String(300)),
    Column("created_at", UTCDateTime, nullable=False),
    Column("seen_at", UTCDateTime, nullable=False),
    Column("expires_at", UTCDateTime, nullable=False),
    Column("revoked_at", UTCDateTime),
)
Index("ix_sessions_user", sessions.c.user_id, sessions.c.expires_at)
Index("ix_sessions_expires_at", sessions.c.expires_at)

login_attempts = Table(
    "login_attempts",
    Base.metadata,
    Column("id", Id, primary_key=True),
    Column("username", String(100), nullable=False),
    Column("address", String(64), nullable=False),
    Column("ok", Boolean, nullable=False),
    Column("at", UTCDateTime, nullable=False),
)
Index("ix_login_attempts_username", login_attempts.c.username, login_attempts.c.at)
Index("ix_login_attempts_address", login_attempts.c.address, login_attempts.c.at)
Index("ix_login_attempts_at", login_attempts.c.at)

"""The gateway own tables (2026-11-21)."""

import sqlalchemy as sa
from alembic import op

from chassis import types

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

__all__ = ["sa", "types", "upgrade"]


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "groups",
        sa.Column("name", types.SortText(120), nullable=False),
        sa.Column("description", sa.String(length=500), nullable=True),
        sa.Column("id", types.Id, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", types.UTCDateTime(), nullable=False),
        sa.Column("created_by", sa.String(length=36), nullable=True),
        sa.Column("updated_at", types.UTCDateTime(), nullable=False),
        sa.Column("updated_by", sa.String(length=36), nullable=True),
        sa.Column("owner_id", sa.String(length=36), nullable=True),
        sa.Column("owner_name", types.SortText(200), nullable=True),
        sa.Column("owner_path", sa.String(length=200), nullable=True),
        sa.Column("custom", types.JsonB, nullable=False),
        sa.Column("deleted_at", types.UTCDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_groups")),
        sa.UniqueConstraint("name", name=op.f("uq_groups_name")),
    )
    op.create_index(op.f("ix_groups_created_at"), "groups", ["created_at", "id"], unique=False)
    op.create_index(op.f("ix_groups_owner_id"), "groups", ["owner_id"], unique=False)
    op.create_index(op.f("ix_groups_owner_name"), "groups", ["owner_name", "id"], unique=False)
    op.create_index(op.f("ix_groups_owner_path"), "groups", ["owner_path"], unique=False)
    op.create_index(op.f("ix_groups_updated_at"), "groups", ["updated_at", "id"], unique=False)
    op.create_table(
        "known_owners",
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("record_id", sa.String(length=36), nullable=False),
        sa.Column("user_id", types.Id, nullable=False),
        sa.Column("source_version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "record_id", name=op.f("pk_known_owners")),
    )
    op.create_table(
        "login_attempts",
        sa.Column("id", types.Id, nullable=False),
        sa.Column("username", sa.String(length=100), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("ok", sa.Boolean(), nullable=False),
        sa.Column("at", types.UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login_attempts")),
    )
    op.create_index("ix_login_attempts_address", "login_attempts", ["address", "at"], unique=False)
    op.create_index("ix_login_attempts_at", "login_attempts", ["at"], unique=False)
    op.create_index("ix_login_attempts_username", "login_attempts", ["username", "at"], unique=False)
    op.create_table(
        "markers",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("at", types.UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_markers")),
    )
    op.create_table(
        "profiles",
        sa.Column("name", types.SortText(120), nullable=False),
        sa.Column("description", sa.String(length=500), nullable=True),
        sa.Column("everything", sa.Boolean(), nullable=False),
        sa.Column("rules", types.JsonB, nullable=False),
        sa.Column("id", types.Id, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", types.UTCDateTime(), nullable=False),
        sa.Column("created_by", sa.String(length=36), nullable=True),
        sa.Column("updated_at", types.UTCDateTime(), nullable=False),
        sa.Column("updated_by", sa.String(length=36), nullable=True),
        sa.Column("owner_id", sa.String(length=36), nullable=True),
        sa.Column("owner_name", types.SortText(200), nullable=True),
        sa.Column("owner_path", sa.String(length=200), nullable=True),
        sa.Column("custom", types.JsonB, nullable=False),
        sa.Column("deleted_at", types.UTCDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_profiles")),
        sa.UniqueConstraint("name", name=op.f("uq_profiles_name")),
    )
    op.create_index(op.f("ix_profiles_created_at"), "profiles", ["created_at", "id"], unique=False)
    op.create_index(op.f("ix_profiles_owner_id"), "profiles", ["owner_id"], unique=False)
    op.create_index(op.f("ix_profiles_owner_name"), "profiles", ["owner_name", "id"], unique=False)
    op.create_index(op.f("ix_profiles_owner_path"), "profiles", ["owner_path"], unique=False)
    op.create_index(op.f("ix_profiles_updated_at"), "profiles", ["updated_at", "id"], unique=False)
    op.create_table(
        "rights",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("stamp", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rights")),
    )
    op.create_table(
        "roles",
        sa.Column("name", types.SortText(120), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("path", sa.String(length=200), nullable=False),
        sa.Column("parent_id", types.Id, nullable=True),
        sa.Column("parent_name", types.SortText(120), nullable=True),
        sa.Column("id", types.Id, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", types.UTCDateTime(), nullable=False),
        sa.Column("created_by", sa.String(length=36), nullable=True),
        sa.Column("updated_at", types.UTCDateTime(), nullable=False),
        sa.Column("updated_by", sa.String(length=36), nullable=True),
        sa.Column("owner_id", sa.String(length=36), nullable=True),
        sa.Column("owner_name", types.SortText(200), nullable=True),
        sa.Column("owner_path", sa.String(length=200), nullable=True),
        sa.Column("custom", types.JsonB, nullable=False),
        sa.Column("deleted_at", types.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["parent_id"], ["roles.id"], name=op.f("fk_roles_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roles")),
        sa.UniqueConstraint("code", name=op.f("uq_roles_code")),
        sa.UniqueConstraint("name", name=op.f("uq_roles_name")),
        sa.UniqueConstraint("path", name=op.f("uq_roles_path")),
    )
    op.create_index(op.f("ix_roles_created_at"), "roles", ["created_at", "id"], unique=False)
    op.create_index(op.f("ix_roles_owner_id"), "roles", ["owner_id"], unique=False)
    op.create_index(op.f("ix_roles_owner_name"), "roles", ["owner_name", "id"], unique=False)
    op.create_index(op.f("ix_roles_owner_path"), "roles", ["owner_path"], unique=False)
    op.create_index(op.f("ix_roles_parent_id"), "roles", ["parent_id"], unique=False)
    op.create_index(op.f("ix_roles_updated_at"), "roles", ["updated_at", "id"], unique=False)
    op.create_table(
        "group_profiles",
        sa.Column("group_id", types.Id, nullable=False),
        sa.Column("profile_id", types.Id, nullable=False),
        sa.Column("id", types.Id, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_group_profiles_group_id")),
        sa.ForeignKeyConstraint(["profile_id"], ["profiles.id"], name=op.f("fk_group_profiles_profile_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_profiles")),
    )
    op.create_index(op.f("ix_group_profiles_group_id"), "group_profiles", ["group_id"], unique=False)
    op.create_index(op.f("ix_group_profiles_profile_id"), "group_profiles", ["profile_id"], unique=False)
    op.create_table(
        "role_profiles",
        sa.Column("role_id", types.Id, nullable=False),
        sa.Column("profile_id", types.Id, nullable=False),
        sa.Column("id", types.Id, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["profile_id"], ["profiles.id"], name=op.f("fk_role_profiles_profile_id")),
        sa.ForeignKeyConstraint(["role_id"], ["roles.id"], name=op.f("fk_role_profiles_role_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_profiles")),
    )
    op.create_index(op.f("ix_role_profiles_profile_id"), "role_profiles", ["profile_id"], unique=False)
    op.create_index(op.f("ix_role_profiles_role_id"), "role_profiles", ["role_id"], unique=False)
    op.create_table(
        "users",
        sa.Column("username", sa.String(length=100), nullable=False),
        sa.Column("name", types.SortText(200), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("theme", sa.String(length=10), nullable=False),
        sa.Column("role_id", types.Id, nullable=False),
        sa.Column("role_name", types.SortText(120), nullable=False),
        sa.Column("role_path", sa.String(length=200), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("last_seen_at", types.UTCDateTime(), nullable=True),
        sa.Column("id", types.Id, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", types.UTCDateTime(), nullable=False),
        sa.Column("created_by", sa.String(length=36), nullable=True),
        sa.Column("updated_at", types.UTCDateTime(), nullable=False),
        sa.Column("updated_by", sa.String(length=36), nullable=True),
        sa.Column("owner_id", sa.String(length=36), nullable=True),
        sa.Column("owner_name", types.SortText(200), nullable=True),
        sa.Column("owner_path", sa.String(length=200), nullable=True),
        sa.Column("custom", types.JsonB, nullable=False),
        sa.Column("deleted_at", types.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["role_id"], ["roles.id"], name=op.f("fk_users_role_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("username", name=op.f("uq_users_username")),
    )
    op.create_index(op.f("ix_users_active"), "users", ["active", "id"], unique=False)
    op.create_index(op.f("ix_users_created_at"), "users", ["created_at", "id"], unique=False)
    op.create_index(op.f("ix_users_email"), "users", ["email", "id"], unique=False)
    op.create_index(op.f("ix_users_language"), "users", ["language", "id"], unique=False)
    op.create_index(op.f("ix_users_name"), "users", ["name", "id"], unique=False)
    op.create_index(op.f("ix_users_owner_id"), "users", ["owner_id"], unique=False)
    op.create_index(op.f("ix_users_owner_name"), "users", ["owner_name", "id"], unique=False)
    op.create_index(op.f("ix_users_owner_path"), "users", ["owner_path"], unique=False)
    op.create_index(op.f("ix_users_role_id"), "users", ["role_id", "id"], unique=False)
    op.create_index(op.f("ix_users_role_name"), "users", ["role_name", "id"], unique=False)
    op.create_index(op.f("ix_users_role_path"), "users", ["role_path", "id"], unique=False)
    op.create_index(op.f("ix_users_updated_at"), "users", ["updated_at", "id"], unique=False)
    op.create_table(
        "bookmarks",
        sa.Column("user_id", types.Id, nullable=False),
        sa.Column("list", sa.String(length=10), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("record_id", types.Id, nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("at", types.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_bookmarks_user_id")),
        sa.PrimaryKeyConstraint("user_id", "list", "kind", "record_id", name=op.f("pk_bookmarks")),
    )
    op.create_table(
        "credentials",
        sa.Column("user_id", types.Id, nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("changed_at", types.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_credentials_user_id")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_credentials")),
    )
    op.create_table(
        "notifications",
        sa.Column("id", types.Id, nullable=False),
        sa.Column("user_id", types.Id, nullable=False),
        sa.Column("event_type", sa.String(length=100), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("record_id", sa.String(length=36), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("actor_name", sa.String(length=200), nullable=False),
        sa.Column("at", types.UTCDateTime(), nullable=False),
        sa.Column("read_at", types.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_notifications_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notifications")),
    )
    op.create_index("ix_notifications_user", "notifications", ["user_id", "id"], unique=False)
    op.create_table(
        "saved_views",
        sa.Column("id", types.Id, nullable=False),
        sa.Column("user_id", types.Id, nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("name", types.SortText(120), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("columns", types.JsonB, nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_saved_views_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_views")),
        sa.UniqueConstraint("user_id", "kind", "name", name=op.f("uq_saved_views_user_id_kind_name")),
    )
    op.create_index("ix_saved_views_kind", "saved_views", ["kind"], unique=False)
    op.create_table(
        "sessions",
        sa.Column("id", types.Id, nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("user_id", types.Id, nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("csrf", sa.String(length=64), nullable=True),
        sa.Column("address", sa.String(length=64), nullable=True),
        sa.Column("agent", sa.String(length=300), nullable=True),
        sa.Column("created_at", types.UTCDateTime(), nullable=False),
        sa.Column("seen_at", types.UTCDateTime(), nullable=False),
        sa.Column("expires_at", types.UTCDateTime(), nullable=False),
        sa.Column("revoked_at", types.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_sessions_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sessions")),
        sa.UniqueConstraint("hash", name=op.f("uq_sessions_hash")),
    )
    op.create_index("ix_sessions_expires_at", "sessions", ["expires_at"], unique=False)
    op.create_index("ix_sessions_user", "sessions", ["user_id", "expires_at"], unique=False)
    op.create_table(
        "user_groups",
        sa.Column("user_id", types.Id, nullable=False),
        sa.Column("group_id", types.Id, nullable=False),
        sa.Column("id", types.Id, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_user_groups_group_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_user_groups_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_groups")),
    )
    op.create_index(op.f("ix_user_groups_group_id"), "user_groups", ["group_id"], unique=False)
    op.create_index(op.f("ix_user_groups_user_id"), "user_groups", ["user_id"], unique=False)
    op.create_table(
        "user_profiles",
        sa.Column("user_id", types.Id, nullable=False),
        sa.Column("profile_id", types.Id, nullable=False),
        sa.Column("id", types.Id, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["profile_id"], ["profiles.id"], name=op.f("fk_user_profiles_profile_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_user_profiles_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_profiles")),
    )
    op.create_index(op.f("ix_user_profiles_profile_id"), "user_profiles", ["profile_id"], unique=False)
    op.create_index(op.f("ix_user_profiles_user_id"), "user_profiles", ["user_id"], unique=False)

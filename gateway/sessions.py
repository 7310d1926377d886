"""Signing in: sessions of browsers and bearer tokens of API clients, in one table that can be listed and revoked.

The browser or client holds a random secret; the table holds only its hash. Failed attempts are counted in the database,
so that throttling holds across processes.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, bindparam, delete, func, insert, select, update
from sqlalchemy.orm import Session

from chassis.db import Database, utc_now
from chassis.errors import DomainError
from chassis.fields import show_time
from chassis.ids import new_id
from gateway import passwords
from gateway.users.models import User, credentials, login_attempts, rights, sessions

LIFE = timedelta(hours=12)
SLIDE = timedelta(minutes=5)  # a page session is prolonged at most this often, to keep reads free of writes
WINDOW = timedelta(minutes=15)
PER_USERNAME = 8
PER_ADDRESS = 60
KEEP = timedelta(days=90)


class WrongPassword(DomainError):
    """Username and password do not belong together; which of them is wrong is not told."""

    status = 401

    def __init__(self) -> None:
        super().__init__("wrong_password", "The username or the password is wrong.")


class TooManyAttempts(DomainError):
    """Somebody is guessing passwords."""

    status = 429

    def __init__(self, retry_after: int) -> None:
        minutes = max(1, round(retry_after / 60))
        super().__init__(
            "too_many_attempts", "Too many failed attempts. Try again in %(minutes)s minutes.", minutes=minutes
        )
        self.retry_after = retry_after


@dataclass(frozen=True)
class Living:
    """A session or token that is valid now. `stamp` grows whenever somebody's rights change."""

    id: str
    user_id: str
    channel: str
    csrf: str
    expires_at: datetime
    stamp: int


@dataclass(frozen=True)
class Entry:
    """What a successful sign-in gives: the secret for the client and the session it opens."""

    secret: str
    session: Living


def _statement() -> Select[Any]:
    """A living session by its hash, of a user who may enter, with the stamp of all rights."""
    s, u = sessions.c, User.__table__.c
    stamp = select(rights.c.stamp).where(rights.c.id == 1).scalar_subquery()
    return (
        select(s.id, s.user_id, s.channel, s.csrf, s.expires_at, stamp.label("stamp"))
        .join(User.__table__, u.id == s.user_id)
        .where(s.hash == bindparam("hash"), s.channel == bindparam("channel"), s.revoked_at.is_(None))
        .where(s.expires_at > bindparam("now"), u.active.is_(True), u.deleted_at.is_(None))
    )


_FIND = _statement()


def digest(secret: str) -> str:
    """The form in which a secret is stored; it has 256 random bits, so a plain hash is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()


def sign_in(
    database: Database, username: str, password: str, *, address: str = "", agent: str = "", channel: str = "page"
) -> Entry:
    """Open a session (`page`) or make a token (`api`); WrongPassword or TooManyAttempts otherwise."""
    username = username.strip().lower()[:100]
    with database.reading() as session:
        _throttle(session, username, address)
        found = session.execute(
            select(User.id, User.active, credentials.c.password_hash)
            .join(credentials, credentials.c.user_id == User.id)
            .where(User.username == username, User.deleted_at.is_(None))
        ).first()
    right = passwords.verify(found.password_hash if found else None, password)  # slow on purpose: in no transaction
    right = right and found is not None and found.active
    with database.transaction() as session:
        _note_attempt(session, username, address, right)
        entry = _open(session, found.id, address, agent, channel) if right and found else None
        if right and found and passwords.outdated(found.password_hash):
            _store_anew(session, found.id, password)
    if entry is None:
        raise WrongPassword
    return entry


def find(database: Database, secret: str, channel: str) -> Living | None:
    """The living session or token of a secret, None when there is none."""
    if not secret or len(secret) > 200:
        return None
    with database.engine.connect() as connection:  # each request comes through here: no ORM, a statement made once
        row = connection.execute(_FIND, {"hash": digest(secret), "channel": channel, "now": utc_now()}).first()
    if row is None:
        return None
    if channel == "page" and row.expires_at - utc_now() < LIFE - SLIDE:
        _prolong(database, row.id)
    return Living(row.id, row.user_id, row.channel, row.csrf or "", row.expires_at, row.stamp or 0)


def revoke(session: Session, session_id: str, user_id: str) -> bool:
    """End one session or token of a user; False when he has no such living one."""
    ended = session.execute(
        update(sessions)
        .where(sessions.c.id == session_id, sessions.c.user_id == user_id, sessions.c.revoked_at.is_(None))
        .values(revoked_at=utc_now())
        .returning(sessions.c.id)
    ).first()
    return ended is not None


def of_user(session: Session, user_id: str) -> list[dict[str, Any]]:
    """The living sessions and tokens of a user, latest used first."""
    columns = (sessions.c.id, sessions.c.channel, sessions.c.address, sessions.c.agent)
    times = (sessions.c.created_at, sessions.c.seen_at, sessions.c.expires_at)
    rows = session.execute(
        select(*columns, *times)
        .where(sessions.c.user_id == user_id, sessions.c.revoked_at.is_(None), sessions.c.expires_at > utc_now())
        .order_by(sessions.c.seen_at.desc(), sessions.c.id)
    )
    return [{str(k): show_time(v) if isinstance(v, datetime) else v for k, v in row._mapping.items()} for row in rows]


def clean(session: Session) -> None:
    """Forget sessions and attempts of long ago."""
    before = utc_now() - KEEP
    session.execute(delete(sessions).where(sessions.c.expires_at < before))
    session.execute(delete(login_attempts).where(login_attempts.c.at < before))


def _throttle(session: Session, username: str, address: str) -> None:
    since = utc_now() - WINDOW
    failed = (login_attempts.c.ok.is_(False), login_attempts.c.at > since)
    last_good = session.scalar(
        select(func.max(login_attempts.c.at)).where(
            login_attempts.c.username == username, login_attempts.c.ok.is_(True), login_attempts.c.at > since
        )
    )
    by_name = (*failed, login_attempts.c.username == username, login_attempts.c.at > (last_good or since))
    by_address = (*failed, login_attempts.c.address == address)
    for conditions, limit in ((by_name, PER_USERNAME), (by_address, PER_ADDRESS)):
        count, first = session.execute(select(func.count(), func.min(login_attempts.c.at)).where(*conditions)).one()
        if count >= limit:
            raise TooManyAttempts(max(1, int((first + WINDOW - utc_now()).total_seconds())))


def _note_attempt(session: Session, username: str, address: str, ok: bool) -> None:
    row = {"id": new_id(), "username": username, "address": address[:64], "ok": ok, "at": utc_now()}
    session.execute(insert(login_attempts), row)


def _open(session: Session, user_id: str, address: str, agent: str, channel: str) -> Entry:
    secret, now = secrets.token_urlsafe(32), utc_now()
    living = Living(new_id(), user_id, channel, secrets.token_urlsafe(24), now + LIFE, 0)
    row = {
        "id": living.id, "hash": digest(secret), "user_id": user_id, "channel": channel, "csrf": living.csrf,
        "address": address[:64], "agent": agent[:300], "created_at": now, "seen_at": now, "expires_at": now + LIFE,
    }  # fmt: skip
    session.execute(insert(sessions), row)
    session.execute(update(User.__table__).where(User.__table__.c.id == user_id).values(last_seen_at=now))
    return Entry(secret, living)


def _prolong(database: Database, session_id: str) -> None:
    now = utc_now()
    with database.transaction() as session:
        values = {"seen_at": now, "expires_at": now + LIFE}
        session.execute(update(sessions).where(sessions.c.id == session_id).values(values))


def _store_anew(session: Session, user_id: str, password: str) -> None:
    values = {"password_hash": passwords.make_hash(password), "changed_at": utc_now()}
    session.execute(update(credentials).where(credentials.c.user_id == user_id).values(values))

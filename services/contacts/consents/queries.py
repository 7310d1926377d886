"""May this person be written to? The answer by channel, with what it rests on."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis.identity import Identity
from chassis.records import load
from chassis.resource import Args
from services.contacts.consents.commands import MARKETING
from services.contacts.consents.events import CHANNELS
from services.contacts.consents.models import Consent
from services.contacts.consents.schemas import ChannelSchema, HistorySchema
from services.contacts.people.models import Person

_channel = ChannelSchema()
_row = HistorySchema(exclude=("person_name",))
_MOST = 200


def standing(session: Session, actor: Identity, args: Args) -> dict[str, Any]:
    """How things stand on each channel, and the newest rows they come from."""
    person = load(session, actor, Person, args["id"])
    rows = session.scalars(
        select(Consent)
        .where(Consent.person_id == person.id, Consent.deleted_at.is_(None))
        .order_by(Consent.at.desc(), Consent.id.desc())
    ).all()
    newest: dict[tuple[str, str], Consent] = {}
    for row in rows:
        newest.setdefault((row.channel, row.purpose), row)
    wanted = dict.fromkeys([*((channel, MARKETING) for channel in CHANNELS), *newest])
    return {
        "person_id": person.id,
        "data": [_standing(channel, purpose, newest.get((channel, purpose))) for channel, purpose in wanted],
        "history": [_row.dump(row) for row in rows[:_MOST]],
    }


def _standing(channel: str, purpose: str, row: Consent | None) -> dict[str, Any]:
    if row is None:
        return _channel.dump({"channel": channel, "purpose": purpose, "allowed": False})
    given = row.status == "given"
    return _channel.dump({**row.__dict__, "channel": channel, "purpose": purpose, "allowed": given, "since": row.at})

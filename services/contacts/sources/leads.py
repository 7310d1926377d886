"""Where a converted lead came from, as one of our sources, so that the report of costs counts its customers."""

from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from chassis.i18n import translator
from chassis.identity import Identity
from chassis.records import create
from services.contacts.sources.models import Source

LANGUAGE = "hu"
"""Of the names of sources that are made by themselves: what the firm's own data are in."""

OF_LEADS = {
    "web": ("web", "Web site"),
    "email": ("other", "E-mail"),
    "phone": ("other", "Phone call"),
    "referral": ("referral", "Referral"),
    "event": ("event", "Event"),
    "campaign": ("advertising", "Advertising"),
}
"""What sales calls where a lead came from: our channel, and the name of its general source."""


def source_of_lead(session: Session, actor: Identity, said: str | None, day: date) -> str | None:
    """The one source of that channel that was running on the day; else the channel's general one, made when missing."""
    if said not in OF_LEADS:
        return None
    channel, label = OF_LEADS[said]
    standing = select(Source).where(Source.deleted_at.is_(None), Source.channel == channel)
    running = standing.where(
        or_(Source.valid_from.is_(None), Source.valid_from <= day),
        or_(Source.valid_until.is_(None), Source.valid_until >= day),
    )
    found = session.scalars(running.limit(2)).all() if channel != "other" else []
    if len(found) == 1:
        return found[0].id
    name = translator(LANGUAGE, [session.info["service"].folder])(label)
    general = session.scalars(select(Source).where(Source.name == name)).first()
    if general is not None:
        return general.id if general.deleted_at is None else None
    return create(session, actor, Source, {"name": name, "channel": channel}).id

"""What the sources brought and what a customer cost."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import Date, func, select
from sqlalchemy.orm import Session

from chassis.days import today
from chassis.errors import Invalid
from chassis.identity import Identity
from chassis.records import kind_of, load
from chassis.rights import visible
from services.contacts.organizations.models import Organization
from services.contacts.people.models import Person
from services.contacts.sources.models import Source
from services.contacts.sources.schemas import ReportOut

_CENT = Decimal("0.01")
_schema = ReportOut()


def report(session: Session, actor: Identity, args: dict[str, Any]) -> Any:
    """Every source (or one) with its customers and its cost in a period, as far as the reader may see them."""
    since, until = args.get("since"), args.get("until") or today()
    if since and since > until:
        raise Invalid({"until": ["The end must not come before the beginning."]})
    sources = _sources(session, actor, args.get("source_id"))
    moments = {
        "organizations": Organization.created_at,
        "won": Organization.customer_since,
        "people": Person.created_at,
    }
    counts = {name: _count(session, actor, moment, since, until) for name, moment in moments.items()}
    rows = [_row(source, counts, since, until) for source in sources]
    shown = [row for row in rows if args.get("source_id") or any(row[name] for name in (*counts, "cost"))]
    shown.sort(key=lambda row: (row["cost_per_customer"] is None, row["cost_per_customer"] or 0, row["name"]))
    return _schema.dump({"since": since, "until": until, "data": shown})


def _sources(session: Session, actor: Identity, source_id: str | None) -> list[Source]:
    if source_id:
        return [load(session, actor, Source, source_id)]
    statement = select(Source).where(Source.deleted_at.is_(None))
    if (mine := visible(actor, "contacts.source", Source)) is not None:
        statement = statement.where(mine)
    return list(session.scalars(statement.order_by(Source.name)))


def _count(session: Session, actor: Identity, moment: Any, since: date | None, until: date) -> dict[str, int]:
    """How many records of each source have their moment in the period."""
    model = moment.class_
    is_day = isinstance(moment.type, Date)
    first = since if is_day or since is None else datetime.combine(since, time(), UTC)
    end = until + timedelta(days=1) if is_day else datetime.combine(until + timedelta(days=1), time(), UTC)
    statement = select(model.source_id, func.count()).where(
        model.source_id.is_not(None), model.deleted_at.is_(None), moment < end, *([moment >= first] if first else [])
    )
    if (mine := visible(actor, kind_of(session, model), model)) is not None:
        statement = statement.where(mine)
    return {row[0]: row[1] for row in session.execute(statement.group_by(model.source_id))}


def _row(source: Source, counts: dict[str, dict[str, int]], since: date | None, until: date) -> dict[str, Any]:
    found = {name: numbers.get(source.id, 0) for name, numbers in counts.items()}
    cost = source.cost_between(since, until)
    each = (cost / found["won"]).quantize(_CENT) if cost and found["won"] else None
    return {
        "source_id": source.id,
        "name": source.name,
        "channel": source.channel,
        "currency": source.currency,
        **found,
        "cost": cost,
        "cost_per_customer": each,
    }

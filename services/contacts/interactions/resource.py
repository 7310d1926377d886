"""The communication log as a kind of record."""

from typing import Any

from chassis.privacy import Erasure
from chassis.resource import Resource
from services.contacts.events import InteractionDeleted, InteractionLogged, InteractionUpdated
from services.contacts.interactions.commands import change_interaction, log_interaction
from services.contacts.interactions.models import Interaction
from services.contacts.interactions.schemas import InteractionSchema


def related(talk: Any) -> list[str]:
    """A talk stands on the timeline of everybody who took part."""
    return [f"contacts.person:{person_id}" for person_id in talk.people_ids]


INTERACTIONS = Resource(
    kind="interaction",
    collection="interactions",
    model=Interaction,
    schema=InteractionSchema,
    icon="message-2",
    order=30,
    title="subject",
    columns=("subject", "happened_at", "channel", "direction", "organization_id", "person_id", "owner_id"),
    sort="-happened_at",
    search=("subject", "text", "asked", "agreed", "next_step"),
    create=log_interaction,
    update=change_interaction,
    created=InteractionLogged,
    updated=InteractionUpdated,
    deleted=InteractionDeleted,
    restored=InteractionUpdated,
    related=related,
    prefetch=("participants", "colleagues"),
    erasure=Erasure(sole=True, keep=("ticket_name",)),
)

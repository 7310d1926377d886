"""Whose figures are asked for: one customer's, or those of an organization with all below it."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from chassis.identity import Identity
from chassis.records import load
from chassis.rights import visible
from services.contacts.interactions.models import Interaction, Participant
from services.contacts.organizations.models import Organization
from services.contacts.people.models import Person
from services.contacts.projections import CustomerDocument

_MOST = 5_000


@dataclass(frozen=True)
class Whose:
    """The customers whose figures are wanted together."""

    kind: str
    ids: tuple[str, ...]
    subsidiaries: int = 0

    @property
    def documents(self) -> ColumnElement[bool]:
        """Their documents, and of a person also the tickets asked in an organization's name."""
        if self.kind == "organization":
            return CustomerDocument.customer_id.in_(self.ids)
        asked = and_(CustomerDocument.person_id.in_(self.ids), CustomerDocument.noun == "ticket")
        return or_(CustomerDocument.customer_id.in_(self.ids), asked)

    @property
    def talks(self) -> ColumnElement[bool]:
        """The talks with organizations, or those a person took part in."""
        if self.kind == "organization":
            return Interaction.organization_id.in_(self.ids)
        took_part = select(Participant.interaction_id).where(Participant.person_id.in_(self.ids))
        return or_(Interaction.person_id.in_(self.ids), Interaction.id.in_(took_part))


def whose(session: Session, actor: Identity, kind: str, args: dict[str, Any]) -> Whose:
    """The customer that is asked for, with its subsidiaries when the scope is its group; as far as may be seen."""
    if kind == "person":
        return Whose(kind, (load(session, actor, Person, args["id"]).id,))
    organization_id = load(session, actor, Organization, args["id"]).id
    below = _below(session, actor, organization_id)
    ids = (organization_id, *below) if args.get("scope") == "group" else (organization_id,)
    return Whose(kind, ids, len(below))


def _below(session: Session, actor: Identity, organization_id: str) -> list[str]:
    """Those below an organization at every depth, each once even if the tree were a ring."""
    first = select(Organization.id).where(Organization.parent_id == organization_id, Organization.deleted_at.is_(None))
    tree = first.cte("below", recursive=True)
    deeper = select(Organization.id).where(Organization.parent_id == tree.c.id, Organization.deleted_at.is_(None))
    tree = tree.union(deeper)
    statement = select(Organization.id).join(tree, tree.c.id == Organization.id)
    statement = statement.where(Organization.id != organization_id)
    if (mine := visible(actor, "contacts.organization", Organization)) is not None:
        statement = statement.where(mine)
    return list(session.scalars(statement.limit(_MOST)))

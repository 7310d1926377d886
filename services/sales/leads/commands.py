"""Leads come in, are changed, converted or found not to fit."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from chassis.db import plain
from chassis.errors import Invalid
from chassis.events import emit
from chassis.identity import Identity
from chassis.ids import new_id
from chassis.records import build, change, load, lookup
from services.sales.company import company
from services.sales.events import LeadConverted, LeadCreated
from services.sales.interests import complete_interests, copy_interests
from services.sales.leads.models import Lead
from services.sales.opportunities.models import Opportunity
from services.sales.owners import hand_over
from services.sales.projections import Customer


def create_lead(session: Session, actor: Identity, data: Mapping[str, Any]) -> Lead:
    """Take down a lead; `LeadCreated` tells the others."""
    values = dict(data)
    values["interests"] = complete_interests(session, values.get("interests") or [])
    if values.get("status") == "converted":
        raise Invalid({"status": ["A lead becomes converted by its action only."]})
    values["currency"] = values.get("currency") or company(session).currency
    lead = build(session, actor, Lead, values)
    lead.refresh()
    emit(session, LeadCreated, lead)
    return lead


def update_lead(session: Session, actor: Identity, lead: Lead, data: Mapping[str, Any]) -> Lead:
    """Change a lead that is still open."""
    lead.guard_open()
    values = dict(data)
    status = values.pop("status", None)
    if "interests" in values:
        values["interests"] = complete_interests(session, values["interests"] or [])
    with session.no_autoflush:  # one version for the whole change
        if status:
            lead.set_status(status)
        change(session, actor, lead, values)
        lead.refresh()
    session.flush()  # constraints answer here, and the version grows
    return lead


def disqualify_lead(session: Session, actor: Identity, lead_id: str, reason: str | None = None) -> Lead:
    """Say that a lead does not fit."""
    lead = load(session, actor, Lead, lead_id, action="disqualify")
    lead.disqualify(reason)
    return lead


def convert_lead(
    session: Session,
    actor: Identity,
    lead_id: str,
    organization_id: str | None = None,
    person_id: str | None = None,
    opportunity_name: str | None = None,
    amount: Decimal | None = None,
    expected_close_on: date | None = None,
) -> Opportunity:
    """Turn a lead into customer and opportunity; contacts makes organization and person of the event, under our ids."""
    lead = load(session, actor, Lead, lead_id, action="convert")
    lead.guard_open()
    organization = _organization(session, lead, organization_id)
    person = _person(session, lead, person_id, organization)
    opportunity = Opportunity(
        id=new_id(),
        name=opportunity_name or lead.name,
        amount=lead.estimated_value if amount is None else amount,
        currency=lead.currency or company(session).currency,
        expected_close_on=expected_close_on,
        source=lead.source,
        description=lead.description,
        lead_id=lead.id,
        lead_name=lead.name,
        interests=copy_interests(lead.interests),
    )
    _link(lead, opportunity, organization, person)
    hand_over(lead, opportunity, actor)
    session.add(opportunity)
    _tell(session, lead, organization, person)
    return opportunity


def _link(
    lead: Lead, opportunity: Opportunity, organization: dict[str, Any] | None, person: dict[str, Any] | None
) -> None:
    """Write the new relations into lead and opportunity."""
    none: dict[str, Any] = {"id": None, "name": None}
    organization, person = organization or none, person or none
    lead.convert(organization["id"], person["id"], opportunity.id)
    lead.organization_name, lead.person_name = organization["name"], person["name"]
    lead.opportunity_name = opportunity.name
    opportunity.customer_id, opportunity.person_id = lead.organization_id, lead.person_id
    opportunity.customer_name = lead.organization_name or lead.person_name or lead.name
    opportunity.person_name = lead.person_name


def _organization(session: Session, lead: Lead, organization_id: str | None) -> dict[str, Any] | None:
    """The organization of the event: an existing one, or a new one of the lead's company."""
    if organization_id:
        return {"id": organization_id, "new": False, "name": _existing(session, "organization", organization_id).name}
    if not lead.company_name:
        return None
    fields = ("tax_number", "email", "phone", "website", "country", "postal_code", "city", "street", "language")
    values = {name: getattr(lead, name) for name in fields}
    organization = {"id": new_id(), "new": True, "name": lead.company_name, **values}
    _known_here(session, organization, "organization")
    return organization


def _person(
    session: Session, lead: Lead, person_id: str | None, organization: dict[str, Any] | None
) -> dict[str, Any] | None:
    """The person of the event: an existing one, or a new one of the lead's name; none for a company without a name."""
    if person_id:
        return {"id": person_id, "new": False, "name": _existing(session, "person", person_id).name}
    name = lead.full_name or (None if organization else lead.name)
    if not name:
        return None
    fields = ("job_title", "email", "phone", "country", "postal_code", "city", "street", "language")
    values = {field: getattr(lead, field) for field in fields}
    names = {"family_name": lead.family_name or name, "given_name": lead.given_name}
    person = {"id": new_id(), "new": True, "name": name, **names, **values}
    _known_here(session, person, "person", organization)
    return person


def _existing(session: Session, kind: str, customer_id: str) -> Customer:
    found = lookup(session, Customer, customer_id)
    if found is None or found.type != kind or not found.active:
        raise Invalid({f"{kind}_id": ["There is no such customer."]})
    return found


def _known_here(session: Session, party: dict[str, Any], kind: str, organization: dict[str, Any] | None = None) -> None:
    """Know a new customer at once, so that a quote can follow right away; the event of contacts completes it."""
    session.add(
        Customer(
            id=party["id"],
            source_version=0,
            type=kind,
            name=party["name"],
            folded=plain(" ".join(text for text in (party["name"], party["email"]) if text))[:600],
            organization_id=organization and organization["id"],
            organization_name=organization and organization["name"],
            tax_number=party.get("tax_number"),
            email=party["email"],
            language=party["language"],
            active=True,
        )
    )


def _tell(session: Session, lead: Lead, organization: dict[str, Any] | None, person: dict[str, Any] | None) -> None:
    names = ("name", "source", "opportunity_id", "opportunity_name", "owner_id", "owner_name")
    data = {name: getattr(lead, name) for name in names} | {"organization": organization, "person": person}
    refs = [f"sales.opportunity:{lead.opportunity_id}"]
    refs += [f"contacts.organization:{lead.organization_id}"] if lead.organization_id else []
    refs += [f"contacts.person:{lead.person_id}"] if lead.person_id else []
    emit(session, LeadConverted, lead, data, relates_to=refs)

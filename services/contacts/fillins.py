"""Nothing typed twice: what a new record takes over from what is known already."""

from typing import Any

from phonenumbers import country_code_for_region
from sqlalchemy.orm import Session

from services.contacts.organizations.models import Organization

_USUAL = {"language": "hu", "currency": "HUF", "payment_days": 8}
_FROM_PARENT = (*_USUAL, "ownership", "industry", "source_id")
_PARTS = ("country", "postal_code", "city", "street", "region")
_PAYS_VAT = "235"  # VAT codes on a tax number: 1 is exempt, a member of a group (4) uses the number of the group


def complete_organization(session: Session, data: dict[str, Any]) -> dict[str, Any]:
    """A new organization takes terms and address of its parent; its EU VAT number follows from its tax number."""
    parent = session.get(Organization, data["parent_id"]) if data.get("parent_id") else None
    for name in _FROM_PARENT if parent else ():
        if data.get(name) is None:
            data[name] = getattr(parent, name)
    for name, usual in _USUAL.items():
        if data.get(name) is None:
            data[name] = usual
    if parent and not data.get("addresses"):
        data["addresses"] = _address_of(parent, "billing")
    data["eu_vat_number"] = data.get("eu_vat_number") or eu_vat_of(data.get("tax_number"))
    return data


def follow_tax_number(organization: Organization, data: dict[str, Any]) -> dict[str, Any]:
    """A tax number given later brings the EU VAT number along, unless there is one."""
    number = data.get("tax_number")
    if number and number != organization.tax_number and not (data.get("eu_vat_number") or organization.eu_vat_number):
        data["eu_vat_number"] = eu_vat_of(number)
    return data


def eu_vat_of(tax_number: str | None) -> str | None:
    """HU and the first eight digits of a Hungarian tax number, if its holder charges VAT."""
    if not tax_number or tax_number.split("-")[1] not in _PAYS_VAT:
        return None
    return f"HU{tax_number[:8]}"


def organization_of_parent(session: Session, data: dict[str, Any]) -> dict[str, Any]:
    """What a form proposes once the parent is chosen: what saving would fill in, and who looks after the parent."""
    parent = session.get_one(Organization, data["parent_id"])
    filled = complete_organization(session, dict(data))
    return {**filled, "source_name": parent.source_name, **_like(parent)}


def person_of_employer(session: Session, data: dict[str, Any]) -> dict[str, Any]:
    """What a form proposes once the employer is chosen."""
    employer = session.get_one(Organization, data["organization_id"])
    return {**complete_person(session, dict(data)), **_like(employer)}


def _like(organization: Organization) -> dict[str, Any]:
    address = next((row for row in organization.addresses if row.primary), None)
    code = country_code_for_region(address.country) if address and address.country else 0
    owner = {"owner_id": organization.owner_id, "owner_name": organization.owner_name}
    return {**owner, "prefixes": {"phones.number": f"+{code}"} if code else {}}


def complete_person(session: Session, data: dict[str, Any]) -> dict[str, Any]:
    """A new person speaks the language of the employer, and is reached where and as one reaches it."""
    employer = session.get(Organization, data["organization_id"]) if data.get("organization_id") else None
    if not data.get("language"):
        data["language"] = employer.language if employer else "hu"
    if employer and not data.get("addresses"):
        data["addresses"] = _address_of(employer, "mailing")
    return data


def _address_of(organization: Organization, kind: str) -> list[dict[str, Any]]:
    found = next((address for address in organization.addresses if address.primary), None)
    if found is None:
        return []
    return [{"address_kind": kind, "primary": True, **{part: getattr(found, part) for part in _PARTS}}]

"""Consents as a kind of record: added to, never changed."""

from chassis.privacy import Erasure
from chassis.resource import Resource
from services.contacts.consents.commands import record_consent
from services.contacts.consents.models import Consent
from services.contacts.consents.schemas import ConsentSchema

CONSENTS = Resource(
    kind="consent",
    collection="consents",
    model=Consent,
    schema=ConsentSchema,
    icon="checkbox",
    order=80,
    title="person_name",
    columns=("person_id", "channel", "purpose", "status", "at", "source", "lawful_basis"),
    sort="-at",
    create=record_consent,
    update=False,
    delete=False,
    owned=False,
    erasure=Erasure(sole=True, keep=("recorded_by",)),
    menu=False,
)

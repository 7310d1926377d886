"""The events of privacy requests."""

from chassis.events import EventType
from chassis.fields import Choice, Date, Integer, Link, Schema, Text
from chassis.privacy.erasing import EXAMPLE, ErasedData
from services.contacts.privacy.models import STATUSES, TYPES


class RequestData(Schema):
    """Which request, and how far it is."""

    number = Text(required=True)
    type = Choice(TYPES, required=True)
    status = Choice(STATUSES, required=True)
    person_id = Link("contacts.person", required=True)
    due_on = Date()
    owner_id = Text()


class PeopleDueData(Schema):
    """How many people are due for deletion."""

    people = Integer(required=True)


_REQUEST = {
    "number": "AK-2026-00001",
    "type": "erasure",
    "status": "received",
    "person_id": "0197a1b2-0000-7000-8000-0000000000b1",
    "due_on": "2026-04-02",
    "owner_id": "0197a1b2-0000-7000-8000-000000000001",
}
PrivacyRequestCreated = EventType(
    "contacts.PrivacyRequestCreated",
    RequestData,
    "Privacy request %(number)s received",
    "Somebody asked for something to be done with the data held of him or her.",
    _REQUEST,
)
PrivacyRequestUpdated = EventType(
    "contacts.PrivacyRequestUpdated",
    RequestData,
    "Privacy request %(number)s changed",
    "A privacy request was decided, carried out or finished.",
    {**_REQUEST, "status": "approved"},
)
PersonErased = EventType(
    "contacts.PersonErased",
    ErasedData,
    "Person erased",
    "Everybody who holds data of the person has to erase it now, and partners too; what a law wants kept stays until "
    "its time. An e-mail address can be recognised as SHA-256 of the salt, a colon and the address in lower case.",
    EXAMPLE,
)
PeopleDue = EventType(
    "contacts.PeopleDue",
    PeopleDueData,
    "%(people)s people are due for deletion",
    "By the retention rules so many people are to be let go: said once a day as long as there are any.",
    {"people": 3},
)
EVENTS = [PrivacyRequestCreated, PrivacyRequestUpdated, PersonErased, PeopleDue]

"""The manifest of contacts: who we deal with, and what happened between us."""

from chassis.service import Service
from services.contacts.base import Base
from services.contacts.consents.resource import CONSENTS
from services.contacts.contracts.resource import CONTRACTS
from services.contacts.events import EVENTS
from services.contacts.following import MERGED
from services.contacts.greetings.resource import GREETINGS
from services.contacts.handlers import HANDLERS
from services.contacts.interactions.resource import INTERACTIONS
from services.contacts.lifecycle.resource import STATUS_CHANGES
from services.contacts.organizations.resource import ORGANIZATIONS
from services.contacts.people.resource import PEOPLE
from services.contacts.privacy.due import SCHEDULE as DUE
from services.contacts.privacy.erasing import erase_chronicle
from services.contacts.privacy.resource import PRIVACY_REQUESTS
from services.contacts.schedules import SCHEDULES
from services.contacts.segments import following
from services.contacts.segments.events import EVENTS as SEGMENT_EVENTS
from services.contacts.segments.resource import SEGMENTS
from services.contacts.sources.resource import SOURCES
from services.contacts.timeline.resource import TIMELINE

service = Service(
    name="contacts",
    package="services.contacts",
    label="Contacts",
    metadata=Base.metadata,
    resources=[
        ORGANIZATIONS,
        PEOPLE,
        INTERACTIONS,
        CONSENTS,
        CONTRACTS,
        PRIVACY_REQUESTS,
        SOURCES,
        STATUS_CHANGES,
        SEGMENTS,
    ],
    routes=[TIMELINE, GREETINGS],
    events=[*EVENTS, *SEGMENT_EVENTS],
    handlers=HANDLERS,
    merged=MERGED,
    schedules=[*SCHEDULES, DUE, *following.SCHEDULES],
    jobs=following.JOBS,
    erase=erase_chronicle,
    icon="address-book",
    order=10,
)

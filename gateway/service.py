"""The manifest of the gateway: users, roles, profiles and groups, and what belongs to each person."""

from chassis.runtime import Runtime
from chassis.service import Schedule, Service
from gateway import sessions
from gateway.base import Base
from gateway.events import EVENTS
from gateway.groups import GROUPS
from gateway.handlers import HANDLERS
from gateway.own_routes import ROUTES
from gateway.profiles import PROFILES
from gateway.roles.resource import ROLES
from gateway.set_up import set_up
from gateway.users.resource import USERS


def clean_sessions(runtime: Runtime) -> None:
    """Forget sessions and login attempts of long ago."""
    with runtime.transaction() as session:
        sessions.clean(session)


service = Service(
    name="gateway",
    package="gateway",
    label="Administration",
    icon="settings",
    order=90,
    metadata=Base.metadata,
    resources=[USERS, ROLES, PROFILES, GROUPS],
    routes=ROUTES,
    events=EVENTS,
    handlers=HANDLERS,
    schedules=[Schedule("clean-sessions", every=24 * 3600, run=clean_sessions)],
    set_up=set_up,
)

"""The route of greetings."""

from chassis.resource import Route
from services.contacts.greetings import keys  # noqa: F401  # keeps the days that this route asks for
from services.contacts.greetings.queries import greetings
from services.contacts.greetings.schemas import Greetings, GreetingsQuery

GREETINGS = Route(
    "GET",
    "/greetings",
    greetings,
    "contacts.person:view",
    "Whose birthday or name day it is today and in the coming days",
    query=GreetingsQuery,
    response=Greetings,
)

"""People's birthdays and name days as numbers that an index finds, kept with each change whoever makes it."""

from typing import Any

from sqlalchemy import event

from services.contacts.greetings.days import key, name_day_of
from services.contacts.people.models import Person


@event.listens_for(Person, "before_insert")
@event.listens_for(Person, "before_update")
def _reckon(_mapper: Any, _connection: Any, person: Person) -> None:
    person.birth_key = key(person.birth_date) if person.birth_date else None
    person.name_key = name_day_of(person.given_name, person.name_day)

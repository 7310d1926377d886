"""What goes out of greetings."""

from marshmallow import fields

from chassis.fields import Choice, Date, Flag, Integer, Language, Lines, Link, Schema, Text

OCCASIONS = ["birthday", "name_day"]


class GreetingsQuery(Schema):
    """From which day (today unless said), how many days ahead, and whether only people one looks after oneself."""

    on = Date()
    days = Integer(default=7, min=0, max=31)
    mine = Flag(default=False)


class Greeting(Schema):
    """Somebody to greet on a day."""

    day = Date(required=True)
    occasion = Choice(OCCASIONS, required=True)
    age = Integer(help="The birthday it is")
    person_id = Link("contacts.person", required=True)
    name = Text(required=True)
    given_name = Text()
    language = Language()
    email = Text()
    phone = Text()
    job_title = Text()
    organization_id = Link("contacts.organization")
    organization_name = Text()


class NameDay(Schema):
    """A day and its names in the Hungarian calendar."""

    day = Date(required=True)
    names = fields.List(fields.String(), required=True)


class Greetings(Schema):
    """Everybody to greet, by day; `complete` is false when there were too many to show."""

    data = Lines(Greeting, required=True)
    name_days = Lines(NameDay, required=True)
    complete = Flag(required=True)

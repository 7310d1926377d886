"""Whose birthday or name day it is, and one click to a mail that says so."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from flask import Blueprint, Response, request

from gateway.auth import backend
from gateway.pages.render import show

Json = dict[str, Any]

pages = Blueprint("greetings", __name__)

AHEAD = 7


@pages.get("/contacts/greetings")
def greetings() -> Response:
    """Today's birthdays and name days, and those of the coming week."""
    mine = request.args.get("mine") == "1"
    query = {"days": str(AHEAD), **({"mine": "true"} if mine else {})}
    told = backend().call("contacts", "GET", "/greetings", params=query)
    days = _days(told)
    return show(
        "greetings/page.html",
        today=days[0],
        coming=[day for day in days[1:] if day["people"]],
        mine=mine,
        complete=told["complete"],
        may_write=backend().may("mailer.message", "create"),
    )


def tile(told: Json | None, most: int) -> Json | None:
    """The same for the dashboard: the first so many people, and how many more there are."""
    if told is None:
        return None
    days = _days({**told, "data": told["data"][:most]})
    more = max(len(told["data"]) - most, 0)
    return {"today": days[0], "days": [day for day in days if day["people"]], "more": more}


def _days(told: Json) -> list[Json]:
    names = {row["day"]: row["names"] for row in told["name_days"]}
    return [_day(at, names[at], [row for row in told["data"] if row["day"] == at]) for at in names]


def _day(at: str, names: list[str], people: list[Json]) -> Json:
    tomorrow = date.today() + timedelta(days=1)  # noqa: DTZ011  # the services count in the same local days
    return {"day": at, "names": names, "people": people, "tomorrow": at == tomorrow.isoformat()}


def say(occasion: str, person: Json, writer: str) -> Json:
    """The words of a greeting in the person's language: what a mail to them would begin with."""
    words = WORDS[person.get("language") or "hu"]
    name = person.get("given_name") or person["name"]
    subject, wish = words[occasion if occasion in words else "birthday"]
    text = f"{words['dear'].format(name=name)}\n\n{wish}\n\n{words['bye']}\n{writer}"
    return {"subject": subject, "text": text}


WORDS: dict[str, dict[str, Any]] = {
    "hu": {
        "dear": "Kedves {name}!",
        "birthday": (
            "Boldog születésnapot!",
            "Születésnapja alkalmából szívből köszöntöm. Jó egészséget, sok örömet és sikert kívánok!",
        ),
        "name_day": ("Boldog névnapot!", "Névnapja alkalmából sok szeretettel köszöntöm, és minden jót kívánok!"),
        "bye": "Szívélyes üdvözlettel:",
    },
    "en": {
        "dear": "Dear {name},",
        "birthday": ("Happy birthday!", "Many happy returns of the day! I wish you good health, joy and success."),
        "name_day": ("Happy name day!", "In Hungary it is your name day today: I wish you all the best!"),
        "bye": "Kind regards,",
    },
}

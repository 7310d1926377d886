"""The timeline in words: each event's title filled with its data."""

from __future__ import annotations

from typing import Any

from chassis.i18n import with_articles
from gateway.auth import backend
from gateway.backend import BackendError
from gateway.pages import formats, glance, kinds
from gateway.pages.words import _

Json = dict[str, Any]

COLOURS = (
    (("Won", "Accepted", "Paid", "PaymentReceived", "Resolved", "Solved", "Delivered", "Reserved"), "green"),
    (("Lost", "Cancelled", "Declined", "Failed", "Overdue", "Bounced", "Escalated", "Low", "Deleted"), "red"),
    (("Sent", "Mail"), "purple"),
    (("Interaction",), "teal"),
    (("Created", "Opened", "Converted", "Issued", "Confirmed"), "blue"),
)
MONEY = {"total", "amount", "net_total", "vat_total", "open_total", "paid", "due", "price", "estimated_value", "value"}
TALK = "contacts.interaction"
SUBJECTS = {"ticket": "helpdesk.ticket", "opportunity": "sales.opportunity"}
DETAILS = ("text", "asked", "agreed", "next_step")


class _Forgiving(dict[str, Any]):
    """Data for a title: what is missing reads as a dash."""

    def __missing__(self, key: str) -> str:
        return "–"


def entry(row: Json, record_id: str) -> Json:
    """One event for the page."""
    kind, _colon, subject_id = str(row.get("subject") or "").partition(":")
    described = backend().meta()["kinds"].get(kind) or {}
    data = row.get("data") or {}
    talk = kind == TALK and not row["type"].endswith("Deleted")
    moment = formats.as_time(row["time"])
    return {
        "words": words(row["type"], data, described),
        "time": row["time"],
        "day": moment.date().isoformat() if moment else "",
        "clock": f"{moment:%H:%M}" if moment else "",
        "actor": row.get("actor_name"),
        "href": kinds.address(kind, subject_id) if subject_id and subject_id != record_id else None,
        "icon": glance.TALK_ICONS.get(str(data.get("channel"))) if talk else None or described.get("icon") or "point",
        "colour": colour(row["type"]),
        "details": _details(described, data) if row["type"].endswith("InteractionLogged") else [],
        "with": _company(data, record_id) if talk else None,
        "about": [named for about, named in (row.get("about") or {}).items() if talk and about != record_id],
        "files": [
            {**f, "href": f"/contacts/interactions/{subject_id}/files/{f['id']}"} for f in row.get("files") or []
        ],
    }


def _details(described: Json, data: Json) -> list[tuple[str, str]]:
    """What was said, asked and agreed in a talk, each under its name; the first needs none."""
    labels = {field["name"]: field["label"] for field in described.get("fields") or []}
    found = [(labels.get(name, ""), str(data[name])) for name in DETAILS if data.get(name)]
    return [("", found[0][1]), *found[1:]] if found and data.get("text") else found


def _company(data: Json, record_id: str) -> str:
    """With whom a talk was, unless it is their own page."""
    person = data.get("person_name") if data.get("person_id") != record_id else None
    return str(person or "")


def add_subjects(rows: list[Json]) -> list[Json]:
    """The rows with the records their talks were about, by the names they have now; none that one may not see."""
    for noun, kind in SUBJECTS.items():
        ids = {row["data"][f"{noun}_id"] for row in rows if _of_talk(row) and row["data"].get(f"{noun}_id")}
        for record_id, name in _names(kind, ids).items():
            for row in rows:
                if (row.get("data") or {}).get(f"{noun}_id") == record_id and _of_talk(row):
                    row.setdefault("about", {})[record_id] = (name, kinds.address(kind, record_id))
    return rows


def _of_talk(row: Json) -> bool:
    return str(row.get("subject")).startswith(f"{TALK}:") and bool(row.get("data"))


def _names(kind: str, ids: set[str]) -> dict[str, str]:
    if not ids or not backend().may(kind, "view"):
        return {}
    try:
        found = backend().list(kind, {"filter[id][in]": ",".join(sorted(ids)), "limit": str(len(ids))})
    except BackendError:
        return {}
    described = backend().kind(kind)
    return {row["id"]: kinds.title(described, row) for row in found["data"]}


def words(event_type: str, data: Json, described: Json | None = None) -> str:
    """The event's title in the reader's language; a service that does not say what it told is named by its thing."""
    title = (backend().meta()["events"].get(event_type) or {}).get("title")
    if not title:
        return _("Something happened: %(thing)s", thing=(described or {}).get("label") or _("another service"))
    try:
        readable = {name: _readable(name, value, data, described or {}) for name, value in data.items()}
        return with_articles(str(title) % _Forgiving(readable))
    except (TypeError, ValueError):
        return str(title)


def _readable(name: str, value: Any, data: Json, described: Json) -> Any:
    if name in MONEY and formats.as_decimal(value) is not None:
        return formats.money(value, data.get("currency"))
    if name.endswith("_on") or name == "valid_until":
        return formats.day(value) or value
    if name.endswith("_at"):
        return formats.moment(value) or value
    return _choice_label(name, value, described) or value


CHOICES = {
    "status", "stage", "old_stage", "new_stage", "from_stage", "to_stage", "previous_status", "priority", "channel",
    "direction", "contract_kind", "purpose",
}  # fmt: skip


def _choice_label(name: str, value: Any, described: Json) -> str | None:
    """The words of a choice: of the subject's own field if it has one, else of any kind's."""
    if not isinstance(value, str) or name not in CHOICES:
        return None
    for kind in (described, *backend().meta()["kinds"].values()):
        for field in kind.get("fields") or []:
            if name.endswith(field["name"]) and field["type"] == "choice" and (picked := kinds.choice(field, value)):
                return str(picked["label"])
    return None


def colour(event_type: str) -> str:
    """Green for good news, red for bad."""
    name = event_type.partition(".")[2]
    return next((shade for parts, shade in COLOURS if any(part in name for part in parts)), "grey")

"""Composing the answers of several services: side by side, within a time limit, and without those that are down."""

from __future__ import annotations

import base64
import heapq
import json
import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Executor
from concurrent.futures import TimeoutError as TooLate
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any

from chassis.logs import log
from gateway.problems import BackendError, Unavailable, problem
from gateway.rights import Permissions


@dataclass
class Answers:
    """What was answered, by service, and who could not answer."""

    found: dict[str, Any] = field(default_factory=dict)
    unavailable: list[str] = field(default_factory=list)
    refused: list[BackendError] = field(default_factory=list)


def gather(pool: Executor, questions: Mapping[str, Callable[[], Any]], within: float) -> Answers:
    """Ask all at once. A service that fails or is late is named; one that refuses is kept with its refusal."""
    started = {service: pool.submit(ask) for service, ask in questions.items()}
    end, answers = time.monotonic() + within, Answers()
    for service, future in started.items():
        try:
            answers.found[service] = future.result(timeout=max(0.01, end - time.monotonic()))
        except (Unavailable, TooLate):
            answers.unavailable.append(service)
        except BackendError as error:
            if error.status >= 500:
                log.warning("service_failed", service=service, status=error.status)
                answers.unavailable.append(service)
            else:
                answers.refused.append(error)
    return answers


MOST_HITS = 50
"""A service gives no more of them at once."""


def interleave(found: Mapping[str, Any], limit: int) -> list[dict[str, Any]]:
    """The best of each service first, then the second best of each, and so on."""
    ranks = zip_longest(*(answer["data"] for answer in found.values()))
    return [hit for rank in ranks for hit in rank if hit is not None][:limit]


AUDIT_NAMES = {"from": "since", "to": "until", "cursor": "before"}


def audit_page(query: dict[str, Any], ask: Callable[[dict[str, Any]], Answers]) -> dict[str, Any]:
    """One page of all services' changes, newest first. The ids are time-ordered, so the last one is the cursor."""
    limit = _limit(query.get("limit"))
    params = {AUDIT_NAMES.get(name, name): str(value) for name, value in query.items() if value not in (None, "")}
    params["limit"] = str(limit)
    answers = ask(params)
    if answers.refused and not answers.found:
        raise answers.refused[0]
    pages = [answer["data"] for answer in answers.found.values()]
    rows = heapq.merge(*pages, key=lambda row: row["id"], reverse=True)
    data = [row for row, _ in zip(rows, range(limit), strict=False)]
    more = sum(map(len, pages)) > limit or any(answer.get("next") for answer in answers.found.values())
    return {"data": data, "next": data[-1]["id"] if data and more else None, "unavailable": answers.unavailable}


def _limit(given: Any) -> int:
    text = str(given or 50)
    return min(max(int(text), 1), 200) if text.isdigit() and len(text) < 6 else 50


def merge_meta(of_services: Mapping[str, dict[str, Any] | None]) -> dict[str, Any]:
    """The services' descriptions as one."""
    merged: dict[str, Any] = {"services": [], "kinds": {}, "events": {}, "permissions": [], "unavailable": []}
    for service, described in of_services.items():
        if described is None:
            merged["unavailable"].append(service)
            continue
        head = {name: value for name, value in described.items() if isinstance(value, (str, int))}
        merged["services"].append(head)
        merged["kinds"] |= {kind["kind"]: kind for kind in described["kinds"]}
        merged["events"] |= described.get("events", {})
        merged["permissions"] += described.get("permissions", [])
    return merged


def permission_table(meta: Mapping[str, Any], known: Permissions) -> dict[str, Any]:
    """Kinds and verbs by service, for editing profiles; kinds of record first, then reports and the like."""
    order = {name: position for position, name in enumerate(meta["kinds"])}
    services = []
    for head in meta["services"]:
        own = [kind for kind in known if kind.startswith(f"{head['service']}.")]
        own.sort(key=lambda kind: (order.get(kind, len(order)), kind))
        kinds = [_row(kind, known[kind], meta["kinds"].get(kind, {})) for kind in own]
        services.append({"service": head["service"], "label": head.get("label", head["service"]), "kinds": kinds})
    return {"services": services}


STANDARD = ("view", "create", "edit", "delete", "import", "export")


def _row(kind: str, verbs: frozenset[str], described: Mapping[str, Any]) -> dict[str, Any]:
    actions = {action["name"]: action["label"] for action in described.get("actions", [])}
    order = sorted(verbs, key=lambda verb: (STANDARD.index(verb) if verb in STANDARD else len(STANDARD), verb))
    shown = [{"verb": verb, "label": actions.get(verb), "standard": verb in STANDARD} for verb in order]
    label = described.get("label_plural") or kind.partition(".")[2].replace("_", " ").capitalize()
    fields = [field["name"] for field in described.get("fields", [])]
    return {"kind": kind, "label": label, "verbs": shown, "fields": fields, "record": bool(described)}


def feed_page(after: str | None, services: Iterable[str], ask: Callable[[dict[str, int]], Answers]) -> dict[str, Any]:
    """One page of every service's event feed; the cursor keeps each service's own place, so nothing is missed."""
    places = dict.fromkeys(services, 0) | _places(after)
    answers = ask(places)
    if answers.refused and not answers.found:
        raise answers.refused[0]
    data = sorted((event for found in answers.found.values() for event in found["data"]), key=lambda e: e["time"])
    places |= {service: found["next"] for service, found in answers.found.items()}
    cursor = base64.urlsafe_b64encode(json.dumps(places).encode()).decode()
    return {"data": data, "next": cursor, "unavailable": answers.unavailable}


def _places(after: str | None) -> dict[str, int]:
    if not after:
        return {}
    try:
        places = json.loads(base64.urlsafe_b64decode(after))
        return {str(service): int(place) for service, place in places.items()}
    except (ValueError, AttributeError, TypeError) as error:
        words = problem(400, "bad_request", "Some parameters are not valid.")
        raise BackendError(400, words | {"errors": {"after": ["This is not a cursor."]}}) from error

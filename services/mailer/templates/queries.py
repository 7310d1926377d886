"""Finding the template for an event, and the defaults that are shipped with the service."""

import re
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.mailer.templates.models import Template

DEFAULTS = Path(__file__).parents[1] / "defaults"
_FILE = re.compile(r"(\w+\.\w+)\.(\w\w)\.html")
_TITLE = re.compile(r"<title>(.*?)</title>\s*", re.DOTALL)


class Default(NamedTuple):
    """A template as it is shipped: the subject stands in the file's title."""

    event_type: str
    language: str
    subject: str
    html: str


@lru_cache(maxsize=1)
def defaults() -> dict[tuple[str, str], Default]:
    """All shipped templates, by event type and language."""
    found = {}
    for path in sorted(DEFAULTS.iterdir()):
        if match := _FILE.fullmatch(path.name):
            text = path.read_text(encoding="utf-8")
            title = _TITLE.search(text)
            if title is None:
                raise ValueError(f"{path.name} has no title to be the subject")
            default = Default(match[1], match[2], title[1].strip(), _TITLE.sub("", text, count=1).strip() + "\n")
            found[match[1], match[2]] = default
    return found


def load_defaults(session: Session) -> int:
    """Put in the shipped templates there are no rows for yet; how many those were."""
    known = {tuple(row) for row in session.execute(select(Template.event_type, Template.language))}
    missing = [default for key, default in defaults().items() if key not in known]
    session.add_all(
        Template(event_type=d.event_type, language=d.language, subject=d.subject, html=d.html, custom={})
        for d in missing
    )
    return len(missing)


def find_template(session: Session, event_type: str, languages: list[str]) -> Template | None:
    """The template for an event in the first of the languages there is one for."""
    query = select(Template).where(Template.event_type == event_type, Template.deleted_at.is_(None))
    by_language = {template.language: template for template in session.scalars(query)}
    return next((by_language[language] for language in languages if language in by_language), None)

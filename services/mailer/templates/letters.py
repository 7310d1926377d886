"""From a template and an event's data to a finished letter: subject, HTML and text."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from services.mailer.accounts import Account
from services.mailer.layout import dress, one_line, usual_footer
from services.mailer.plaintext import to_text
from services.mailer.templates.models import Template
from services.mailer.templates.rendering import BadTemplate, check, render

HOUSE = "Kapocs"


class Letter(NamedTuple):
    """What a mail says, ready to be sent."""

    subject: str
    html: str
    text: str
    company: str


def write(template: Template, values: Mapping[str, Any], account: Account) -> Letter:
    """Fill a template; BadTemplate says what is wrong with it."""
    language = template.language
    company = account.name or (values.get("seller") or {}).get("name") or HOUSE
    values = {**values, "company": company}
    subject = one_line(render(template.subject, values, language, html=False))
    if not subject:
        raise BadTemplate("The subject would be empty.")
    inner = render(template.html, values, language, html=True)
    footer = account.footer(language) or usual_footer(language, inside=bool(template.recipients))
    text = render(template.text, values, language, html=False) if template.text else to_text(inner)
    page = dress(inner, subject=subject, company=company, language=language, footer=footer, summary=text)
    return Letter(subject, page, text, company)


def problems(template: Template, example: Mapping[str, Any], account: Account) -> dict[str, BadTemplate]:
    """What is wrong with a template, by field, tried on the event's example; empty when it is fine."""
    found: dict[str, BadTemplate] = {}
    for name in ("subject", "html", "text"):
        source = getattr(template, name) or ""
        try:
            check(source, html=name == "html")
            render(source, {**example, "company": HOUSE}, template.language, html=name == "html")
        except BadTemplate as error:
            found[name] = error
    if not found:
        try:
            write(template, example, account)
        except BadTemplate as error:
            found["html"] = error
    return found

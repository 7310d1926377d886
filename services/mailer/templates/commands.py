"""Every change of a template, and trying it out."""

from typing import Any

from sqlalchemy.orm import Session

from chassis.errors import DomainError, Invalid
from chassis.identity import Identity
from chassis.records import load, update
from services.mailer.accounts import account
from services.mailer.examples import EXAMPLES
from services.mailer.messages.commands import send_test
from services.mailer.messages.mime import BadAddress, wire_address
from services.mailer.messages.models import Message
from services.mailer.templates.letters import problems, write
from services.mailer.templates.models import Template
from services.mailer.templates.queries import defaults
from services.mailer.templates.rendering import BadTemplate
from services.mailer.trouble import Trouble


def edit_template(session: Session, actor: Identity, template: Template, data: dict[str, Any]) -> Template:
    """Change a template; one that would not work is refused with the reason at its field."""
    update(session, actor, template, data)
    wrong: dict[str, Trouble] = {**problems(template, EXAMPLES[template.event_type], account(session))}
    if bad_address := _bad_address(template):
        wrong["send_to"] = bad_address
    if wrong:
        raise Invalid({name: [trouble.said(actor.language)] for name, trouble in wrong.items()})
    template.edited = _differs(template)
    return template


def restore_default(session: Session, actor: Identity, template_id: str) -> Template:
    """Bring back the words that were shipped."""
    template = load(session, actor, Template, template_id, action="restore_default")
    default = defaults().get((template.event_type, template.language))
    if default is None:
        raise DomainError("no_default", "There is no shipped template for this event and language.")
    template.subject, template.html, template.text, template.edited = default.subject, default.html, None, False
    return template


def test_template(session: Session, actor: Identity, template_id: str, *, to: str) -> Message:
    """Send the template, filled with the event's example, to an address."""
    template = load(session, actor, Template, template_id, action="send_test")
    try:
        return send_test(session, template, EXAMPLES[template.event_type], to)
    except BadTemplate as error:
        raise DomainError(
            "bad_template", "The template cannot be used. %(why)s", why=error.said(actor.language)
        ) from error


def preview_template(session: Session, actor: Identity, args: dict[str, Any]) -> dict[str, str]:
    """The mail a template makes of the given data, or of the event's example; unsaved words may be tried."""
    template = load(session, actor, Template, args["id"])
    data = args.get("data")
    if data is not None and not isinstance(data, dict):
        raise Invalid({"data": ["An object is needed here."]})
    unsaved = {name: args[name] for name in ("subject", "html", "text") if args.get(name) is not None}
    tried = _copy(template, unsaved)
    try:
        letter = write(tried, EXAMPLES[template.event_type] if data is None else data, account(session))
    except BadTemplate as error:
        field = next(iter(unsaved), "html")
        raise Invalid({field: [error.said(actor.language)]}, "The template cannot be used.") from error
    return {"subject": letter.subject, "html": letter.html, "text": letter.text}


def _copy(template: Template, unsaved: dict[str, str]) -> Template:
    names = ("event_type", "language", "subject", "html", "text", "send_to")
    return Template(**{name: unsaved.get(name, getattr(template, name)) for name in names})


def _differs(template: Template) -> bool:
    default = defaults().get((template.event_type, template.language))
    return default is None or (template.subject, template.html, template.text) != (default.subject, default.html, None)


def _bad_address(template: Template) -> BadAddress | None:
    for address in template.recipients:
        try:
            wire_address(address)
        except BadAddress as error:
            return error
    return None

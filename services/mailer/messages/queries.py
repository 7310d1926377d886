"""Reading a mail: as the recipient sees it, and as it goes over the wire."""

from typing import Any

import nh3
from sqlalchemy.orm import Session

from chassis.errors import NotFound
from chassis.identity import Identity
from chassis.records import load
from chassis.resource import File
from services.mailer.accounts import account
from services.mailer.messages.mime import build
from services.mailer.messages.models import Message

_ATTRIBUTES = {"*": {"style", "class", "align", "valign", "width", "role"}, "a": {"href"}, "img": {"src", "alt"}}
_TAGS = nh3.ALLOWED_TAGS | {"table", "tbody", "thead", "tr", "td", "th", "div", "span", "h1", "h2", "h3"}
_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'self'; sandbox allow-popups"
)
_PAGE = (
    '<!doctype html><html lang="%s"><meta charset="utf-8"><base target="_blank"><title>%s</title>'
    '<body style="margin:0">%s</body></html>'
)


def message_eml(session: Session, actor: Identity, args: dict[str, Any]) -> File:
    """The mail as a file that any mail program opens."""
    message = load(session, actor, Message, args["id"])
    content = build(message, account(session).reply_to).as_bytes()
    return File(content, "message/rfc822", f"{message.id}.eml")


def message_body(session: Session, actor: Identity, args: dict[str, Any]) -> File:
    """The mail's HTML for a frame: cleaned, and under a policy by which it can load and run nothing."""
    message = load(session, actor, Message, args["id"])
    page = _PAGE % (message.language, nh3.clean_text(message.subject), clean(message.html))
    headers = {"Content-Security-Policy": _POLICY}
    return File(page.encode(), "text/html; charset=utf-8", "mail.html", inline=True, headers=headers)


def message_text(session: Session, actor: Identity, args: dict[str, Any]) -> dict[str, str]:
    """The mail's text part."""
    return {"text": load(session, actor, Message, args["id"]).text}


def message_document(session: Session, actor: Identity, args: dict[str, Any]) -> File:
    """A file that went with the mail."""
    message = load(session, actor, Message, args["id"])
    for document in message.documents:
        if document.id == args["document"] and document.content is not None:
            return File(document.content, document.content_type, document.name)
    raise NotFound("document")


def clean(html: str) -> str:
    """The HTML without anything that could act: no scripts, no frames, no forms, no remote pictures."""
    return nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto", "tel", "data"},
        attribute_filter=_only_own_pictures,
        clean_content_tags={"script", "style", "title"},
    )


def _only_own_pictures(tag: str, attribute: str, value: str) -> str | None:
    if value.strip().lower().startswith("data:"):
        return value if (tag, attribute) == ("img", "src") and value.startswith("data:image/") else None
    return None if (tag, attribute) == ("img", "src") else value

"""The one layout every mail wears: header with the firm's name, the letter, a footer; with styles put inline."""

import re
from functools import lru_cache
from pathlib import Path

import css_inline
from jinja2 import Environment, FileSystemLoader, select_autoescape
from markupsafe import Markup

from services.mailer.templates.rendering import BadTemplate

_FOLDER = Path(__file__).parent / "defaults"
_INLINER = css_inline.CSSInliner(load_remote_stylesheets=False, keep_at_rules=True)
_FOOTERS = {
    "hu": "Ezt a levelet a rendszerünk küldte. Ha kérdése van, válaszoljon rá, és munkatársunk hamarosan jelentkezik.",
    "en": "This message was sent by our system. If you have a question, just reply and one of us will get back to you.",
}
_INSIDE_FOOTERS = {
    "hu": "Belső értesítés. A címzetteket a levelező sablonjainál lehet megadni.",
    "en": "Internal notice. Its recipients are set with the mail templates.",
}


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return Environment(loader=FileSystemLoader(_FOLDER), autoescape=select_autoescape(default=True))


def usual_footer(language: str, *, inside: bool = False) -> str:
    """The closing words when the account has none of its own. `inside`: for a mail to colleagues."""
    footers = _INSIDE_FOOTERS if inside else _FOOTERS
    return footers.get(language, footers["en"])


def dress(inner: str, *, subject: str, company: str, language: str, footer: str, summary: str) -> str:
    """The whole HTML of a mail around its letter; mailboxes show the summary's beginning beside the subject."""
    whole = (
        _environment()
        .get_template("layout.html")
        .render(
            letter=Markup(inner),  # noqa: S704  # made by a checked template with every value escaped
            subject=subject,
            company=company,
            language=language,
            preheader=" ".join(summary[:300].split())[:140],
            footer=footer,
        )
    )
    try:
        return _INLINER.inline(whole)
    except css_inline.InlineError as error:
        raise BadTemplate("The HTML cannot be read: %(why)s", why=error) from error


def one_line(subject: str) -> str:
    """A subject fit for a header: no control characters, one line, at most 200 characters."""
    return re.sub(r"[\s\x00-\x1f\x7f]+", " ", subject).strip()[:200]

"""The words of the pages in the reader's language."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from babel import Locale
from flask import g, has_request_context, request

from chassis.i18n import LANGUAGES, translator, with_articles

FOLDER = Path(__file__).parent.parent


def language() -> str:
    """The language of this request: the person's own, else the browser's."""
    if not has_request_context():
        return "en"
    chosen = g.get("language")
    if not chosen:
        chosen = request.cookies.get("language") or request.accept_languages.best_match(LANGUAGES) or "en"
        g.language = chosen if chosen in LANGUAGES else "en"
    return str(g.language)


def locale() -> Locale:
    """Babel's locale of this request."""
    return Locale(language(), "HU" if language() == "hu" else "GB")


def _(text: str, **params: Any) -> str:
    """Translate a text and fill its `%(name)s` places."""
    words = translator(language(), (FOLDER,))(text)
    return with_articles(words % params) if params else words


def ngettext(one: str, many: str, n: int, /, **params: Any) -> str:
    """Translate by number; `n` may be given again as it is to be written."""
    return _(one if n == 1 else many, **{"n": n, **params})


gettext = _

"""Handing files on to the browser so that none of them can act on our pages."""

from __future__ import annotations

from urllib.parse import quote

from flask import Response

from gateway.backend import Download

SHOWN = {"application/pdf", "image/png", "image/jpeg", "image/gif", "image/webp"}
LOCKED = "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
"""The policy of what strangers made: no script, no address of ours. A browser's own PDF viewer needs to be let out."""


def send_file(file: Download, inline: bool = False) -> Response:
    """The bytes; shown in the browser only if they are of a harmless type."""
    response = Response(file.content)
    kind = file.content_type.partition(";")[0].strip().lower()
    place = "inline" if inline and kind in SHOWN else "attachment"
    response.headers["Content-Type"] = file.content_type
    response.headers["Content-Disposition"] = f"{place}; filename*=UTF-8''{quote(file.name)}"
    response.headers["X-Content-Type-Options"] = "nosniff"
    if place == "attachment" or kind != "application/pdf":
        response.headers["Content-Security-Policy"] = LOCKED
    return response

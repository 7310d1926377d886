"""Handing files on to the browser so that none of them can act on our pages."""

from __future__ import annotations

from urllib.parse import quote

from flask import Response

from gateway.backend import Download

SHOWN = {"application/pdf", "image/png", "image/jpeg", "image/gif", "image/webp"}


def send_file(file: Download, inline: bool = False) -> Response:
    """The bytes; shown in the browser only if they are of a harmless type."""
    response = Response(file.content)
    kind = file.content_type.partition(";")[0].strip().lower()
    place = "inline" if inline and kind in SHOWN else "attachment"
    response.headers["Content-Type"] = file.content_type
    response.headers["Content-Disposition"] = f"{place}; filename*=UTF-8''{quote(file.name)}"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response

"""Names and types of files from anywhere."""

import pytest

from chassis.uploads import clean_name, content_type_of


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("szerződés.pdf", "szerződés.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Temp\\a.txt", "a.txt"),
        ("a\r\nSet-Cookie: x.txt", "aSet-Cookie: x.txt"),
        ("...", "file"),
        ("", "file"),
        (f"{'x' * 300}.xlsx", f"{'x' * 195}.xlsx"),
    ],
)
def test_names_lose_folders_and_control_characters(given: str, kept: str) -> None:
    name = clean_name(given)
    assert name == kept
    assert len(name) <= 200


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.png", b"\x89PNG\r\n\x1a\n...", "image/png"),
        ("a.txt", b"%PDF-1.7", "application/pdf"),
        ("a.png", b"<script>", "application/octet-stream"),
        ("a.html", b"<script>", "application/octet-stream"),
        ("a.svg", b"<svg/>", "image/svg+xml"),
        ("a.webp", b"RIFF....WEBPVP8 ", "image/webp"),
        ("a.csv", b"a,b", "text/csv"),
        ("noending", b"abc", "application/octet-stream"),
    ],
)
def test_the_bytes_say_what_they_are(name: str, content: bytes, kind: str) -> None:
    assert content_type_of(name, content) == kind

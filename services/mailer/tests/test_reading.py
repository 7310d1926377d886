"""A mail in the page: its HTML can do nothing, its text part is readable."""

import pytest

from services.mailer.messages.queries import clean
from services.mailer.messages.smtp import Server, from_url
from services.mailer.plaintext import to_text
from services.mailer.tests.steps import Mailer
from services.mailer.trouble import BadSettings


def test_the_body_comes_under_a_policy_that_allows_nothing(mailer: Mailer) -> None:
    mailer.hear("sales.InvoiceIssued")
    answer = mailer.harness.get(f"/messages/{mailer.only()['id']}/body")
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "script-src" not in policy
    assert answer.headers["Content-Type"].startswith("text/html")
    assert "Fizetendő" in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    "html",
    [
        "<script>x()</script>",
        "<img src=x onerror=x()>",
        "<a href='javascript:x()'>x</a>",
        "<iframe src='https://x.example'></iframe>",
        "<form action='https://x.example'><input name=x></form>",
        "<img src='https://spy.example/pixel.gif'>",
        "<a href='data:text/html,<script>x()</script>'>x</a>",
        "<style>@import 'https://x.example'</style>",
        "<svg><script>x()</script></svg>",
    ],
)
def test_what_could_act_is_taken_out(html: str) -> None:
    cleaned = clean(f"<p>ok</p>{html}")
    assert cleaned.startswith("<p>ok</p>")
    for bad in ("script", "onerror", "javascript", "iframe", "form", "https:", "data:text", "import"):
        assert bad not in cleaned


def test_the_text_part_is_readable() -> None:
    html = """
    <h1>Cím</h1><p>Első   bekezdés<br>új sor &amp; jel</p>
    <table><tr><td>Fizetendő</td><td>12 Ft</td></tr><tr><td>Kelt</td><td>ma</td></tr></table>
    <ul><li>egy</li><li>kettő</li></ul><p><a href="https://x.example">Tovább</a></p><style>p { x }</style>
    """
    assert to_text(html) == (
        "Cím\n\nElső bekezdés\núj sor & jel\n\nFizetendő – 12 Ft\nKelt – ma\n\n– egy\n– kettő\n\nTovább (https://x.example)"
    )


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("", None),
        ("smtp://mail.example", Server("mail.example", 25, "offered")),
        ("smtp://a%40b.example:p%3Aw@mail.example", Server("mail.example", 587, "required", "a@b.example", "p:w")),
        ("smtps://a:b@mail.example", Server("mail.example", 465, "tls", "a", "b")),
        ("smtp://a:b@localhost:2525", Server("localhost", 2525, "offered", "a", "b")),
        ("smtp://a:b@mail.example:25?tls=none", Server("mail.example", 25, "none", "a", "b")),
    ],
)
def test_the_server_is_read_from_its_url(url: str, expected: Server | None) -> None:
    assert from_url(url) == expected


@pytest.mark.parametrize("url", ["http://x", "smtp://", "smtp://x?tls=maybe"])
def test_a_url_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(BadSettings, match="KAPOCS_SMTP_URL"):
        from_url(url)


def test_the_password_is_in_no_log() -> None:
    assert "geheim" not in repr(from_url("smtp://a:geheim@mail.example"))

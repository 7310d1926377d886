"""Templates: what they may do, how they are tried, and what is refused."""

import pytest

from services.mailer.templates.rendering import MAX_OUTPUT, BadTemplate, render
from services.mailer.tests.steps import Mailer, Postbox


@pytest.mark.parametrize(
    "source",
    [
        "{{ ''.__class__.__mro__ }}",
        "{{ number.format }}{{ number.format('x') }}",
        "{% for a in range(10) %}x{% endfor %}",
        "{% for a in lines %}{% for b in lines %}{% for c in lines %}x{% endfor %}{% endfor %}{% endfor %}",
        "{{ 'a' * 1000000000 }}",
        "{{ 9 ** 9 ** 9 }}",
        "{{ 'x' % number }}",
        "{% set x = 'a' %}",
        "{% include '/etc/passwd' %}",
        "{% import 'os' as os %}",
        "{% extends 'layout.html' %}",
        "{% macro m() %}{{ m() }}{% endmacro %}",
        "{{ number|attr('__class__') }}",
        "{{ number|center(100000000) }}",
        "{{ number|safe }}",
        "{{ lines|map(attribute='x')|list }}",
        "{{ number is callable }}",
        "{{ self }}{{ cycler }}{{ lipsum(1000) }}",
        "{% for a in lines recursive %}{{ loop(lines) }}{% endfor %}",
        "{{ unknown }}",
        "{{ customer.nothing }}",
        "{{ unclosed",
        "{% if %}",
        "{{ number|money }}",
        "{{ number|date }}",
        "{{ " + "(" * 500 + "1" + ")" * 500 + " }}",
    ],
)
def test_what_a_template_may_not_do_is_refused(source: str) -> None:
    values = {"number": "INV-1", "lines": [{"x": 1}], "customer": {"name": "A"}}
    with pytest.raises(BadTemplate):
        render(source, values, "hu", html=True)


def test_a_mail_that_grows_too_long_is_refused() -> None:
    rows = [{"x": "y" * 1000}] * 1000
    with pytest.raises(BadTemplate, match=str(MAX_OUTPUT)):
        render("{% for row in rows %}{{ row.x }}{% endfor %}", {"rows": rows}, "hu", html=True)


@pytest.mark.parametrize(
    ("source", "language", "expected"),
    [
        ("{{ total|money('HUF') }}", "hu", "1 234 567 Ft"),
        ("{{ total|money('EUR') }}", "en", "EUR 1,234,567.00"),
        ("{{ on|date }}", "hu", "2026. március 18."),
        ("{{ on|date }}", "en", "18 March 2026"),
        ("{{ at|time }}", "hu", "2026. márc. 18. 10:30:00"),
        ("{{ half|number }}", "hu", "0,5"),
        ("{{ nothing }}|{{ nothing|money }}|{{ nothing|date }}", "hu", "||"),
        ("{{ text|lines }}", "hu", "<p>a &lt; b<br>c</p><p>d</p>"),
        ("{{ text|shorten(5) }}", "hu", "a &lt;…"),
        ("{% if total and not nothing %}{{ 'x' ~ on }}{% endif %}", "hu", "x2026-03-18"),
    ],
)
def test_values_are_written_as_the_language_does(source: str, language: str, expected: str) -> None:
    values = {
        "total": "1234567.0000", "on": "2026-03-18", "at": "2026-03-18T09:30:00Z", "half": "0.5000",
        "nothing": None, "text": "a < b\nc\n\nd",
    }  # fmt: skip
    shown = render(source, values, language, html=True)
    assert shown.replace("\u00a0", " ").replace("\u202f", " ") == expected


def test_an_edited_template_is_used_and_can_be_restored(mailer: Mailer) -> None:
    template = mailer.template("sales.InvoiceIssued")
    edited = mailer.edit(template, subject="Új: {{ number }}", html="<p>Kedves {{ customer.name }}!</p>").json
    assert edited["edited"] is True
    mailer.hear("sales.InvoiceIssued")
    assert mailer.only()["subject"] == "Új: INV-2026-00031"
    restored = mailer.harness.post(f"/templates/{template['id']}/restore-default").json
    assert (restored["subject"], restored["html"], restored["edited"]) == (template["subject"], template["html"], False)


def test_a_template_that_would_not_work_is_refused_at_its_field(mailer: Mailer) -> None:
    template = mailer.template("sales.InvoiceIssued")
    answer = mailer.edit(template, html="<p>{{ nincs_ilyen }}</p>", subject="{% if %}", send_to="jo@example.com, rossz")
    assert answer.status_code == 422
    assert set(answer.json["errors"]) == {"html", "subject", "send_to"}
    assert "nincs_ilyen" in answer.json["errors"]["html"][0]
    assert mailer.template("sales.InvoiceIssued") == template


def test_a_preview_shows_unsaved_words_without_saving_them(mailer: Mailer) -> None:
    template = mailer.template("sales.InvoiceIssued")
    path = f"/templates/{template['id']}/preview"
    shown = mailer.harness.post(path, {"subject": "Próba {{ number }}"}).json
    assert shown["subject"] == "Próba INV-2026-00031"
    assert shown["html"].startswith("<!DOCTYPE html>")
    assert "Fizetendő" in shown["text"]
    assert mailer.template("sales.InvoiceIssued") == template
    refused = mailer.harness.request("POST", path, {"html": "{{ nincs }}"})
    assert (refused.status_code, list(refused.json["errors"])) == (422, ["html"])
    refused = mailer.harness.request("POST", path, {"data": {"number": "X"}})
    assert refused.status_code == 422


def test_the_fields_a_template_may_name_are_listed(mailer: Mailer) -> None:
    template = mailer.template("sales.QuoteSent")
    fields = mailer.harness.get(f"/templates/{template['id']}/merge-fields").json["data"]
    names = {field["name"] for field in fields}
    assert {"number", "customer.name", "total", "lines[].description", "seller.phone"} <= names


def test_a_test_mail_goes_to_the_given_address(sending_mailer: Mailer, postbox: Postbox) -> None:
    template = sending_mailer.template("sales.QuoteSent")
    path = f"/templates/{template['id']}/send-test"
    message = sending_mailer.harness.post(path, {"to": "anna@example.com"}).json
    assert (message["status"], message["to_address"]) == ("queued", "anna@example.com")
    sending_mailer.harness.post(path, {"to": "anna@example.com"})
    sending_mailer.send()
    assert postbox.recipients == [["anna@example.com"], ["anna@example.com"]]


def test_the_account_signs_the_mails(sending_mailer: Mailer, postbox: Postbox) -> None:
    [account] = sending_mailer.harness.get("/accounts").json["data"]
    changes = {"name": "Árvíztűrő Kft.", "address": "info@arvizturo.example", "reply_to": "valasz@arvizturo.example"}
    sending_mailer.harness.patch(f"/accounts/{account['id']}", changes | {"footer_hu": "Kelt Budapesten."})
    sending_mailer.hear("sales.PaymentReceived")
    sending_mailer.send()
    [mail] = postbox.mails
    assert mail["From"].addresses[0].display_name == "Árvíztűrő Kft."
    assert mail["From"].addresses[0].addr_spec == "info@arvizturo.example"
    assert mail["Reply-To"] == "valasz@arvizturo.example"
    html = mail.get_body(("html",))
    assert html is not None
    assert "Kelt Budapesten." in html.get_content()

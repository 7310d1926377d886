"""What stands in a mail's way is said in Hungarian too."""

import ast
from pathlib import Path

from chassis.i18n import catalogue
from services.mailer.service import service
from services.mailer.tests.steps import Mailer

_TROUBLES = {"Trouble", "BadTemplate", "BadAddress", "BadSettings", "TryLater", "Refused", "Unknown"}


def test_every_trouble_is_translated() -> None:
    written = {
        text for path in sorted(service.folder.rglob("*.py")) if "tests" not in path.parts for text in _words(path)
    }
    assert len(written) > 15
    assert sorted(written - catalogue(service.folder, "hu").keys() - {"%(reply)s", "%(why)s"}) == []


def test_a_failed_mail_says_why_in_the_language_of_the_house(mailer: Mailer) -> None:
    mailer.hear("sales.PaymentReceived", customer={"name": "Névtelen Kft."})
    assert mailer.only()["error"] == "Az ügyfélnek nincs e-mail-címe."
    [account] = mailer.harness.get("/accounts").json["data"]
    mailer.harness.patch(f"/accounts/{account['id']}", {"language": "en"})
    mailer.hear("sales.PaymentReceived", customer={"name": "Névtelen Kft."})
    assert mailer.mails()[0]["error"] == "The customer has no e-mail address."


def test_a_refused_template_says_why_in_the_readers_language(mailer: Mailer) -> None:
    harness = mailer.harness.with_language("hu")
    template = mailer.template("sales.QuoteSent")
    answer = harness.request("PATCH", f"/templates/{template['id']}", {"html": "{% set x = 1 %}"})
    assert answer.json["errors"]["html"] == ["1. sor: levélsablonban ez nem használható: „Assign”."]


def _words(path: Path) -> list[str]:
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "words":
            found.append(node.value)
        elif isinstance(node, ast.Call) and getattr(node.func, "id", "") in _TROUBLES:
            found += node.args[:1]
    return [node.value for node in found if isinstance(node, ast.Constant) and isinstance(node.value, str)]

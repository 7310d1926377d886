"""From a document's data to what is printed: every number and date as its language writes it."""

from datetime import date
from decimal import Decimal
from typing import Any

from babel.dates import format_date
from babel.numbers import format_currency, format_decimal

from services.sales.documents.words import UNITS, WORDS

LOCALES = {"en": "en_GB", "hu": "hu"}
DATES = {"en": "d MMM yyyy", "hu": "yyyy. MM. dd."}
ACCENT = "#4450d4"
DASH = "–"
MINUS = "\N{MINUS SIGN}"


class Printed:
    """One document in one language, as nested texts for the template."""

    def __init__(self, kind: str, data: dict[str, Any], language: str) -> None:
        self.kind, self.data = kind, data
        self.language = language if language in WORDS else "en"
        self.words, self.locale = WORDS[self.language], LOCALES[self.language]
        self.places = self._places()

    def view(self) -> dict[str, Any]:
        """Everything the template prints."""
        data, kind = self.data, self.kind
        return {
            "title": self.words[kind],
            "number": data.get("number"),
            "words": {**self.words, "total": self.words[f"{kind}_total"]},
            "accent": data.get("accent") or ACCENT,
            "seller": self._party(data["seller"]),
            "buyer": self._party(data["buyer"]),
            "facts": self._facts(),
            "lines": [self._line(line) for line in data["lines"]],
            "has_discount": any(Decimal(line.get("discount") or 0) for line in data["lines"]),
            "vat_summary": [self._vat_row(row) for row in data["vat_summary"]],
            "net_total": self.money(data["net_total"]),
            "vat_total": self.money(data["vat_total"]),
            "total": self.money(data["total"]),
            "payment": self._payment(),
            "notes": _paragraphs(data.get("notes")),
            "legal_notes": _paragraphs(data.get("legal_notes")),
            "to_sign": kind == "quote",
        }

    def amount(self, value: Any) -> str:
        """An amount without its currency, which the document names once."""
        digits = f".{'0' * self.places}" if self.places else ""
        return format_decimal(Decimal(value), f"#,##0{digits}", locale=self.locale).replace("-", MINUS)

    def money(self, value: Any) -> str:
        """An amount with its currency."""
        digits = f".{'0' * self.places}" if self.places else ""
        pattern = f"#,##0{digits}\u00a0¤" if self.language == "hu" else f"¤¤\u00a0#,##0{digits}"
        currency = self.data["currency"]
        text = format_currency(Decimal(value), currency, pattern, locale=self.locale, currency_digits=False)
        return text.replace("-", MINUS)

    def plain(self, value: Any) -> str:
        """A quantity or a rate without needless zeros."""
        return format_decimal(Decimal(value), "#,##0.####", locale=self.locale).replace("-", MINUS)

    def day(self, value: date | str | None) -> str | None:
        """A date as it is written on documents."""
        if not value:
            return None
        on = date.fromisoformat(value[:10]) if isinstance(value, str) else value
        return format_date(on, DATES[self.language], locale=self.locale)

    def _places(self) -> int:
        """Forints are printed whole when all of them are whole."""
        data = self.data
        amounts = [data["net_total"], data["vat_total"], data["total"]]
        for line in data["lines"]:
            amounts += [line["unit_price"], line["net"], line["vat"]]
        whole = all(Decimal(amount) == Decimal(amount).to_integral_value() for amount in amounts)
        return 0 if data["currency"] == "HUF" and whole else 2

    def _party(self, party: dict[str, Any]) -> dict[str, Any]:
        labels = ("tax_number", "eu_vat", "registry_number", "bank_account")
        return {
            "name": party.get("name") or "",
            "logo_svg": party.get("logo_svg"),
            "logo_text": party.get("logo_text") or party.get("name") or "",
            "initials": _initials(party.get("logo_text") or party.get("name") or ""),
            "address": [line for line in party.get("address_lines") or [] if line],
            "numbers": [[self.words[name], party[name]] for name in labels if party.get(name)],
            "contact": [party[name] for name in ("email", "phone", "website") if party.get(name)],
        }

    def _facts(self) -> list[list[str]]:
        data, words = self.data, self.words
        days = ("issued_on", "fulfilled_on", "due_on", "valid_until")
        facts = [(words.get(f"{self.kind}_{name}", words[name]), self.day(data.get(name))) for name in days]
        method = data.get("payment_method")
        facts.append((words["payment_method"], words.get(method or "", method)))
        facts.append((words[f"{self.kind}_related"], data.get("related_number")))
        return [[label, value] for label, value in facts if value]

    def _line(self, line: dict[str, Any]) -> dict[str, Any]:
        discount = Decimal(line.get("discount") or 0)
        unit = line.get("unit") or ""
        unit = UNITS.get(unit, unit)
        return {
            "description": line["description"],
            "code": line.get("code"),
            "quantity": self.plain(line["quantity"]),
            "unit": self.words.get(unit, unit),
            "unit_price": self.amount(line["unit_price"]),
            "discount": f"{self.plain(discount)}%" if discount else DASH,
            "net": self.amount(line["net"]),
            "vat_rate": self._rate(line["vat_rate"], line.get("vat_name")),
            "vat": self.amount(line["vat"]),
            "gross": self.amount(line["gross"]),
        }

    def _rate(self, rate: Any, name: str | None) -> str:
        return name if name and not Decimal(rate) else f"{self.plain(rate)}%"

    def _vat_row(self, row: dict[str, Any]) -> dict[str, str]:
        amounts = {name: self.amount(row[name]) for name in ("net", "vat", "gross")}
        return {"rate": self._rate(row["rate"], row.get("name")), **amounts}

    def _payment(self) -> list[list[str]]:
        """How to pay an invoice by transfer; empty when there is nothing to pay so."""
        account = self.data["seller"].get("bank_account")
        if self.kind != "invoice" or not account or self.data.get("payment_method", "transfer") != "transfer":
            return []
        number = self.data.get("number")
        rows = [[self.words["bank_account"], account]]
        return [*rows, [self.words["payment_reference"], number]] if number else rows


def _initials(name: str) -> str:
    return "".join(word[0] for word in name.split()[:2] if word[0].isalnum()).upper()


def _paragraphs(text: str | None) -> list[str]:
    return [line.strip() for line in (text or "").splitlines() if line.strip()]

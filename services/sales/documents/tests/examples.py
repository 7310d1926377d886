"""A document's data as sales hands it over."""

from typing import Any

GOODS = [
    ("Irodai szék, állítható háttámasszal", "SZ-1042", "4", "pcs", "48900", "10", "176040", "27", None, "47531"),
    ("Tárgyalóasztal, bükk, 240 × 110 cm", "AS-2400", "1", "pcs", "189000", "0", "189000", "27", None, "51030"),
    ("Szakkönyv: Az ügyfélkapcsolatok kezelése", None, "12", "pcs", "4500", "0", "54000", "5", None, "2700"),
    ("Munkavédelmi oktatás", "OKT-7", "6.5", "hour", "15000", "0", "97500", "0", "AAM", "0"),
]  # fmt: skip


def line(index: int) -> dict[str, Any]:
    """One line, out of four different ones in turn."""
    description, code, quantity, unit, price, discount, net, rate, name, vat = GOODS[index % len(GOODS)]
    return {
        "description": description, "code": code, "quantity": quantity, "unit": unit, "unit_price": price,
        "discount": discount, "net": net, "vat_rate": rate, "vat_name": name, "vat": vat,
        "gross": str(int(net) + int(vat)),
    }  # fmt: skip


def example(kind: str = "invoice", lines: int = 3) -> dict[str, Any]:
    """A whole document of the kind, its sums those of its lines."""
    items = [line(index) for index in range(lines)]
    rates: dict[str, dict[str, Any]] = {}
    for item in items:
        row = rates.setdefault(
            item["vat_rate"], {"rate": item["vat_rate"], "name": item["vat_name"], "net": 0, "vat": 0, "gross": 0}
        )
        for name in ("net", "vat", "gross"):
            row[name] += int(item[name])
    net, vat = (sum(int(item[name]) for item in items) for name in ("net", "vat"))
    return {
        "kind": kind,
        "number": {"quote": "A-2026/00017", "order": "R-2026/00011"}.get(kind, "SZ-2026/00042"),
        "seller": {
            "name": "Tűzkő Bútor Kft.",
            "address_lines": ["1117 Budapest", "Őrség utca 12. II/3."],
            "tax_number": "12345676-2-43",
            "eu_vat": "HU12345676",
            "bank_account": "11773016-01234567-00000000",
            "email": "szamlazas@tuzko.example",
            "phone": "+36 1 234 5678",
        },
        "buyer": {
            "name": "Árvíztűrő Fúrógép Zrt.",
            "address_lines": ["6720 Szeged", "Kölcsey utca 8."],
            "tax_number": "87654325-2-06",
            "email": "penzugy@furogep.example",
        },
        "issued_on": "2026-11-21",
        "fulfilled_on": "2026-11-20" if kind in ("invoice", "cancellation") else None,
        "due_on": "2026-12-06" if kind in ("invoice", "cancellation") else None,
        "valid_until": "2026-12-21" if kind == "quote" else None,
        "payment_method": "transfer",
        "currency": "HUF",
        "lines": items,
        "vat_summary": list(rates.values()),
        "net_total": str(net),
        "vat_total": str(vat),
        "total": str(net + vat),
        "notes": "A szállítás az ár része.\nKöszönjük a bizalmat!",
        "legal_notes": "Alanyi adómentes (AAM)." if lines > 3 else None,
        "related_number": {"order": "A-2026/00017", "invoice": "R-2026/00011", "cancellation": "SZ-2026/00041"}.get(
            kind
        ),
    }

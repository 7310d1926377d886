"""What the demo firm sells and to whom; customers are named by their place in the list, products by their code."""

from typing import Any, NamedTuple


class Billed(NamedTuple):
    """An order that was delivered and invoiced; unpaid when `paid_after` is None."""

    days_ago: int
    customer: int
    lines: str
    currency: str = "HUF"
    paid_after: int | None = None
    paid_percent: int = 100


COMPANY = {
    "name": "Kapocs Minta Irodabútor Kft.",
    "logo_text": "Kapocs Minta",
    "country": "HU",
    "postal_code": "1117",
    "city": "Budapest",
    "street": "Infopark sétány 1.",
    "tax_number": "12345676-2-43",
    "eu_vat": "HU12345676",
    "registry_number": "01-09-123456",
    "bank_account": "11773016-01234567-00000000",
    "email": "ertekesites@kapocs-minta.example",
    "phone": "+36 1 555 0100",
    "website": "https://kapocs-minta.example",
    "legal_notes": "Köszönjük, hogy minket választott!",
}


def _company(name: str, family: str, given: str, mail: str, city: str, **more: Any) -> dict[str, Any]:
    return {
        "company_name": name,
        "family_name": family,
        "given_name": given,
        "email": mail,
        "city": city,
        "country": "HU",
        "language": "hu",
        **more,
    }


CUSTOMERS = frozenset([
    "Alföldi Malom Zrt.", "Bakony Panzió Bt.", "Bükki Ásványvíz Kft.", "Duna-Híd Gépkölcsönző Kft.",
    "Duna-Híd Gépkölcsönző – Szerviz", "Duna-Híd Statika Kft.", "Duna-Híd Építőipari Zrt.",
    "Duna-Híd Építőipari Zrt. – Győri telephely", "Gemenc Logisztika Kft.", "Gondos Könyvelő Bt.",
    "Hegyaljai Fogászat Kft.", "Jászsági Gépgyár Zrt.", "Karszt Kutatóintézet", "Kék Hullám Fürdő Nonprofit Kft.",
    "Körös-parti Szálloda Kft.", "Kőris Nyomda Kft.", "Mecsek Szoftver Kft.", "Napsugár Óvoda Alapítvány",
    "Nyírségi Almatermelők Szövetkezete", "Orsolya Cukrászda Kft.", "Palóc Építész Stúdió Kft.",
    "Pannon Ügyvédi Iroda", "Ráday Színház Nonprofit Kft.", "Tisza Faipari Kft.", "Vasmű Karbantartó Zrt.",
    "Zempléni Borház Kft.", "Zöldfülű Kertészet Kft.",
])  # fmt: skip
"""The customers of contacts whom the demo sells to, whoever else is entered there."""

LEADS: list[tuple[dict[str, Any], str | None]] = [
    (_company("Bakony Panzió Bt.", "Horváth", "Ádám", "info@bakonypanzio.example", "Zirc", phone="+36 88 555 201",
              source="web", estimated_value="850000", interests=[{"description": "Fogadótér bútorai"}]),
     "convert"),
    (_company("Somló Borház Kft.", "Szalai", "Nóra", "nora@somloborhaz.example", "Somlóvásárhely", source="event",
              estimated_value="1200000", phone="+36 88 555 340"), "convert"),
    (_company("Kék Ég Óvoda", "Balogh", "Katalin", "iroda@kekegovoda.example", "Vác", source="email",
              estimated_value="420000", status="contacted"), None),
    (_company("Kék Ég Ovoda", "Baloghné", "Katalin", "iroda@kekegovoda.example", "Vác", source="web",
              phone="+36 27 555 106"), None),
    (_company("Mátra Szoftver Zrt.", "Fehér", "Balázs", "feher.balazs@matraszoftver.example", "Gyöngyös",
              source="referral", estimated_value="5600000", status="qualified", phone="+36 37 555 118",
              interests=[{"description": "40 munkaállomás bútora", "quantity": "40"}]), None),
    (_company("Tavirózsa Szálló", "Bíró", "Emese", "emese@tavirozsa.example", "Siófok", source="campaign",
              estimated_value="2300000", status="contacted"), None),
    (_company("Hegyvidék Ügyvédi Iroda", "dr. Pintér", "Máté", "pinter@hegyvidekjog.example", "Budapest",
              source="web", estimated_value="1750000", status="qualified", phone="+36 1 555 7712"), None),
    (_company("Zempléni Fafeldolgozó Kft.", "Lakatos", "József", "lakatos@zemplenifa.example", "Sárospatak",
              source="phone", phone="+36 47 555 902"), None),
    (_company("Pannon Kerékpár Bt.", "Oláh", "Réka", "reka@pannonkerekpar.example", "Győr", source="web"), None),
    (_company("Délibáb Étterem", "Juhász", "Ferenc", "delibab@etterem.example", "Hortobágy", source="other"),
     "disqualify"),
    (_company("Rábaköz Takarék", "Simon", "Ágota", "simon.agota@rabakoz.example", "Csorna", source="event",
              estimated_value="3100000", status="contacted"), None),
    ({"family_name": "Vincze", "given_name": "Tamás", "email": "vincze.tamas@posta.example", "source": "web",
      "language": "hu", "description": "Otthoni dolgozószobába keres emelhető asztalt."}, None),
    ({"company_name": "Alpenblick Büro GmbH", "given_name": "Katrin", "family_name": "Gruber", "language": "en",
      "email": "gruber@alpenblick.example", "city": "Graz", "country": "AT", "source": "email",
      "estimated_value": "9500", "currency": "EUR"}, None),
]  # fmt: skip

# name, amount in forints, stage, days from now until the expected close, reason
OPPORTUNITIES: list[tuple[str, int, str, int, str | None]] = [
    ("Irodabútor az új telephelyre", 6_400_000, "negotiation", 14, None),
    ("Tárgyaló felújítása", 1_850_000, "proposal", 21, None),
    ("Monitorcsere, 30 munkahely", 2_900_000, "proposal", 9, None),
    ("Ügyféltér bútorai", 3_200_000, "qualified", 40, None),
    ("Home office csomagok", 1_150_000, "new", 60, None),
    ("Éves nyomtató-karbantartás", 576_000, "qualified", 28, None),
    ("Emelhető asztalok a fejlesztőknek", 4_560_000, "negotiation", 7, None),
    ("Iratszekrények az archívumba", 942_000, "new", 75, None),
    ("Vezetői szoba berendezése", 1_480_000, "proposal", 18, None),
    ("Konferenciaszékek a díszterembe", 2_450_000, "won", -12, "Gyors szállítás, jó referencia"),
    ("Papírellátás keretszerződés", 1_130_000, "won", -35, "Legjobb ár"),
    ("Recepciós pult és várótér", 1_900_000, "won", -60, "Korábbi elégedettség"),
    ("Raktári polcrendszer", 2_750_000, "lost", -20, "Túl drága volt"),
    ("Iskolai számítógépterem", 3_800_000, "lost", -48, "Elhalasztották a beruházást"),
    ("Világításkorszerűsítés", 1_020_000, "new", 90, None),
]

INVOICED = [
    Billed(345, 0, "SZEK-TARGY-01×20 SZOLG-SZALL×1", paid_after=7),
    Billed(312, 1, "PAPIR-A4-80×60 TOLL-GOLYO-50×6 MAPPA-A4-100×10", paid_after=10),
    Billed(276, 2, "LAMPA-ASZT-01×12-5 BILL-HU-01×12", paid_after=8),
    Billed(241, 3, "SZEK-ERGO-01×6 SZOLG-SZER×4", paid_after=15),
    Billed(204, 4, "MON-24×8-10 EGER-ERGO-01×8", "EUR", paid_after=21),
    Billed(178, 5, "ASZT-140×5 KONT-3F×5 SZOLG-SZER×6", paid_after=6),
    Billed(143, 0, "PAPIR-A4-80×80-5", paid_after=8),
    Billed(112, 6, "HEAD-01×6 DOKK-USBC×4", paid_after=12),
    Billed(84, 7, "SZEKR-IRAT-01×4 POLC-185×6", "EUR", paid_after=14),
    Billed(52, 8, "TONER-01×6 SZOLG-KARB×2", paid_after=20, paid_percent=40),
    Billed(38, 2, "SZEK-TARGY-01×24-8 SZOLG-SZALL×2"),
    Billed(3, 9, "MON-24×6 BILL-HU-01×6 EGER-ERGO-01×6"),
]

# customer, lines, currency, steps
QUOTES: list[tuple[int, str, str, list[tuple[str, dict[str, Any]]]]] = [
    (10, "SZEK-ERGO-01×10 ASZT-160×4", "HUF", []),
    (3, "MON-27-4K×4 DOKK-USBC×4", "HUF", []),
    (1, "ASZT-TARGY-10×1 SZEK-TARGY-01×10", "HUF", [("send", {})]),
    (4, "LAMPA-ALL-01×4 LAMPA-ASZT-01×10-5", "EUR", [("send", {})]),
    (6, "SZOLG-KARB×4", "HUF", [("send", {})]),
    (11, "NYOM-LEZER-01×2 TONER-01×6", "HUF", [("send", {})]),
    (5, "SZEK-VEZ-01×1 FOGAS-01×2", "HUF", [("send", {}), ("accept", {})]),
    (7, "IRATMEG-01×3", "HUF", [("send", {}), ("decline", {"reason": "Mást választottak"})]),
    (8, "PAPIR-A4-80×40 TOLL-GOLYO-50×4", "HUF", [("send", {}), ("accept", {}), ("make-order", {"confirm": True})]),
    (2, "BILL-HU-01×10-10 EGER-ERGO-01×10-10", "HUF", [("send", {}), ("make-order", {})]),
]

# customer, lines, whether confirmed: the first of these waits for stock, the second is still a draft
ORDERED: list[tuple[int, str, bool]] = [
    (9, "ASZT-EMEL-01×6 SZOLG-SZER×6", True),
    (12, "SZEK-ERGO-01×4 SZOLG-SZALL×1", False),
]

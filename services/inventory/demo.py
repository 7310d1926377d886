"""The demo firm's goods: office furniture, electronics and services, with stock in two warehouses."""

from typing import Any, NamedTuple, Protocol


class Api(Protocol):
    """The HTTP API as the administrator."""

    def post(self, path: str, json: dict[str, Any], /) -> dict[str, Any]:
        """Send and return the answer's body."""


class Supplier(NamedTuple):
    """One vendor of the demo firm."""

    code: str
    name: str
    contact_name: str
    contact_title: str
    email: str
    phone: str
    address: str
    city: str
    postal_code: str
    country: str


class Item(NamedTuple):
    """One product of the demo firm."""

    code: str
    name: str
    category: str
    vendor: str | None
    price: int
    stock: int = 0
    minimum: int | None = None
    unit: str = "db"
    package: str | None = None


CATEGORIES = {
    "BUTOR": ("Irodabútor", "Székek, asztalok, tárolók"),
    "TECH": ("Irodatechnika", "Monitorok, nyomtatók, perifériák"),
    "PAPIR": ("Papír és írószer", "Fogyóeszközök az irodába"),
    "SZOLG": ("Szolgáltatás", "Szállítás, összeszerelés, karbantartás"),
}

VENDORS = [
    Supplier("SZ-001", "Alföldi Bútoripari Kft.", "Tóth Gábor", "Értékesítési vezető", "rendeles@alfoldibutor.example",
             "+36 76 555 210", "Ipari park 4.", "Kecskemét", "6000", "HU"),
    Supplier("SZ-002", "Dunatech Nagykereskedelmi Zrt.", "Kiss Andrea", "Kulcsügyfél-kapcsolat", "b2b@dunatech.example",
             "+36 1 555 8800", "Váci út 188.", "Budapest", "1138", "HU"),
    Supplier("SZ-003", "Papír-Pont Bt.", "Molnár Zsuzsa", "Ügyvezető", "info@papirpont.example",
             "+36 52 555 340", "Piac utca 21.", "Debrecen", "4024", "HU"),
    Supplier("SZ-004", "Office Trade GmbH", "Katrin Huber", "Verkaufsleiterin", "verkauf@officetrade.example",
             "+43 1 555 0170", "Lagerstraße 9", "Wien", "1220", "AT"),
    Supplier("SZ-005", "Nordlys Lighting AB", "Erik Lindqvist", "Export manager", "export@nordlys.example",
             "+46 31 555 019", "Hamngatan 3", "Göteborg", "411 06", "SE"),
]  # fmt: skip

SECOND_WAREHOUSE = {"code": "GY", "name": "Győri raktár", "address": "9027 Győr, Budai út 7."}

PRODUCTS = [
    Item("SZEK-ERGO-01", "Ergo irodai szék, fekete", "BUTOR", "SZ-001", 64_900, 42, 10),
    Item("SZEK-ERGO-02", "Ergo irodai szék, szürke", "BUTOR", "SZ-001", 64_900, 7, 10),
    Item("SZEK-TARGY-01", "Konferenciaszék, kárpitozott", "BUTOR", "SZ-001", 24_500, 120, 20),
    Item("SZEK-VEZ-01", "Vezetői bőrfotel", "BUTOR", "SZ-004", 159_000, 6, 2),
    Item("ASZT-140", "Íróasztal 140×70 cm, tölgy", "BUTOR", "SZ-001", 58_900, 25, 5),
    Item("ASZT-160", "Íróasztal 160×80 cm, fehér", "BUTOR", "SZ-001", 67_900, 18, 5),
    Item("ASZT-EMEL-01", "Elektromosan emelhető íróasztal", "BUTOR", "SZ-004", 189_900, 3, 4),
    Item("ASZT-TARGY-10", "Tárgyalóasztal 10 főre", "BUTOR", "SZ-001", 219_000, 4, 1),
    Item("SZEKR-IRAT-01", "Zárható iratszekrény", "BUTOR", "SZ-001", 78_500, 14, 4),
    Item("KONT-3F", "Háromfiókos konténer, görgős", "BUTOR", "SZ-001", 39_900, 31, 8),
    Item("POLC-185", "Nyitott polc 185 cm", "BUTOR", "SZ-001", 32_900, 22, 5),
    Item("FOGAS-01", "Álló fogas, fém", "BUTOR", "SZ-004", 14_900, 16, 3),
    Item("LAMPA-ASZT-01", "LED asztali lámpa", "TECH", "SZ-005", 12_900, 55, 15),
    Item("LAMPA-ALL-01", "LED állólámpa, szabályozható", "TECH", "SZ-005", 34_900, 9, 10),
    Item("MON-24", "24\" monitor, Full HD", "TECH", "SZ-002", 52_900, 38, 10),
    Item("MON-27-4K", "27\" monitor, 4K, USB-C", "TECH", "SZ-002", 129_900, 12, 5),
    Item("DOKK-USBC", "USB-C dokkoló, 12 csatlakozós", "TECH", "SZ-002", 46_900, 20, 6),
    Item("BILL-HU-01", "Vezeték nélküli billentyűzet, magyar", "TECH", "SZ-002", 13_490, 64, 20),
    Item("EGER-ERGO-01", "Függőleges egér", "TECH", "SZ-002", 9_990, 47, 15),
    Item("KAM-WEB-01", "Webkamera, 1080p", "TECH", "SZ-002", 18_990, 2, 8),
    Item("HEAD-01", "Zajszűrős fejhallgató mikrofonnal", "TECH", "SZ-002", 29_990, 26, 10),
    Item("NYOM-LEZER-01", "Hálózati lézernyomtató", "TECH", "SZ-002", 84_900, 8, 3),
    Item("TONER-01", "Toner, fekete, 6000 oldal", "TECH", "SZ-002", 27_900, 34, 12),
    Item("IRATMEG-01", "Iratmegsemmisítő, 12 lapos", "TECH", "SZ-004", 44_900, 5, 2),
    Item("PAPIR-A4-80", "Másolópapír A4, 80 g", "PAPIR", "SZ-003", 1_890, 480, 100, "csomag", "500 lap / csomag"),
    Item("TOLL-GOLYO-50", "Golyóstoll, kék", "PAPIR", "SZ-003", 4_990, 60, 10, "doboz", "50 db / doboz"),
    Item("MAPPA-A4-100", "Genotherm A4", "PAPIR", "SZ-003", 2_490, 90, 20, "csomag", "100 db / csomag"),
    Item("SZOLG-SZALL", "Házhoz szállítás Budapesten belül", "SZOLG", None, 7_900, unit="alkalom"),
    Item("SZOLG-SZER", "Bútor összeszerelése", "SZOLG", None, 9_500, unit="óra"),
    Item("SZOLG-KARB", "Nyomtató éves karbantartása", "SZOLG", None, 48_000, unit="év"),
]  # fmt: skip

IN_GYOR = {"SZEK-ERGO-01": 12, "MON-24": 10, "PAPIR-A4-80": 150, "SZEK-TARGY-01": 40}


GUARANTEE = {
    "noun": "product", "name": "guarantee_months", "type": "integer", "min": "0", "max": "120", "listed": True,
    "label": "Guarantee (months)", "label_hu": "Jótállás (hónap)",
    "help": "Counted from the day of delivery.", "help_hu": "Az átadás napjától számítva.",
}  # fmt: skip
MONTHS = {"BUTOR": 36, "TECH": 24}


def load(api: Api) -> None:
    """Fill an empty inventory."""
    api.post("/inventory/custom-fields", GUARANTEE)
    categories = {
        code: api.post("/inventory/categories", {"code": code, "name": name, "description": words})["id"]
        for code, (name, words) in CATEGORIES.items()
    }
    vendors = {vendor.code: api.post("/inventory/vendors", vendor._asdict())["id"] for vendor in VENDORS}
    second = api.post("/inventory/warehouses", SECOND_WAREHOUSE)["id"]
    for item in PRODUCTS:
        product = api.post("/inventory/products", {**_product(item, categories, vendors), "custom": _custom(item)})
        if quantity := IN_GYOR.get(item.code):
            body = {"quantity": str(quantity), "to_warehouse_id": second, "reference": "Nyitó feltöltés"}
            api.post(f"/inventory/products/{product['id']}/transfer", body)


def _custom(item: Item) -> dict[str, Any]:
    return {"guarantee_months": MONTHS[item.category]} if item.category in MONTHS else {}


def _product(item: Item, categories: dict[str, str], vendors: dict[str, str]) -> dict[str, Any]:
    service = item.category == "SZOLG"
    return {
        "code": item.code,
        "name": item.name,
        "type": "service" if service else "goods",
        "category_id": categories[item.category],
        "vendor_id": vendors.get(item.vendor or ""),
        "price": str(item.price),
        "currency": "HUF",
        "vat_rate": "27",
        "unit": item.unit,
        "quantity_per_unit": item.package,
        "minimum_stock": None if item.minimum is None else str(item.minimum),
        "opening_stock": str(item.stock) if item.stock else None,
    }

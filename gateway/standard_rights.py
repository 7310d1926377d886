"""The profiles and roles that a new installation starts with. All of them can be changed in the pages."""

from typing import Any

READ = ["view", "export"]
EDIT = ["view", "create", "edit", "export"]
ALL = {"verbs": ["*"], "view": "all", "edit": "all"}
SEE = {"verbs": READ, "view": "all"}
OWN_CONTACTS = {"verbs": [*EDIT, "set_status", "merge"], "view": "all", "edit": "subtree"}
CARE = {"verbs": [*EDIT, "set_status", "merge"], "view": "all", "edit": "all"}
SIGN = {"verbs": [*EDIT, "activate", "terminate"], "view": "all", "edit": "subtree"}
SELL = {"verbs": ["*"], "view": "subtree", "edit": "subtree"}
ASK_PRIVACY = {"verbs": ["view", "create"], "view": "subtree"}
NO_PRIVACY: dict[str, Any] = {"verbs": []}
PEOPLE = {"gateway.user": {"verbs": ["view"]}, "gateway.role": {"verbs": ["view"]}}

# name → (description, everything, rules)
PROFILES: dict[str, tuple[str, bool, dict[str, Any]]] = {
    "Rendszergazda": ("Mindent láthat és mindent megtehet.", True, {}),
    "Értékesítésvezetés": (
        "Az ügyfelek és az értékesítés minden művelete, a csapat minden rekordja.",
        False,
        {
            "contacts.*": ALL, "sales.*": ALL, "inventory.*": SEE, "helpdesk.*": SEE, "mailer.*": SEE,
            "contacts.privacy_request": {**ASK_PRIVACY, "view": "all"},
            "*.audit": {"verbs": ["view"]}, **PEOPLE,
        },
    ),
    "Értékesítés": (
        "A saját és a beosztottak ügyletei; az ügyfelek, termékek és készletek megtekintése.",
        False,
        {
            "contacts.*": OWN_CONTACTS, "contacts.contract": SIGN, "contacts.privacy_request": ASK_PRIVACY,
            "sales.*": SELL, "sales.company": {"verbs": ["view"]}, "inventory.*": SEE,
            "sales.invoice": {**SELL, "verbs": [*EDIT, "issue"]}, "sales.payment": {"verbs": READ, "view": "subtree"},
            "helpdesk.ticket": {"verbs": ["view", "create"], "view": "all", "edit": "own"},
            "mailer.message": {"verbs": ["view", "create"], "view": "own"}, **PEOPLE,
        },
    ),
    "Raktár": (
        "Termékek, készletek, beszerzés és leltár; a megrendelések megtekintése.",
        False,
        {
            "inventory.*": ALL, "sales.order": {**SEE, "verbs": [*READ, "deliver"]}, "contacts.*": SEE,
            "contacts.privacy_request": NO_PRIVACY, **PEOPLE,
        },
    ),
    "Ügyfélszolgálat": (
        "Bejelentések és cikkek minden művelete; az ügyfelek adatainak karbantartása.",
        False,
        {
            "helpdesk.*": ALL, "contacts.*": CARE, "sales.order": SEE,
            "contacts.privacy_request": ASK_PRIVACY,
            "sales.invoice": SEE, "inventory.product": SEE, "mailer.message": {"verbs": ["view", "create"]}, **PEOPLE,
        },
    ),
    "Pénzügy": (
        "Számlák és befizetések minden művelete; minden értékesítési adat megtekintése.",
        False,
        {
            "sales.invoice": ALL, "sales.payment": ALL, "sales.company": ALL, "sales.*": SEE,
            "sales.order": {**SEE, "verbs": [*READ, "make_invoice"]}, "contacts.*": SEE, "inventory.*": SEE,
            "contacts.privacy_request": NO_PRIVACY, "mailer.*": SEE, "*.audit": {"verbs": ["view"]}, **PEOPLE,
        },
    ),
    "Adatvédelem": (
        "Az érintettek kérelmeinek elbírálása és végrehajtása; a hozzájárulások kezelése.",
        False,
        {
            "contacts.privacy_request": ALL, "contacts.consent": ALL, "contacts.*": SEE, "sales.*": SEE,
            "helpdesk.*": SEE, "mailer.*": SEE, "*.privacy": {"verbs": ["export"]}, "*.audit": {"verbs": ["view"]},
            **PEOPLE,
        },
    ),
    "Ellenőrzés": (
        "Minden adat és minden változás megtekintése, módosítás nélkül.",
        False,
        {"*": SEE, "*.audit": {"verbs": ["view"]}, "*.user": SEE, "*.role": SEE, "*.profile": SEE, "*.group": SEE},
    ),
}  # fmt: skip

# code → (name, code of the role above, profile)
ROLES: dict[str, tuple[str, str | None, str]] = {
    "admin": ("Rendszergazda", None, "Rendszergazda"),
    "manager": ("Értékesítési vezető", "admin", "Értékesítésvezetés"),
    "seller": ("Értékesítő", "manager", "Értékesítés"),
    "junior": ("Értékesítő gyakornok", "seller", "Értékesítés"),
    "warehouse": ("Raktáros", "admin", "Raktár"),
    "helpdesk": ("Ügyfélszolgálati munkatárs", "admin", "Ügyfélszolgálat"),
    "finance": ("Pénzügyes", "admin", "Pénzügy"),
    "privacy": ("Adatvédelmi felelős", "admin", "Adatvédelem"),
    "auditor": ("Könyvvizsgáló", "admin", "Ellenőrzés"),
}

DEMO_PASSWORD = "kapocs-demo"  # noqa: S105  # printed in the README: made only when KAPOCS_DEMO is on
# username → (name, code of the role, language)
DEMO_USERS: dict[str, tuple[str, str, str]] = {
    "manager": ("Kovács Márta", "manager", "hu"),
    "seller": ("Szabó Anna", "seller", "hu"),
    "seller2": ("Nagy Péter", "seller", "hu"),
    "junior": ("Kiss Dóra", "junior", "hu"),
    "warehouse": ("Tóth Gábor", "warehouse", "hu"),
    "helpdesk": ("Varga Eszter", "helpdesk", "hu"),
    "finance": ("Horváth Ildikó", "finance", "hu"),
    "auditor": ("Farkas Tamás", "auditor", "en"),
}

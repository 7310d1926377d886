"""The demo firm's tickets as they went, and what it has written down in its knowledge base."""

from typing import NamedTuple


class Step(NamedTuple):
    """One thing that happened to a ticket: an action with its words, and the status an answer leads to."""

    action: str
    text: str = ""
    status: str = ""


class Case(NamedTuple):
    """One ticket; the customer is found by the address, the product by its code."""

    subject: str
    email: str
    text: str
    type: str = "question"
    priority: str = "normal"
    channel: str = "mail"
    language: str = "hu"
    product: str = ""
    billed: bool = False
    steps: tuple[Step, ...] = ()
    article: str = ""
    name: str = ""


CASES = [
    Case(
        "Nyikorog az ergonomikus szék",
        "szabo.julia@tiszafa.example",
        "Jó napot!\n\nA szeptemberben szállított székek közül kettő erősen nyikorog, amikor hátradőlnek benne a "
        "kollégák. Garanciális javítást szeretnénk kérni.\n\nKöszönettel:\nSzabó Júlia",
        type="fault",
        product="SZEK-ERGO-01",
        billed=True,
        steps=(
            Step("note", "Ebből a szállításból ez a harmadik bejelentés, szólok a beszerzésnek."),
            Step(
                "answer",
                "Tisztelt Szabó Júlia!\n\nKöszönjük a jelzést. A nyikorgást többnyire a billenőmechanika két csavarja "
                "okozza, a képes útmutatót csatoljuk. Ha a meghúzás után is hallható, kérjük, írja meg, és két napon "
                "belül kimegy szerelőnk.",
            ),
            Step("receive", "Az egyik széknél segített, a másik sajnos továbbra is nyikorog."),
            Step(
                "answer",
                "Köszönjük, hogy kipróbálták. Szerelőnk csütörtökön délelőtt érkezik, a mechanikát garanciában "
                "cseréli. A munka kb. húsz percet vesz igénybe.",
                "open",
            ),
        ),
    ),
    Case(
        "Hibás árengedmény a számlán",
        "lengyel.katalin@dunahid.example",
        "Üdvözlöm!\n\nA keretszerződésünk szerint 8% engedmény jár, a legutóbbi számlán viszont 5% szerepel. Kérem, "
        "vizsgálják meg, mert így nem tudjuk jóváhagyni.",
        type="complaint",
        priority="high",
        billed=True,
        steps=(
            Step("note", "Igaza van: a szerződés 8%-os, a rendelésre kézzel írtak 5-öt. A pénzüggyel egyeztetek."),
            Step("assign", "manager"),
        ),
    ),
    Case(
        "Hogyan kell a monitort falra szerelni?",
        "fulop.david@mecseksoft.example",
        "Sziasztok, a 27 colos monitorokhoz milyen VESA-konzol való, és benne van-e a csavar a dobozban?",
        channel="page",
        product="MON-27-4K",
        steps=(
            Step(
                "answer",
                "Szia Dávid!\n\nA monitor 100×100 mm-es VESA-furatokkal készül, bármely ilyen, legalább 8 kg-os konzol "
                "jó hozzá. A négy M4×12-es csavart a dobozban, a talp alatti tasakban találod.",
                "solved",
            ),
            Step("close"),
        ),
        article="Monitor falra szerelése",
    ),
    Case(
        "Az állítható asztal megállt félúton",
        "gondos.agnes@gondoskonyvelo.example",
        "Telefonon jelezte: az elektromos asztal félmagasságban megállt, a kijelzőn „E08” látszik. Holnap mérlegzárás, "
        "sürgős lenne.",
        type="fault",
        priority="urgent",
        channel="phone",
        product="ASZT-EMEL-01",
        steps=(
            Step(
                "answer",
                "Tisztelt Gondos Ágnes!\n\nAz E08 azt jelzi, hogy a két láb magassága eltér. Kérjük, húzza ki a "
                "hálózati csatlakozót egy percre, majd tartsa nyomva a „le” gombot tíz másodpercig: az asztal "
                "visszaáll alaphelyzetbe.",
            ),
            Step("receive", "Működik, nagyon köszönöm a gyors segítséget!"),
            Step("solve"),
        ),
        article="E08 hiba az elektromos asztalon",
    ),
    Case(
        "Toner ki lett fizetve, de nem érkezett meg",
        "egerszegi.nora@pannonugyved.example",
        "Jó napot kívánok! Két hete rendeltünk négy tonert, ki is fizettük, de még nem kaptuk meg. Mikorra várhatjuk?",
        priority="high",
        product="TONER-01",
        billed=True,
        steps=(
            Step("note", "A raktár szerint a futár kétszer próbálta, zárva találta az irodát."),
            Step(
                "answer",
                "Tisztelt Egerszegi Nóra!\n\nElnézést kérünk a várakozásért. A futár kétszer is zárva találta az "
                "irodát. Melyik napon és mely órák között tudják átvenni a csomagot?",
            ),
        ),
    ),
    Case(
        "Order confirmation in English, please",
        "james.porter@northgate.example",
        "Hello,\n\nour accounting department needs the order confirmation and the invoice in English. Could you send "
        "them again?\n\nBest regards,\nJames Porter",
        language="en",
        steps=(
            Step(
                "answer",
                "Dear James,\n\nof course. I have set English as the language of your account, so all documents will "
                "come in English from now on. The two you asked for are on their way.",
                "solved",
            ),
        ),
        article="Documents in another language",
        name="James Porter",
    ),
    Case(
        "Desk lamp flickers",
        "anna.lindberg@fjordkontor.example",
        "Hi there, two of the ten desk lamps flicker at the lowest brightness. Is this a known problem?",
        type="fault",
        language="en",
        product="LAMPA-ASZT-01",
        name="Anna Lindberg",
        steps=(
            Step(
                "answer",
                "Hello Anna,\n\nyes, the first batch had a driver that flickers below 10%. We will replace both lamps "
                "free of charge. Could you send me a photo of the label under the base?",
            ),
            Step("receive", "Thanks! The labels read L2-0431 and L2-0447."),
            Step("note", "Első széria, cserélhető. A raktárból két darab mehet kedden."),
        ),
    ),
    Case(
        "Delivery to Vienna: which courier?",
        "m.gruber@alpenbuero.example",
        "Good morning, do you ship to 1220 Vienna, and is it possible to have the furniture carried up to the third "
        "floor?",
        language="en",
        channel="page",
        name="Maria Gruber",
    ),
    Case(
        "Összeszerelés időpontja",
        "fazekas.orsolya@orsolyacuki.example",
        "Jó napot! A jövő heti bútorszerelést áttehetnénk hétfő reggelre? Nyitás előtt lenne a legjobb.",
        channel="phone",
        product="SZOLG-SZER",
        steps=(
            Step("answer", "Természetesen, szerelőink hétfőn reggel hétkor érkeznek. Jó munkát kívánunk!", "solved"),
            Step("close"),
        ),
    ),
    Case(
        "Sérülten érkezett az íróasztal",
        "almasi.jozsef@nyiralma.example",
        "A ma kiszállított tölgy íróasztal lapjának sarka letört. A fuvarlevélre ráírtuk. Cserét kérünk.",
        type="complaint",
        priority="high",
        product="ASZT-140",
        billed=True,
        steps=(
            Step(
                "answer",
                "Tisztelt Almási József!\n\nElnézést kérünk a kellemetlenségért. A cserelapot holnap feladjuk, a "
                "sérültet ugyanaz a futár viszi vissza. Önöknek nincs teendőjük, a költséget mi álljuk.",
                "open",
            ),
            Step("note", "Fuvarkár, a szállítóval elszámolunk."),
        ),
    ),
    Case(
        "Éves karbantartás megrendelése",
        "halasz.viktoria@gemenclog.example",
        "Kérjük a telephely hat nyomtatójának éves karbantartását. Mikor tudnának jönni, és mennyi a díja?",
        product="SZOLG-KARB",
        channel="api",
    ),
    Case(
        "Rossz a házirend linkje a számlán",
        "rathonyi.sara@radayszinhaz.example",
        "Apróság: a számla alján lévő weboldal címe nem nyílik meg. Gondoltam, szólok.",
        priority="low",
        steps=(
            Step(
                "answer",
                "Köszönjük, hogy szólt! A címet kijavítottuk, a következő számlán már jól fog szerepelni.",
                "solved",
            ),
        ),
    ),
]


class Writing(NamedTuple):
    """One article written without a ticket."""

    title: str
    body: str
    language: str = "hu"
    audience: str = "public"
    product: str = ""
    published: bool = True


ARTICLES = [
    Writing(
        "Garancia és szavatosság irodabútorra",
        "## Mennyi a jótállás?\n\nMinden bútorra **két év**, a billenőmechanikákra **öt év** jótállást adunk.\n\n"
        "## Mit kell tennem?\n\n1. Írja meg a számla számát és a hibát.\n2. Csatoljon egy fényképet.\n"
        "3. Két munkanapon belül válaszolunk, és ha kell, szerelő megy ki.",
    ),
    Writing(
        "Panaszkezelés lépései",
        "## Belső rend\n\n- Panaszra **egy munkanapon belül** válaszolunk.\n- 50 000 Ft-ig az ügyintéző maga dönt a "
        "kárpótlásról.\n- Efölött az értékesítési vezető hagyja jóvá.",
        audience="internal",
    ),
]

"""The demo firm's customers: invented firms and people; their domains end in .example, their phones are not in use."""

from typing import Any, NamedTuple


class Firm(NamedTuple):
    """One organization. `tax_base` and `tax_tail` make up the tax number, the check digit is reckoned."""

    name: str
    domain: str
    industry: str
    size: str
    status: str
    tax_base: str
    tax_tail: str
    place: str
    street: str
    phone: str
    days: int
    owner: str
    parent: str | None = None


class Contact(NamedTuple):
    """One person; `firm` is the domain of the organization."""

    family_name: str
    given_name: str
    firm: str | None
    job_title: str
    mobile: str
    birth_date: str | None = None
    title: str | None = None
    consent: bool = False


class Talk(NamedTuple):
    """One entry of the communication log."""

    firm: str
    day: str
    channel: str
    subject: str
    text: str
    agreed: str | None = None
    direction: str | None = None
    minutes: int | None = None
    asked: str | None = None
    next_step: str | None = None
    next_step_on: str | None = None
    done: bool = False


FIRMS = [
    Firm("Tisza Faipari Kft.", "tiszafa.example", "Bútorgyártás", "50-249", "active", "1374205", "2-06",
         "6720 Szeged", "Kárász utca 12.", "+3662555100", 15, "seller"),
    Firm("Bakony Panzió Bt.", "bakonypanzio.example", "Vendéglátás", "1-9", "prospect", "2251873", "1-19",
         "8420 Zirc", "Rákóczi tér 4.", "+3688555200", 8, "seller"),
    Firm("Duna-Híd Építőipari Zrt.", "dunahid.example", "Építőipar", "250+", "active", "1098347", "2-41",
         "1138 Budapest", "Népfürdő utca 22.", "+3615550120", 30, "manager"),
    Firm("Duna-Híd Statika Kft.", "dunahidstatika.example", "Mérnöki tervezés", "10-49", "active", "2419806", "2-41",
         "1138 Budapest", "Népfürdő utca 22.", "+3615550121", 30, "seller", "dunahid.example"),
    Firm("Duna-Híd Gépkölcsönző Kft.", "dunahidgep.example", "Gépkölcsönzés", "10-49", "prospect", "2604417", "2-13",
         "2310 Szigetszentmiklós", "Leshegy utca 8.", "+3624555300", 15, "seller", "dunahid.example"),
    Firm("Napsugár Óvoda Alapítvány", "napsugarovoda.example", "Oktatás", "10-49", "active", "1832569", "1-03",
         "6000 Kecskemét", "Akadémia körút 31.", "+3676555410", 8, "seller2"),
    Firm("Pannon Ügyvédi Iroda", "pannonugyved.example", "Jogi szolgáltatás", "10-49", "active", "1927744", "2-08",
         "9021 Győr", "Baross Gábor út 5.", "+3696555021", 8, "seller"),
    Firm("Mecsek Szoftver Kft.", "mecseksoft.example", "Informatika", "10-49", "active", "2388012", "2-02",
         "7621 Pécs", "Király utca 18.", "+3672555611", 15, "seller2"),
    Firm("Zempléni Borház Kft.", "zemplenibor.example", "Élelmiszeripar", "10-49", "active", "1456690", "2-05",
         "3910 Tokaj", "Fő utca 3.", "+3647555019", 15, "seller2"),
    Firm("Alföldi Malom Zrt.", "alfoldimalom.example", "Élelmiszeripar", "50-249", "active", "1107829", "2-09",
         "4028 Debrecen", "Kassai út 92.", "+3652555700", 30, "manager"),
    Firm("Kék Hullám Fürdő Nonprofit Kft.", "kekhullam.example", "Sport és szabadidő", "50-249", "prospect",
         "2140358", "2-14", "8600 Siófok", "Petőfi sétány 1.", "+3684555310", 30, "seller"),
    Firm("Gondos Könyvelő Bt.", "gondoskonyvelo.example", "Könyvelés", "1-9", "active", "2763391", "1-13",
         "2000 Szentendre", "Kossuth utca 14.", "+3626555018", 8, "junior"),
    Firm("Hegyaljai Fogászat Kft.", "hegyaljaifog.example", "Egészségügy", "1-9", "active", "2517064", "1-43",
         "1118 Budapest", "Rétköz utca 7.", "+3615550177", 8, "seller2"),
    Firm("Ráday Színház Nonprofit Kft.", "radayszinhaz.example", "Kultúra", "50-249", "active", "1580923", "2-43",
         "1092 Budapest", "Ráday utca 27.", "+3615550188", 30, "seller"),
    Firm("Kőris Nyomda Kft.", "korisnyomda.example", "Nyomdaipar", "10-49", "former", "1243377", "2-10",
         "3300 Eger", "Külsősor utca 9.", "+3636555240", 15, "seller2"),
    Firm("Zöldfülű Kertészet Kft.", "zoldfulu.example", "Mezőgazdaság", "10-49", "active", "2095516", "2-13",
         "2141 Csömör", "Határ út 2.", "+3628555120", 15, "junior"),
    Firm("Vasmű Karbantartó Zrt.", "vasmukarb.example", "Ipari szolgáltatás", "250+", "active", "1069185", "2-07",
         "2400 Dunaújváros", "Vasmű tér 1.", "+3625555900", 45, "manager"),
    Firm("Orsolya Cukrászda Kft.", "orsolyacuki.example", "Vendéglátás", "1-9", "prospect", "2871450", "1-18",
         "9700 Szombathely", "Fő tér 11.", "+3694555044", 8, "junior"),
    Firm("Nyírségi Almatermelők Szövetkezete", "nyiralma.example", "Mezőgazdaság", "50-249", "active", "1315572",
         "2-15", "4400 Nyíregyháza", "Bethlen Gábor utca 58.", "+3642555630", 30, "seller2"),
    Firm("Gemenc Logisztika Kft.", "gemenclog.example", "Szállítmányozás", "50-249", "active", "1774238", "2-17",
         "7100 Szekszárd", "Tartsay Vilmos utca 40.", "+3674555870", 30, "seller"),
    Firm("Karszt Kutatóintézet", "karsztkutato.example", "Kutatás", "10-49", "prospect", "2003461", "2-20",
         "8900 Zalaegerszeg", "Gasparich utca 16.", "+3692555061", 30, "seller2"),
    Firm("Bükki Ásványvíz Kft.", "bukkiviz.example", "Élelmiszeripar", "50-249", "active", "1490087", "2-05",
         "3529 Miskolc", "Csabai kapu 22.", "+3646555480", 15, "manager"),
    Firm("Jászsági Gépgyár Zrt.", "jaszgep.example", "Gépipar", "250+", "active", "1130264", "2-16",
         "5100 Jászberény", "Necső-telep 1.", "+3657555150", 45, "manager"),
    Firm("Palóc Építész Stúdió Kft.", "palocepitesz.example", "Építészet", "1-9", "former", "2668815", "1-12",
         "3100 Salgótarján", "Erzsébet tér 6.", "+3632555090", 8, "junior"),
    Firm("Körös-parti Szálloda Kft.", "korosszallo.example", "Vendéglátás", "10-49", "active", "2336740", "2-04",
         "5700 Gyula", "Part utca 15.", "+3666555220", 15, "seller"),
]  # fmt: skip

PEOPLE = [
    Contact("Szabó", "Júlia", "tiszafa.example", "Beszerzési vezető", "+36305551201", "1982-03-14", "dr.", True),
    Contact("Kerekes", "István", "tiszafa.example", "Ügyvezető", "+36305551202", "1969-11-02"),
    Contact("Horváth", "Ádám", "bakonypanzio.example", "Tulajdonos", "+36205551203", "1975-07-21", None, True),
    Contact("Lengyel", "Katalin", "dunahid.example", "Beszerzési igazgató", "+36305551204", "1971-05-30"),
    Contact("Bodnár", "Gergely", "dunahid.example", "Irodavezető", "+36305551205", "1988-09-09", None, True),
    Contact("Pásztor", "Zoltán", "dunahid.example", "Vezérigazgató", "+36305551206", "1962-01-17", "dr."),
    Contact("Vincze", "Réka", "dunahidstatika.example", "Ügyvezető", "+36705551207", "1980-12-12"),
    Contact("Somogyi", "Tamás", "dunahidgep.example", "Telephelyvezető", "+36205551208", "1979-06-05"),
    Contact("Takácsné Bíró", "Ilona", "napsugarovoda.example", "Óvodavezető", "+36305551209", "1966-08-23", None, True),
    Contact("Pannonhegyi", "Márton", "pannonugyved.example", "Vezető ügyvéd", "+36205551210", "1973-10-10", "dr."),
    Contact("Egerszegi", "Nóra", "pannonugyved.example", "Irodavezető", "+36205551211", "1991-02-26", None, True),
    Contact("Fülöp", "Dávid", "mecseksoft.example", "Műszaki igazgató", "+36705551212", "1986-04-18"),
    Contact("Barta", "Eszter", "mecseksoft.example", "Pénzügyi vezető", "+36705551213", "1984-07-07", None, True),
    Contact("Szepsi", "László", "zemplenibor.example", "Borász, tulajdonos", "+36305551214", "1958-11-11"),
    Contact("Nagyné Oláh", "Mária", "zemplenibor.example", "Értékesítési vezető", "+36305551215", "1977-03-03"),
    Contact("Csáki", "Ferenc", "alfoldimalom.example", "Műszaki vezető", "+36205551216", "1970-09-29"),
    Contact("Erdélyi", "Boglárka", "alfoldimalom.example", "Beszerző", "+36205551217", "1993-05-15", None, True),
    Contact("Hullám", "Péter", "kekhullam.example", "Igazgató", "+36705551218", "1974-06-28"),
    Contact("Gondos", "Ágnes", "gondoskonyvelo.example", "Okleveles könyvvizsgáló", "+36305551219", "1968-12-01"),
    Contact("Hegyi", "Balázs", "hegyaljaifog.example", "Főorvos", "+36205551220", "1976-02-19", "dr.", True),
    Contact("Ráthonyi", "Sára", "radayszinhaz.example", "Gazdasági igazgató", "+36705551221", "1983-08-08"),
    Contact("Mácsai", "Bence", "radayszinhaz.example", "Műszaki vezető", "+36705551222", "1981-10-31"),
    Contact("Kőrösi", "Attila", "korisnyomda.example", "Ügyvezető", "+36305551223", "1965-04-04"),
    Contact("Zöld", "Virág", "zoldfulu.example", "Kertészmérnök", "+36205551224", "1989-05-01", None, True),
    Contact("Acél", "Sándor", "vasmukarb.example", "Logisztikai igazgató", "+36305551225", "1967-07-13"),
    Contact("Kovácsné Rácz", "Edit", "vasmukarb.example", "Beszerzési csoportvezető", "+36305551226", "1978-01-25"),
    Contact("Fazekas", "Orsolya", "orsolyacuki.example", "Cukrászmester, tulajdonos", "+36205551227", "1990-10-21"),
    Contact("Almási", "József", "nyiralma.example", "Elnök", "+36305551228", "1961-09-18"),
    Contact("Veres", "Tünde", "nyiralma.example", "Irodavezető", "+36305551229", "1985-12-06", None, True),
    Contact("Gemenci", "Róbert", "gemenclog.example", "Flottavezető", "+36705551230", "1980-03-27"),
    Contact("Halász", "Viktória", "gemenclog.example", "Pénzügyi vezető", "+36705551231", "1987-11-16"),
    Contact("Barlangi", "Gábor", "karsztkutato.example", "Tudományos igazgató", "+36205551232", "1964-06-11", "dr."),
    Contact("Forrai", "Melinda", "bukkiviz.example", "Marketingvezető", "+36305551233", "1992-04-22", None, True),
    Contact("Szikra", "Norbert", "bukkiviz.example", "Gyárvezető", "+36305551234", "1972-08-30"),
    Contact("Jász", "Levente", "jaszgep.example", "Beruházási vezető", "+36205551235", "1976-05-05"),
    Contact("Tóthné Kiss", "Beáta", "jaszgep.example", "Beszerző", "+36205551236", "1983-02-14", None, True),
    Contact("Palotás", "Hanna", "palocepitesz.example", "Építész", "+36705551237", "1988-07-19"),
    Contact("Körösi", "Imre", "korosszallo.example", "Szállodaigazgató", "+36305551238", "1970-12-24"),
    Contact("Sipos", "Lilla", "korosszallo.example", "Rendezvényszervező", "+36305551239", "1994-01-08", None, True),
    Contact("Magyar", "Kornél", None, "Belsőépítész", "+36205551240", "1986-06-16", None, True),
]  # fmt: skip

TALKS = [
    Talk("tiszafa.example", "2026-10-05", "phone", "Éves keretszerződés",
         "Jövőre is nálunk rendelnék az irodabútort.", "Péntekig küldünk ajánlatot.",
         "incoming", 18, "5% engedmény az éves keretre, 30 napos fizetés."),
    Talk("tiszafa.example", "2026-10-20", "in_person", "Bemutatóterem",
         "Megnézték az ergonomikus székeket, a szürke tetszett.", "Két próbaszéket kapnak egy hétre.",
         "incoming", 45, None, "Próbaszékek visszahozatala", "2026-10-28", True),
    Talk("tiszafa.example", "2026-11-17", "phone", "Próbaszékek: visszajelzés",
         "Mindkét szék bevált, a háttámla magassága is megfelel.", "A kerettel együtt rendelik meg.",
         "outgoing", 12, "Húsz darab szürke, december elejére.", "Keretszerződés tervezetének elküldése", "2026-11-27"),
    Talk("dunahid.example", "2026-09-14", "meeting", "Új székház berendezése",
         "Hatvan munkahely, két tárgyaló, tavasszal költöznek.", "Helyszíni felmérés október elején.",
         "outgoing", 90, "Látványterv a két tárgyalóra.", "Helyszíni felmérés", "2026-10-06", True),
    Talk("alfoldimalom.example", "2026-10-28", "phone", "Késett szállítás",
         "A konferenciaszékek két nappal később érkeztek.", "A kiszállítás díját elengedjük.",
         "incoming", 9, "Magyarázat és árengedmény.", "Jóváíró számla kiállítása", "2026-11-05"),
    Talk("mecseksoft.example", "2026-11-03", "email", "Monitorok",
         "Új munkatársak érkeznek januárban.", None, "incoming", None, "Tizenkét darab 27 colos monitor ára."),
    Talk("radayszinhaz.example", "2026-10-12", "letter", "Közbeszerzési felhívás",
         "Megküldték a nézőtéri székek felújításának kiírását.", "November végéig pályázunk.",
         "incoming", None, None, "Pályázat beadása", "2026-11-30"),
    Talk("korosszallo.example", "2026-11-09", "phone", "Szobabútor",
         "Húsz szobát újítanának fel a szezon előtt.", "Januárban visszahívjuk.",
         "outgoing", 15, None, "Visszahívás", "2027-01-12"),
    Talk("korisnyomda.example", "2026-03-18", "note", "Megszűnik a cég",
         "Az ügyvezető jelezte, hogy az év végével bezárnak.", None),
]  # fmt: skip

SOURCES: list[dict[str, Any]] = [
    {"name": "Ajánlás", "channel": "referral"},
    {"name": "Construma 2026", "channel": "event", "cost": "850000", "valid_from": "2026-04-15",
     "valid_until": "2026-04-19"},
    {"name": "Google-hirdetés", "channel": "search", "cost": "60000", "cost_period": "month",
     "valid_from": "2026-01-01"},
    {"name": "Honlap", "channel": "web", "cost": "240000", "cost_period": "year", "valid_from": "2025-01-01"},
    {"name": "Szórólap 2025", "channel": "advertising", "cost": "180000", "valid_from": "2025-09-01",
     "valid_until": "2025-10-31"},
]  # fmt: skip

MARKS: dict[str, dict[str, Any]] = {
    "tiszafa.example": {
        "source": "Ajánlás", "tags": ["kiemelt", "gyártó"], "vip": True, "ownership": "private", "risk": "low",
        "credit_limit": "5000000", "customer_rating": 5, "customer_since": "2021-03-01",
        "memberships": [{"name": "Magyar Kereskedelmi és Iparkamara", "since": "2015-01-01"}],
        "profiles": [{"url": "https://www.linkedin.com/company/tisza-faipari-example"}],
    },
    "dunahid.example": {
        "source": "Construma 2026", "tags": ["kiemelt", "építőipar"], "vip": True, "ownership": "private",
        "risk": "medium", "credit_limit": "20000000", "customer_rating": 4,
        "memberships": [{"name": "Építési Vállalkozók Országos Szakszövetsége", "since": "2010-05-01"}],
    },
    "napsugarovoda.example": {"source": "Ajánlás", "tags": ["intézmény"], "ownership": "nonprofit"},
    "mecseksoft.example": {"source": "Honlap", "tags": ["viszonteladó"], "supplier_rating": 4, "customer_rating": 4},
    "alfoldimalom.example": {
        "source": "Construma 2026", "tags": ["gyártó"], "risk": "low", "credit_limit": "8000000", "customer_rating": 3,
    },
    "kekhullam.example": {"source": "Google-hirdetés", "tags": ["intézmény"], "ownership": "municipal"},
    "hegyaljaifog.example": {"source": "Google-hirdetés", "customer_rating": 5},
    "radayszinhaz.example": {"source": "Honlap", "tags": ["intézmény"], "ownership": "municipal", "customer_rating": 4},
    "korisnyomda.example": {"source": "Szórólap 2025", "risk": "high", "credit_limit": "0", "supplier_rating": 2},
    "vasmukarb.example": {
        "tags": ["gyártó", "kiemelt"], "vip": True, "ownership": "state", "risk": "medium", "credit_limit": "12000000",
    },
    "nyiralma.example": {"source": "Ajánlás", "ownership": "cooperative", "tags": ["mezőgazdaság"]},
}  # fmt: skip

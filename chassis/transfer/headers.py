"""What people call the columns of their lists: abbreviations and synonyms, in Hungarian and English, in full."""

_SHORT = {
    "adosz": "adoszam", "ado sz": "adoszam", "ado szam": "adoszam", "tax no": "tax number", "tax nr": "tax number",
    "tax id": "tax number", "tin": "tax number", "vat id": "eu vat number", "vat no": "eu vat number",
    "vat number": "eu vat number", "eu ado": "kozossegi adoszam", "eu adosz": "kozossegi adoszam",
    "eu adoszam": "kozossegi adoszam", "cegj": "cegjegyzekszam", "cegj szam": "cegjegyzekszam",
    "cegjegyzek szam": "cegjegyzekszam", "reg no": "registry number", "company no": "registry number",
    "tel": "telefonszam", "tel szam": "telefonszam", "telszam": "telefonszam", "telefon": "telefonszam",
    "phone": "phone number", "phone no": "phone number", "tel no": "phone number", "mob": "mobil telefonszam",
    "mobil": "mobil telefonszam", "mobile": "phone number", "mobil tel": "mobil telefonszam", "cell": "phone number",
    "mail": "e mail", "email": "e mail", "email cim": "e mail", "e mail cim": "e mail", "mail cim": "e mail",
    "drotposta": "e mail", "villamposta": "e mail", "email address": "e mail", "e mail address": "e mail",
    "irsz": "iranyitoszam", "ir szam": "iranyitoszam", "iranyito szam": "iranyitoszam", "ir": "iranyitoszam",
    "zip": "postal code", "zip code": "postal code", "postcode": "postal code", "post code": "postal code",
    "telepules": "varos", "helyseg": "varos", "town": "city", "utca hsz": "utca hazszam", "cim": "utca hazszam",
    "utca": "utca hazszam", "address": "street and number", "street": "street and number",
    "ceg": "cegnev", "ceg neve": "cegnev", "partner": "nev", "partner neve": "nev", "partnernev": "nev",
    "company": "company name", "account": "name", "account name": "name", "megj": "megjegyzes",
    "comment": "notes", "comments": "notes", "note": "notes", "remarks": "notes", "leiras": "megjegyzes",
    "web": "honlap", "weblap": "honlap", "weboldal": "honlap", "url": "website", "homepage": "website",
    "web site": "website", "szul": "szuletesi datum", "szul datum": "szuletesi datum", "szul ido": "szuletesi datum",
    "szuletesnap": "szuletesi datum", "dob": "birth date", "birthday": "birth date", "date of birth": "birth date",
    "beosztas": "munkakor", "position": "job title", "vezeteknev": "vezeteknev", "vez nev": "vezeteknev",
    "csaladnev": "vezeteknev", "keresztnev": "keresztnev", "ker nev": "keresztnev", "utonev": "keresztnev",
    "last name": "family name", "lastname": "family name", "surname": "family name", "first name": "given name",
    "firstname": "given name", "forename": "given name", "fiz hat": "fizetesi hatarido",
    "fiz hatarido": "fizetesi hatarido", "payment terms": "payment days", "penz nem": "penznem", "deviza": "penznem",
    "valuta": "penznem", "menny": "mennyiseg", "qty": "quantity", "egysegar": "ar", "cikksz": "cikkszam",
    "sku": "code", "item no": "code", "kod": "kod",
}  # fmt: skip
_WORDS = {
    "sz": "szam", "no": "number", "nr": "number", "tel": "telefonszam", "adosz": "adoszam", "irsz": "iranyitoszam",
    "dat": "datum", "ker": "keresztnev", "vez": "vezeteknev", "megj": "megjegyzes", "szla": "szamla",
}  # fmt: skip


def plain_header(folded: str) -> str:
    """A folded header with its abbreviations written out: “adósz.” → “adoszam”, “Tel.” → “telefonszam”."""
    known = _SHORT.get(folded)
    return known or " ".join(_WORDS.get(word, word) for word in folded.split())

"""Words in the reader's language, from each package's `locale/*<language>.po`. English is the message id itself."""

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from pathlib import Path

from babel.messages.pofile import read_po

LANGUAGES = ("en", "hu")
Translate = Callable[[str], str]


@lru_cache(maxsize=64)
def catalogue(folder: Path, language: str) -> dict[str, str]:
    """All translations a package has for a language; empty for English."""
    words: dict[str, str] = {}
    for path in sorted((folder / "locale").glob(f"*{language}.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=language):
                if isinstance(message.id, str) and message.id and message.string and not message.fuzzy:
                    words[message.id] = str(message.string)
    return words


def translator(language: str, folders: Iterable[Path]) -> Translate:
    """A function from an English message id to the words of `language`; what is not translated stays English."""
    if language == "en":
        return lambda text: text
    tables = [catalogue(folder, language) for folder in (*folders, Path(__file__).parent)]

    def translate(text: str) -> str:
        for table in tables:
            if found := table.get(text):
                return found
        return text

    return translate


@lru_cache(maxsize=8)
def _forms(language: str) -> list[tuple[re.Pattern[str], str]]:
    """The chassis' messages with places in them, as patterns of the filled text, the longest first."""
    known = catalogue(Path(__file__).parent, language)
    places = {text: re.sub(r"%\\\((\w+)\\\)s", r"(?P<\1>.+)", re.escape(text)) for text in known if "%(" in text}
    return [(re.compile(places[text], re.DOTALL), known[text]) for text in sorted(places, key=len, reverse=True)]


def formed(text: str, language: str) -> str:
    """The words for a message whose places are filled in already, as a field's check says it."""
    for form, words in _forms(language) if language != "en" else ():
        if match := form.fullmatch(text):
            return with_articles(words % match.groupdict())
    return text


_VOWELS = "AÁEÉIÍOÓÖŐUÚÜŰ"
_ARTICLE = re.compile(r"\b([Aa])\(z\)(\W+)(\w+)")
_SPELLED_AS_VOWELS = "AEFILMNORSUXY"


def with_articles(text: str) -> str:
    """Hungarian words whose places are filled: `a(z)` before one becomes what one would say, “az INV-7”, “a Q-3”."""
    if "(z)" not in text:
        return text
    return _ARTICLE.sub(lambda m: m[1] + ("z" if _sounds_like_a_vowel(m[3]) else "") + m[2] + m[3], text)


def _sounds_like_a_vowel(word: str) -> bool:
    digits = re.match(r"\d+", word)
    if digits:  # 5 is öt; 1, 1000 and 1000000 are egy, ezer and egymillió, but 10 is tíz and 100 száz
        return word[0] == "5" or (word[0] == "1" and len(digits[0]) % 3 == 1)
    letters = re.match(r"[^\W\d_]+", word)
    code = letters is not None and letters[0].isupper() and (len(letters[0]) < 3 or not set(letters[0]) & set(_VOWELS))
    return word[0].upper() in (_SPELLED_AS_VOWELS if code else _VOWELS)

"""Which encoding a text file is in: told by its marks, else by its bytes, all of them, read in pieces."""

import codecs
import re
from typing import IO

_PIECE = 1024 * 1024
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_C1 = re.compile(rb"[\x80-\x9f]")
_SIGNS = rb"[\xa6\xa9\xab\xac\xae\xb1\xb5\xb6\xbb]"
_ISO_LETTERS = re.compile(rb"[A-Za-z]" + _SIGNS + rb"|" + _SIGNS + rb"[a-z]")
"""Bytes that are letters in ISO 8859-2 and signs (©, «, ±, ¶ …) in Windows-1250, within a word."""


def encoding_of(file: IO[bytes]) -> str:
    """UTF-8, UTF-16, UTF-32, ISO 8859-2 or Windows-1250. The file is left at its beginning."""
    head = file.read(4096)
    file.seek(0)
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding
    if b"\x00" in head[:200]:
        return "utf-16-le" if head[1:2] == b"\x00" else "utf-16-be"
    if _is_utf8(file):
        return "utf-8"
    return _eight_bit(file)


def _is_utf8(file: IO[bytes]) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while piece := file.read(_PIECE):
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    finally:
        file.seek(0)
    return True


def _eight_bit(file: IO[bytes]) -> str:
    letters = 0
    try:
        while piece := file.read(_PIECE):
            if _C1.search(piece):  # quotes, dashes and Š, Ž of Windows; nothing at all in ISO 8859-2
                return "cp1250"
            letters += len(_ISO_LETTERS.findall(piece))
    finally:
        file.seek(0)
    return "iso8859-2" if letters else "cp1250"

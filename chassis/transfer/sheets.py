"""Spreadsheets written row by row: XLSX and ODS, on a temporary file, in memory that does not grow with the rows."""

import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from typing import IO, Any
from xml.sax.saxutils import escape, quoteattr

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
SHEET_ROWS = 1_000_000
"""Rows of one sheet; what is more comes on further sheets, for the programs can open no longer ones."""

_CHUNK = 64 * 1024
_NS = "urn:oasis:names:tc:opendocument:xmlns"
_CONTENT = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    f'<office:document-content xmlns:office="{_NS}:office:1.0" xmlns:table="{_NS}:table:1.0" '
    f'xmlns:text="{_NS}:text:1.0" xmlns:style="{_NS}:style:1.0" xmlns:number="{_NS}:datastyle:1.0" '
    f'xmlns:fo="{_NS}:xsl-fo-compatible:1.0" office:version="1.2"><office:automatic-styles>'
    '<number:date-style style:name="N1"><number:year number:style="long"/><number:text>-</number:text>'
    '<number:month number:style="long"/><number:text>-</number:text><number:day number:style="long"/>'
    '</number:date-style><number:date-style style:name="N2"><number:year number:style="long"/>'
    '<number:text>-</number:text><number:month number:style="long"/><number:text>-</number:text>'
    '<number:day number:style="long"/><number:text> </number:text><number:hours number:style="long"/>'
    '<number:text>:</number:text><number:minutes number:style="long"/></number:date-style>'
    '<style:style style:name="head" style:family="table-cell"><style:text-properties fo:font-weight="bold"/>'
    '</style:style><style:style style:name="day" style:family="table-cell" style:data-style-name="N1"/>'
    '<style:style style:name="moment" style:family="table-cell" style:data-style-name="N2"/>'
    "</office:automatic-styles><office:body><office:spreadsheet>"
)
_END = "</office:spreadsheet></office:body></office:document-content>"
_MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    f'<manifest:manifest xmlns:manifest="{_NS}:manifest:1.0" manifest:version="1.2">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{ODS}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
)
_CONTROL = {code: None for code in range(32) if code not in (9, 10, 13)} | {0xFFFE: None, 0xFFFF: None}

Rows = Iterable[Sequence[Any]]


def write_xlsx(head: Sequence[str], rows: Rows) -> Iterator[bytes]:
    """An XLSX file of texts, numbers, days, moments and yes or no; a text is never a formula."""
    with tempfile.TemporaryFile() as file:
        _xlsx(file, head, iter(rows))
        yield from _pieces(file)


def write_ods(head: Sequence[str], rows: Rows) -> Iterator[bytes]:
    """The same as an ODS file."""
    with tempfile.TemporaryFile() as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as archive:
            archive.writestr("mimetype", ODS, zipfile.ZIP_STORED)  # first and uncompressed, as the standard wants it
            archive.writestr("META-INF/manifest.xml", _MANIFEST)
            with archive.open("content.xml", "w", force_zip64=True) as content:
                _ods(content, head, iter(rows))
        yield from _pieces(file)


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    file.seek(0)
    while piece := file.read(_CHUNK):
        yield piece


def _sheets(rows: Iterator[Sequence[Any]]) -> Iterator[tuple[str, Iterator[Sequence[Any]]]]:
    """The rows by sheets; each has to be read to its end before the next."""
    number, first = 1, next(rows, None)
    while number == 1 or first is not None:
        mine = iter(()) if first is None else _with(first, islice(rows, SHEET_ROWS - 1))
        yield f"Sheet{number}", mine
        number, first = number + 1, next(rows, None)


def _with(first: Sequence[Any], rest: Iterator[Sequence[Any]]) -> Iterator[Sequence[Any]]:
    yield first
    yield from rest


def _xlsx(file: IO[bytes], head: Sequence[str], rows: Iterator[Sequence[Any]]) -> None:
    import xlsxwriter  # only exports need it

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(file, {**options, "remove_timezone": True})
    bold = book.add_format({"bold": True})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    for name, mine in _sheets(rows):
        sheet = book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        for place, words in enumerate(head):
            sheet.set_column(place, place, 18)
            sheet.write_string(0, place, words, bold)
        for line, row in enumerate(mine, start=1):
            for place, value in enumerate(row):
                _xlsx_cell(sheet, line, place, value, day, moment)
    book.close()


def _xlsx_cell(sheet: Any, line: int, place: int, value: Any, day: Any, moment: Any) -> None:
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_boolean(line, place, value)
    elif isinstance(value, datetime):
        sheet.write_datetime(line, place, value, moment)
    elif isinstance(value, date):
        sheet.write_datetime(line, place, value, day)
    elif isinstance(value, int | Decimal):
        sheet.write_number(line, place, value)
    else:
        sheet.write_string(line, place, str(value)[:32767])


def _ods(content: Any, head: Sequence[str], rows: Iterator[Sequence[Any]]) -> None:
    content.write(_CONTENT.encode())
    for name, mine in _sheets(rows):
        content.write(f"<table:table table:name={quoteattr(name)}><table:table-row>".encode())
        content.write("".join(_text(words, ' table:style-name="head"') for words in head).encode())
        content.write(b"</table:table-row>")
        for row in mine:
            cells = "".join(map(_ods_cell, row))
            content.write(f"<table:table-row>{cells}</table:table-row>".encode())
        content.write(b"</table:table>")
    content.write(_END.encode())


def _ods_cell(value: Any) -> str:
    if value is None:
        return "<table:table-cell/>"
    if isinstance(value, bool):
        word = "true" if value else "false"
        return f'<table:table-cell office:value-type="boolean" office:boolean-value="{word}"/>'
    if isinstance(value, datetime):
        text = value.replace(tzinfo=None, microsecond=0).isoformat()
        return f'<table:table-cell table:style-name="moment" office:value-type="date" office:date-value="{text}"/>'
    if isinstance(value, date):
        text = value.isoformat()
        return f'<table:table-cell table:style-name="day" office:value-type="date" office:date-value="{text}"/>'
    if isinstance(value, int | Decimal):
        return f'<table:table-cell office:value-type="float" office:value="{value}"/>'
    return _text(str(value))


def _text(value: str, more: str = "") -> str:
    lines = value.translate(_CONTROL).splitlines() or [""]
    paragraphs = "".join(f"<text:p>{escape(line)}</text:p>" for line in lines)
    return f'<table:table-cell{more} office:value-type="string">{paragraphs}</table:table-cell>'

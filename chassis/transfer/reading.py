"""Reading a table out of an uploaded file, row by row: CSV in any delimiter and encoding, XLSX, XLS and ODS."""

import csv
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import chain, islice
from typing import IO, Any

from chassis.errors import Invalid
from chassis.transfer.encodings import encoding_of

MAX_ROWS = 2_000_000
MAX_SHEET_ROWS = 200_000
MAX_COLUMNS = 200
_SAMPLE = 64 * 1024
_DELIMITERS = (",", ";", "\t", "|")
_SPREADSHEET_MAGIC = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_TOO_LONG = "The file has more than 2,000,000 rows. Split it into smaller ones."
_TOO_LARGE = "A spreadsheet may have 200,000 rows and 200 columns at most. Save a larger one as CSV."
_TOO_WIDE = "The file has more than 200 columns."
_GUARDED = ("'=", "'+", "'-", "'@")

Cells = list[str | None]


@dataclass(frozen=True)
class Row:
    """One row: its number as a spreadsheet shows it, and its cells, each trimmed text, or None when empty or "NULL".

    A `mended` row had a delimiter inside a text without quotes, recognised by the space after it; an `uneven` one has
    more cells than columns for a reason not known.
    """

    line: int
    cells: Cells
    mended: bool = False
    uneven: bool = False


class Table:
    """The header of a file, and its rows one by one: iterating reads on, nothing is kept."""

    def __init__(self, file: IO[bytes]) -> None:
        magic = file.read(4)
        file.seek(0)
        raw = _spreadsheet(file) if magic.startswith(_SPREADSHEET_MAGIC) else _csv(file)
        self._raw = enumerate(raw, start=1)
        self.headers = self._header()

    def _header(self) -> list[str]:
        for _number, cells in self._raw:
            values = [_cell(value) for value in cells]
            if any(values):
                headers = _headers(values)
                if len(headers) > MAX_COLUMNS:
                    raise Invalid({"file": [_TOO_WIDE]})
                return headers
        raise Invalid({"file": ["The file is empty."]})

    def __iter__(self) -> Iterator[Row]:
        count, width = 0, len(self.headers)
        for number, cells in self._raw:
            values = [_cell(value) for value in cells]
            if not any(values):
                continue
            count += 1
            if count > MAX_ROWS:
                raise Invalid({"file": [_TOO_LONG]})
            yield _fitted(number, cells, values, width)


def _fitted(number: int, cells: list[Any], values: Cells, width: int) -> Row:
    if not any(str(cell).strip() for cell in cells[width:] if cell is not None):
        return Row(number, values[:width])
    joined = _joined(cells)
    if len(joined) == width:
        return Row(number, [_cell(cell) for cell in joined], mended=True)
    return Row(number, values, uneven=True)


def _joined(cells: list[Any]) -> list[str]:
    """The cells of a row, each that begins with a space put back to the one before: `24, place Kléber` is one text."""
    joined: list[str] = []
    for cell in map(str, cells):
        if joined and cell.startswith(" "):
            joined[-1] += f",{cell}"
        else:
            joined.append(cell)
    return joined


def delimiter_of(text: str) -> str:
    """Find the delimiter that cuts the first rows into the most equal number of columns."""
    sample = "".join(islice(io.StringIO(text, newline=""), 40))
    return max(_DELIMITERS, key=lambda delimiter: _fit(sample, delimiter))


def _fit(sample: str, delimiter: str) -> tuple[float, int]:
    try:
        widths = [len(row) for row in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter) if row]
    except csv.Error:
        return (0.0, 0)
    if not widths or widths[0] < 2:
        return (0.0, 0)
    width, count = Counter(widths).most_common(1)[0]
    return (count / len(widths), width) if width > 1 else (0.0, 0)


def _csv(file: IO[bytes]) -> Iterator[list[Any]]:
    text = io.TextIOWrapper(file, encoding_of(file), errors="replace", newline="")
    sample = text.read(_SAMPLE)
    text.seek(0)
    first = sample.partition("\n")[0]
    if first.lower().startswith("sep=") and len(first.strip()) == 5:  # Excel's own hint
        delimiter = first.strip()[-1]
        text.readline()
    else:
        delimiter = delimiter_of(sample)
    try:
        yield from csv.reader((line.replace("\x00", "") for line in text), delimiter=delimiter)
    except csv.Error as error:
        raise Invalid({"file": ["The file cannot be read as CSV."]}) from error
    finally:
        text.detach()


def _spreadsheet(file: IO[bytes]) -> Iterator[list[Any]]:
    from python_calamine import CalamineError, CalamineWorkbook  # a heavy import only workers and uploads need

    try:
        sheet = CalamineWorkbook.from_filelike(file).get_sheet_by_index(0)
    except (CalamineError, IndexError, OSError) as error:
        raise Invalid({"file": ["The file cannot be read as a spreadsheet."]}) from error
    if sheet.total_height > MAX_SHEET_ROWS + 100 or sheet.total_width > MAX_COLUMNS:
        raise Invalid({"file": [_TOO_LARGE]})
    first = sheet.start[0] if sheet.start else 0
    return chain(([] for _ in range(first)), sheet.iter_rows())


def _cell(value: Any) -> str | None:
    if isinstance(value, str):
        text = value.strip()
        text = text[1:] if text.startswith(_GUARDED) else text
        return None if text in {"", "NULL"} else text
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    return None if value is None else str(value)


def _headers(values: Cells) -> list[str]:
    seen: Counter[str] = Counter()
    headers = []
    for position, value in enumerate(values, start=1):
        name = value or f"#{position}"
        seen[name] += 1
        headers.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    while headers and headers[-1].startswith("#") and values[len(headers) - 1] is None:
        headers.pop()
    return headers

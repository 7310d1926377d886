"""The rows that an import refused, as a file: each as it came, with its number and what is wrong with it."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from chassis.resource import File
from chassis.transfer.export import harmless
from chassis.transfer.reading import Row
from chassis.transfer.sheets import XLSX, write_xlsx

_CHUNK = 64 * 1024

Refused = Iterable[tuple[Row, list[dict[str, Any]]]]


def errors_csv(head: Sequence[str], rows: Refused, name: str, language: str) -> File:
    """As CSV."""
    return File(_csv(head, _cells(rows), ";" if language == "hu" else ","), "text/csv; charset=utf-8", name)


def errors_xlsx(head: Sequence[str], rows: Refused, name: str) -> File:
    """As a spreadsheet."""
    return File(write_xlsx(list(head), _cells(rows)), XLSX, name)


def _cells(rows: Refused) -> Iterator[list[Any]]:
    for row, errors in rows:
        words = (f"{e['column'] or e['field'] or ''}: {e['message']}".removeprefix(": ") for e in errors)
        yield [row.line, "; ".join(words), *row.cells]


def _csv(head: Sequence[str], rows: Iterator[list[Any]], delimiter: str) -> Iterator[bytes]:
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=delimiter)
    stream.write("\ufeff")
    writer.writerow([harmless(cell) for cell in head])
    for row in rows:
        writer.writerow(map(harmless, row))
        if stream.tell() > _CHUNK:
            yield stream.getvalue().encode()
            stream.seek(0)
            stream.truncate()
    yield stream.getvalue().encode()

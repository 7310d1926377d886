"""Files as people really send them: any delimiter, any encoding, spreadsheets, junk."""

import io

import pytest
import xlsxwriter

from chassis.errors import Invalid
from chassis.transfer.reading import Row, Table


class Read:
    """A file, read to its end."""

    def __init__(self, content: bytes) -> None:
        table = Table(io.BytesIO(content))
        found: list[Row] = list(table)
        self.headers, self.rows = table.headers, [row.cells for row in found]
        self.lines = [row.line for row in found]
        self.mended = {row.line for row in found if row.mended}
        self.uneven = {row.line for row in found if row.uneven}


read_table = Read
ROWS = [["Név", "Város"], ["Őrségi Tűzifa Kft.", "Győr"], ["Álom, Béke és Társa", "Pécs"]]


def _csv(delimiter: str) -> str:
    return "\r\n".join(delimiter.join(f'"{cell}"' if "," in cell else cell for cell in row) for row in ROWS)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1250", "utf-16", "utf-16-le", "utf-16-be", "iso8859-2"])
def test_any_delimiter_and_encoding(delimiter: str, encoding: str) -> None:
    table = read_table(_csv(delimiter).encode(encoding))
    assert table.headers == ROWS[0]
    assert table.rows == ROWS[1:]
    assert table.lines == [2, 3]


def test_null_and_empty_cells_are_nothing_and_guards_come_off() -> None:
    table = read_table(b"a,b,c,d\nNULL, ,'=1+1,'twas\n")
    assert table.rows == [[None, None, "=1+1", "'twas"]]


def test_empty_lines_are_skipped_but_counted() -> None:
    table = read_table(b"\n\na;b\n\n1;2\n")
    assert (table.headers, table.rows, table.lines) == (["a", "b"], [["1", "2"]], [5])


def test_headers_are_unique_and_named() -> None:
    assert read_table(b"a,,a\n1,2,3\n").headers == ["a", "#2", "a (2)"]


def test_an_excel_hint_of_the_delimiter_is_obeyed() -> None:
    assert read_table(b"sep=;\na;b,c\n1;2\n").headers == ["a", "b,c"]


def test_commas_inside_a_semicolon_file_do_not_mislead() -> None:
    table = read_table("név;cím\nA;Fő u. 1, 2. em., 3\nB;Kis u. 5, fszt., 1\n".encode())
    assert table.headers == ["név", "cím"]


def test_a_spreadsheet_gives_plain_texts() -> None:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["név", "darab", "ár", "nap", "igaz"])
    sheet.write_string(1, 0, "Csavar")
    sheet.write_number(1, 1, 12)
    sheet.write_number(1, 2, 19.95)
    from datetime import date

    sheet.write_datetime(1, 3, date(2026, 3, 1), book.add_format({"num_format": "yyyy-mm-dd"}))
    sheet.write_boolean(1, 4, True)
    book.close()
    table = read_table(stream.getvalue())
    assert table.headers == ["név", "darab", "ár", "nap", "igaz"]
    assert table.rows == [["Csavar", "12", "19.95", "2026-03-01", "true"]]


def test_a_delimiter_inside_a_text_without_quotes_is_put_right() -> None:
    text = "name,street,city,fax\nA,24, place Kléber,Lyon,NULL\nB,Fő u. 1,Győr,1\nC, Ltd.,C/ X, 67,Vác,2\n"
    table = read_table(text.encode())
    assert table.rows == [
        ["A", "24, place Kléber", "Lyon", None],
        ["B", "Fő u. 1", "Győr", "1"],
        ["C, Ltd.", "C/ X, 67", "Vác", "2"],
    ]
    assert (table.mended, table.uneven) == ({2, 4}, set())


def test_a_row_that_is_too_long_for_another_reason_is_told() -> None:
    table = read_table(b"a,b\n1,2,3\n1,2,\n1\n")
    assert (table.mended, table.uneven) == (set(), {2})


@pytest.mark.parametrize("junk", [b"", b"\n\n", b"PK\x03\x04 no zip", b"\xd0\xcf\x11\xe0\x00"])
def test_junk_is_refused_in_words(junk: bytes) -> None:
    with pytest.raises(Invalid) as refusal:
        read_table(junk)
    assert "file" in refusal.value.errors

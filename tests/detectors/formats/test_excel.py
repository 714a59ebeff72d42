import datetime
import io
import zipfile

import openpyxl
import pytest

from detectors.formats.excel import read, read_old
from detectors.model import Limits, Segment, Table
from tests.detectors.reading import gaps_of, pieces_of, read_with, tables_of, text_of


def workbook(*rows: list[object], title: str = "名簿") -> bytes:
    book = openpyxl.Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def changed(body: bytes, replace: dict[str, bytes] | None = None, add: dict[str, bytes] | None = None) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(body)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            new.writestr(info.filename, (replace or {}).get(info.filename, old.read(info)))
        for name, data in (add or {}).items():
            new.writestr(name, data)
    return out.getvalue()


ROWS: list[list[object]] = [["氏名", "電話", "登録", "年齢"], ["山田太郎", 9012345678.0, datetime.date(1980, 1, 2), 40]]


def test_sheets_are_tables() -> None:
    pieces = pieces_of(workbook(*ROWS))
    assert pieces[0] == Segment(text="名簿", place="body#sheets")
    assert tables_of(pieces) == [[["氏名", "電話", "登録", "年齢"], ["山田太郎", "9012345678", "1980-01-02", "40"]]]
    assert gaps_of(pieces) == []


SHEET = "xl/worksheets/sheet1.xml"
BROKEN_SHEET = (
    '<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>佐藤</t></is></c><c r="C1"><v>5</v></c></row><row r="2"><c r="A'
)
ONE_ROW = BROKEN_SHEET.replace('<row r="2"><c r="A', "</sheetData></worksheet>")


@pytest.mark.parametrize(
    ("body", "found"),
    [
        pytest.param(changed(workbook(*ROWS), {SHEET: BROKEN_SHEET.encode()}), "佐藤", id="sheet cut"),
        pytest.param(changed(workbook(*ROWS), {"xl/workbook.xml": b"<"}), "山田太郎", id="workbook broken"),
        pytest.param(changed(workbook(*ROWS), add={"xl/worksheets/sheet9.xml": ONE_ROW.encode()}), "佐藤", id="sheet not listed"),
        pytest.param(changed(workbook(*ROWS), add={"客先.csv": "佐藤,1\n鈴木,2\n".encode()}), "佐藤", id="another file inside"),
        pytest.param(changed(workbook(*ROWS), add={"xl/comments1.xml": "<c><t>佐藤</t></c>".encode()}), "佐藤", id="comments"),
        pytest.param(
            changed(workbook(*ROWS), add={"docProps/extra.rels": b"x", "docProps/thumbnail.jpeg": b"y" * 70_000 + "佐藤".encode()}),
            "佐藤",
            id="furniture too large",
        ),
    ],
)
def test_nothing_hides(body: bytes, found: str) -> None:
    assert found in text_of(pieces_of(body))


def test_merged_cells_stand_in_every_row() -> None:
    book, out = openpyxl.Workbook(), io.BytesIO()
    sheet = book.active
    assert sheet is not None
    for number, row in enumerate([["支店", "氏名"], ["東京", "山田 太郎"], ["", "佐藤 花子"], ["大阪", "鈴木 一郎"]]):
        for column, text in enumerate(row):
            sheet.cell(number + 3, column + 2, text or None)
    sheet.merge_cells("B4:B5")
    book.save(out)
    [rows] = [piece.rows for piece in read_with(read, out.getvalue()) if isinstance(piece, Table)]
    assert [row for row in rows if any(row)] == [["支店", "氏名"], ["東京", "山田 太郎"], ["東京", "佐藤 花子"], ["大阪", "鈴木 一郎"]]


def test_memory_of_the_child_is_limited_and_the_sheet_still_read() -> None:
    book = openpyxl.Workbook()
    book.active["A1"], book.active["XFD1048576"] = "山田", "鈴木"
    out = io.BytesIO()
    book.save(out)
    pieces = pieces_of(out.getvalue(), limits=Limits(child_memory_bytes=200 << 20))
    assert tables_of(pieces) == [[["山田"], ["鈴木"]]]


def test_damaged_binary_workbooks_are_gaps() -> None:
    assert gaps_of(read_with(read_old, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))) == ["undecodable"]  # type: ignore[arg-type]


def test_a_package_that_is_none_is_read_as_an_archive() -> None:
    assert gaps_of(read_with(read, b"PK\x03\x04 xl/workbook.xml")) == ["truncated"]  # type: ignore[arg-type]

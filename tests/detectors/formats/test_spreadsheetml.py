"""Workbooks of Excel 2003 in XML."""

from detectors.formats import spreadsheetml
from detectors.model import Table
from detectors.sniff import sniff
from tests.detectors.reading import read_with

HEAD = "<?xml version='1.0'?>\n<?mso-application progid='Excel.Sheet'?>\n<Workbook xmlns:ss='urn:schemas-microsoft-com:office:spreadsheet'>"


def cell(text: str, attributes: str = "") -> str:
    return f"<Cell{attributes}><Data ss:Type='String'>{text}</Data></Cell>"


def test_rows() -> None:
    rows = [
        cell("支店") + cell("氏名") + cell("電話番号"),
        cell("東京", ' ss:MergeDown="1"') + cell("山田 太郎") + cell("090-1234-5678"),
        cell("佐藤 花子") + "<Cell/>",
    ]
    body = f"{HEAD}<Worksheet ss:Name='名簿'><Table>{''.join(f'<Row>{row}</Row>' for row in rows)}</Table></Worksheet></Workbook>".encode()
    assert sniff(memoryview(body)) == "spreadsheetml"
    assert [piece.rows for piece in read_with(spreadsheetml.read, body) if isinstance(piece, Table)] == [
        [["支店", "氏名", "電話番号"], ["東京", "山田 太郎", "090-1234-5678"], ["東京", "佐藤 花子", ""]]
    ]

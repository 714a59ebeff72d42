"""Contacts."""

import quopri

import pytest

from detectors.formats import vcard
from detectors.model import Table
from detectors.sniff import sniff
from tests.detectors.reading import read_with

CARD = (
    "BEGIN:VCARD\r\nVERSION:3.0\r\nN:山田;太郎;;;\r\nFN:山田 太郎\r\nTEL;TYPE=CELL:090-1234-5678\r\nEMAIL:taro@example.jp\r\nEND:VCARD\r\n"
)


def cells(card: str) -> list[dict[str, str]]:
    assert sniff(memoryview(card.encode())) == "vcard"
    tables = [piece.rows for piece in read_with(vcard.read, card.encode()) if isinstance(piece, Table)]
    return [{k: v for k, v in zip(rows[0], row, strict=True) if k} for rows in tables for row in rows[1:]]


def test_cards() -> None:
    told = {"氏名": "山田 太郎", "電話番号": "090-1234-5678", "メールアドレス": "taro@example.jp"}
    assert cells(CARD) == [told]
    assert cells(CARD * 3) == [told] * 3


@pytest.mark.parametrize(
    ("line", "name", "value"),
    [
        pytest.param("ADR;TYPE=HOME:;ハイツ3号;芝1-2;港区;東京都;105-0014;日本", "住所", "東京都港区芝1-2ハイツ3号", id="an address"),
        pytest.param("TEL;VALUE=uri:tel:+81-90-1234-5678", "電話番号", "+81-90-1234-5678", id="a URI"),
        pytest.param("item1.EMAIL;TYPE=INTERNET:a@example.jp", "メールアドレス", "a@example.jp", id="a group"),
        pytest.param("NOTE:折り返し\\, 午後\\n希望", "NOTE", "折り返し, 午後\n希望", id="escapes"),
        pytest.param("NOTE:折り\r\n 返し", "NOTE", "折り返し", id="a folded line"),
        pytest.param("BDAY:1970-04-01", "生年月日", "1970-04-01", id="a birth date"),
        pytest.param("X-PHONETIC-LAST-NAME:ヤマダ", "フリガナ", "ヤマダ", id="a reading"),
        pytest.param(
            "FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:" + quopri.encodestring("佐藤".encode()).decode(), "氏名", "佐藤", id="quoted"
        ),
        pytest.param("FN;CHARSET=x;ENCODING=QUOTED-PRINTABLE:=E4=BD=90=\r\n=E8=97=A4", "氏名", "佐藤", id="quoted over two lines"),
        pytest.param("N:佐藤;花子;;;", "氏名", "佐藤 花子", id="a name in parts"),
        pytest.param("no property at all", "NOTE", "no property at all", id="no property"),
    ],
)
def test_properties(line: str, name: str, value: str) -> None:
    assert cells(f"BEGIN:VCARD\r\n{line}\r\nEND:VCARD\r\n")[0][name] == value

"""Tables inside cells."""

import json

from detectors.formats import form
from detectors.formats import json as json_format
from detectors.model import Table
from tests.detectors.reading import read_with

LIST = "氏名,電話番号\n山田 太郎,090-1234-5678\n佐藤 花子,080-1234-5678\n"
ROWS = [["氏名", "電話番号"], ["山田 太郎", "090-1234-5678"], ["佐藤 花子", "080-1234-5678"]]


def test_a_table_in_a_prompt() -> None:
    body = json.dumps([{"role": "user", "content": f"次の名簿を整理して。\n\n{LIST}\nよろしく。"}])
    tables = [piece.rows for piece in read_with(json_format.read, body.encode()) if isinstance(piece, Table)]
    assert tables == [ROWS, [["role", "content"], ["user", "次の名簿を整理して。\n\n\nよろしく。"]]]


def test_a_table_in_a_field() -> None:
    tables = [piece.rows for piece in read_with(form.read, f"memo={LIST}".encode()) if isinstance(piece, Table)]
    assert tables[0] == ROWS


def test_text_in_lines_stays() -> None:
    body = json.dumps([{"memo": "一行目。\n二行目。\n三行目。"}])
    assert [piece.rows for piece in read_with(json_format.read, body.encode()) if isinstance(piece, Table)] == [
        [["memo"], ["一行目。\n二行目。\n三行目。"]]
    ]

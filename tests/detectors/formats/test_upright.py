"""Forms and tables that lie on their side."""

import time

import pytest

from detectors.budget import Budget
from detectors.formats.upright import is_form, lies_on_its_side, tables
from detectors.model import Limits, Table

YAMADA, SATO = ("山田 太郎", "090-1234-5678"), ("佐藤 花子", "080-1234-5678")


def given(rows: list[list[str]]) -> list[list[list[str]]]:
    budget = Budget(limits=Limits(), deadline=time.monotonic() + 600)
    return [piece.rows for piece in tables(iter(rows), "t", budget) if isinstance(piece, Table)]


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param([["氏名", YAMADA[0]], ["電話番号", YAMADA[1]], ["氏名", SATO[0]], ["電話番号", SATO[1]]], id="blocks"),
        pytest.param([["氏名", YAMADA[0]], ["電話番号", YAMADA[1]], [], ["氏名", SATO[0]], ["電話番号", SATO[1]]], id="blanks between"),
        pytest.param([["氏名", YAMADA[0], "電話番号", YAMADA[1]], ["氏名", SATO[0], "電話番号", SATO[1]]], id="two pairs a row"),
        pytest.param([["氏名", "", YAMADA[0]], ["電話番号", "", YAMADA[1]], ["氏名", "", SATO[0]], ["電話番号", "", SATO[1]]], id="merged"),
        pytest.param([["氏名", YAMADA[0], SATO[0]], ["電話番号", YAMADA[1], SATO[1]]], id="a column each"),
        pytest.param([["氏名：", YAMADA[0]], ["電話番号：", YAMADA[1]], ["氏名：", SATO[0]], ["電話番号：", SATO[1]]], id="colons"),
    ],
)
def test_records(rows: list[list[str]]) -> None:
    [[header, *body]] = given(rows)
    assert [name.rstrip("：") for name in header] == ["氏名", "電話番号"]
    assert body == [[*YAMADA], [*SATO]]


def test_a_second_value_of_one_record_has_a_column_of_its_own() -> None:
    assert given([["氏名", "山田 太郎"], ["電話番号", "090-1234-5678"], ["電話番号", "03-1234-5678"]]) == [
        [["氏名", "電話番号", "電話番号"], ["山田 太郎", "090-1234-5678", "03-1234-5678"]]
    ]


def test_what_has_no_label_is_not_lost() -> None:
    text = str(given([["申込書"], ["氏名", "山田 太郎"], ["電話番号", "090-1234-5678", "日中"], ["", "折り返し希望"]]))
    assert all(word in text for word in ("申込書", "山田 太郎", "090-1234-5678", "日中", "折り返し希望"))


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param([["氏名", "電話番号"], [*YAMADA], [*SATO]], id="a table"),
        pytest.param([["氏名", "電話番号"], [*YAMADA]], id="a table of one row"),
        pytest.param(
            [["項目", "説明"], ["氏名", "顧客の氏名を全角で入力する"], ["電話番号", "ハイフンなしの数字"]], id="a description of fields"
        ),
        pytest.param([["氏名", "文字列"], ["電話番号", "文字列"], ["住所", "文字列"]], id="types of fields"),
        pytest.param([["参加者", "部屋"], ["山田太郎、佐藤花子", "1号室"], ["鈴木一郎", "2号室"]], id="values that end like labels"),
        pytest.param([["東京支店", "03-1234-5678"], ["大阪支店", "06-1234-5678"]], id="branches"),
        pytest.param([["商品名", "りんご"], ["価格", "100"]], id="a product"),
        pytest.param([["りんご", "100"], ["みかん", "200"]], id="nothing known"),
        pytest.param([], id="nothing"),
    ],
)
def test_tables_stay_as_they_are(rows: list[list[str]]) -> None:
    assert not is_form(rows)
    assert not lies_on_its_side(rows)
    assert given(rows) == ([rows] if rows else [])

"""What columns hold: by header, by values, by neighbours."""

from collections.abc import Sequence

import pytest

from detectors.layout import find_header, lay_out


def nobody(cells: Sequence[str]) -> list[str]:
    return ["" for _ in cells]


def names(cells: Sequence[str]) -> list[str]:
    return ["PERSON" for _ in cells]


@pytest.mark.parametrize(
    ("rows", "header"),
    [
        pytest.param([["氏名", "電話番号"]], 0, id="Japanese"),
        pytest.param([["customerName", "telephoneNumber"]], 0, id="camelCase"),
        pytest.param([["#出力"], ["日付", "2024"], ["氏名", "電話番号", "住所"]], 2, id="below notes"),
        pytest.param([["山田 太郎", "090-1234-5678"]], None, id="values"),
        pytest.param([["電話番号", "090-1234-5678"]], None, id="a name and its value"),
        pytest.param([[*"abcdefghijkl", "氏名", "電話番号", "住所"]], 0, id="many names that say nothing"),
        pytest.param(
            [["氏名", "入会", "回数", "得点"], *[["山田 太郎", f"{i}月", "3", "12"] for i in range(9)]], 0, id="words over digits"
        ),
        pytest.param([["担当", "済", "未", "了"], *[["山田", "済", "未", "了"]] * 9], None, id="words over words"),
        pytest.param([], None, id="no rows"),
    ],
)
def test_find_header(rows: list[list[str]], header: int | None) -> None:
    assert find_header(rows) == header


@pytest.mark.parametrize(
    ("header", "cells", "confirm", "entity"),
    [
        pytest.param("氏名", ["山田 太郎"], nobody, "PERSON", id="a header is believed"),
        pytest.param("代表者", ["山田 太郎", "佐藤 花子"], names, "PERSON", id="an unsure header and names"),
        pytest.param("代表者", ["株式会社山田", "山田商店"], nobody, "", id="an unsure header and companies"),
        pytest.param("name", ["Taro Yamada", "Hanako Sato", "Kenichi Suzuki"], nobody, "PERSON", id="names in Latin letters"),
        pytest.param("name", ["Wireless Mouse", "Desk Lamp", "Paper Clip"], nobody, "", id="products in Latin letters"),
        pytest.param(
            "参加者", ["山田太郎、佐藤花子", "鈴木一郎、高橋健一"], nobody, "PERSON", id="several names of the dictionary in a cell"
        ),
        pytest.param("", ["山田太郎", "佐藤花子"], nobody, "", id="without a header the dictionary alone says nothing"),
        pytest.param("", ["山田 太郎", "佐藤 花子"], names, "PERSON", id="names without a header"),
        pytest.param("商品コード", ["090-1234-5678", "090-1234-5679"], nobody, "PHONE_NUMBER", id="a header that lies"),
        pytest.param("会社名", ["山田商店", "佐藤商店"], names, "", id="companies called by their owners"),
        pytest.param("コード", ["4111111111111111", "5555555555554444"], nobody, "CREDIT_CARD", id="cards under another name"),
    ],
)
def test_roles(header: str, cells: list[str], confirm: object, entity: str) -> None:
    layout = lay_out([[header], *([cell] for cell in cells)], headed=True, confirm=confirm)  # type: ignore[arg-type]
    assert layout.role(0).entity == entity


def test_readings_without_a_header() -> None:
    layout = lay_out([["山田 太郎", "ヤマダ タロウ"], ["佐藤 花子", "サトウ ハナコ"]], headed=False, confirm=names)
    assert [role.part for role in layout.roles] == ["", "kana"]


def test_names_in_kana_alone_are_no_readings() -> None:
    layout = lay_out([["ヤマダ タロウ", "1"], ["サトウ ハナコ", "2"]], headed=False, confirm=names)
    assert (layout.role(0).entity, layout.role(0).part) == ("PERSON", "")


def test_address_parts_and_postal_codes_by_their_neighbours() -> None:
    rows = [["東京都", "千代田区", "丸の内", f"{i}番地", f"100000{i}", f"999000{i}"] for i in range(1, 9)]
    layout = lay_out(rows, headed=False, confirm=nobody)
    assert [role.part for role in layout.roles[:4]] == ["prefecture", "city", "town", "block"]
    assert [role.entity for role in layout.roles[4:]] == ["JP_POSTAL_CODE", ""]


def test_columns_beyond_the_header_are_unknown() -> None:
    assert not lay_out([["氏名"]], headed=True, confirm=nobody).role(7).entity

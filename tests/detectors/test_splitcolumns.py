"""Columns that hold one value together."""

import pytest

from detectors.labels import role_of_header
from detectors.layout import UNKNOWN
from detectors.splitcolumns import join_columns


def parts(names: list[str], rows: list[list[str]]) -> list[str]:
    columns = list(zip(*rows, strict=True))
    roles = [role_of_header(name) or UNKNOWN for name in (names or [""] * len(columns))]
    return [role.part for role in join_columns(roles, names, columns, UNKNOWN)]


@pytest.mark.parametrize(
    ("names", "rows", "found"),
    [
        pytest.param(["郵便番号", ""], [["100", "0001"]] * 2, ["1of2", "2of2"], id="under one merged header"),
        pytest.param(["郵便番号", "枚数"], [["100", "12"]] * 2, ["", ""], id="another number beside"),
        pytest.param(["郵便番号1", "郵便番号2"], [["100", "0001"]] * 2, ["1of2", "2of2"], id="a postal code"),
        pytest.param(["生年", "生月", "生日"], [["1970", "4", "1"]] * 2, ["1of3", "2of3", "3of3"], id="a date"),
        pytest.param(["契約者姓", "契約者名"], [["山田", "太郎"]] * 2, ["surname", "given"], id="a name whose end says little"),
        pytest.param(["契約者名", "会社名"], [["山田", "太郎"]] * 2, ["", ""], id="a name and a company"),
        pytest.param([], [["山田", "太郎"], ["佐藤", "花子"]], ["surname", "given"], id="a name without a header"),
        pytest.param([], [["高松", "12"], ["福岡", "15"]], ["", ""], id="places and numbers"),
        pytest.param([], [["", ""]], ["", ""], id="nothing"),
    ],
)
def test_parts(names: list[str], rows: list[list[str]], found: list[str]) -> None:
    assert parts(names, rows) == found

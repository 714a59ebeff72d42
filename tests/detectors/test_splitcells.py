import pytest

from detectors.model import Table
from detectors.splitcells import find, join

Rows = list[list[str]]


def joined(rows: Rows) -> Rows:
    return join(Table(rows=rows, place="body"), find(rows)).rows


@pytest.mark.parametrize(
    ("rows", "first"),
    [
        pytest.param(
            [["氏名", "電話1", "電話2", "電話3"], ["山田", "03", "1234", "5678"]], ["山田", "03-1234-5678", "", ""], id="numbered labels"
        ),
        pytest.param([["市外局番", "市内局番", "加入者番号"], ["03", "1234", "5678"]], ["03-1234-5678", "", ""], id="parts of a number"),
        pytest.param([["a", "b", "c"], ["090", "1234", "5678"], ["080", "1234", "5678"]], ["090-1234-5678", "", ""], id="mobile numbers"),
        pytest.param([["メール", "ドメイン"], ["taro", "example.jp"]], ["taro@example.jp", ""], id="e-mail under labels"),
        pytest.param([["a", "b"], ["taro", "@example.jp"], ["jiro", "@example.jp"]], ["taro@example.jp", ""], id="e-mail with its sign"),
        pytest.param([list("abcdefghijk"), list("09012345678"), list("08012345678")], ["09012345678", *[""] * 10], id="a digit a cell"),
    ],
)
def test_parts_are_put_together(rows: Rows, first: list[str]) -> None:
    assert joined(rows)[:2] == [rows[0], first]


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param([["県", "市", "字"], ["01", "1013", "0001"], ["02", "2014", "0002"]], id="codes of places"),
        pytest.param([["host", "domain"], ["www", "example.jp"], ["mail1", "example.jp"]], id="machines"),
        pytest.param([["電話", "内線", "数"], ["03-1234-5678", "1234", "5678"]], id="whole numbers"),
        pytest.param([list("abcdefghijk"), list("10101010101"), list("01010101010")], id="marks"),
        pytest.param([["電話1", "電話2"], ["03"]], id="too few columns"),
        pytest.param([], id="nothing"),
    ],
)
def test_other_columns_stay(rows: Rows) -> None:
    assert joined(rows) == rows


def test_rows_without_a_value_stay() -> None:
    rows = [["電話1", "電話2", "電話3"], *[["03", "1234", "5678"]] * 8, ["03", "", ""], ["なし"]]
    assert joined(rows)[-2:] == rows[-2:]

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.formats.delimited import DELIMITERS, read, vote
from tests.detectors.reading import read_with, tables_of, text_of


@pytest.mark.parametrize(
    ("sample", "delimiter"),
    [
        pytest.param("氏名,電話\n山田,1\n鈴木,2\n", ",", id="comma"),
        pytest.param("氏名\t電話\n山田\t1\n", "\t", id="tab"),
        pytest.param("氏名;電話;1,5\n山田;1;2,5\n鈴木;2;3,5\n", ";", id="semicolon beside decimal commas"),
        pytest.param("氏名|電話|住所\n山田|1|東京\n", "|", id="bar"),
        pytest.param('氏名,備考\n山田,"a;b;c\nd;e;f"\n鈴木,"g;h;i"\n', ",", id="other delimiters in quotes"),
        pytest.param("出力日 2026-01-01\n\n氏名,電話,住所\n" + "山田,1,2\n" * 9, ",", id="preamble"),
        pytest.param("こんにちは。\n山田です。\n", "", id="prose"),
        pytest.param("I came, I saw, I left.\nThen, at last, I slept.\n", "", id="english prose"),
        pytest.param("", "", id="nothing"),
        pytest.param("氏名,電話", "", id="one line"),
    ],
)
def test_vote(sample: str, delimiter: str) -> None:
    assert vote(sample) == delimiter


@pytest.mark.parametrize(
    ("body", "rows"),
    [
        pytest.param("a,b\n1\n1,2,3\n", [["a", "b"], ["1"], ["1", "2", "3"]], id="ragged"),
        pytest.param('a,b\n"x,y","p\nq"\n', [["a", "b"], ["x,y", "p\nq"]], id="quoted"),
        pytest.param("a,b\n\0x,\0\n", [["a", "b"], ["\0x", "\0"]], id="NULs"),
        pytest.param("a\tb\n1\t2\n", [["a", "b"], ["1", "2"]], id="tabs"),
    ],
)
def test_rows(body: str, rows: list[list[str]]) -> None:
    assert tables_of(read_with(read, body.encode())) == [rows]


def test_a_quote_that_is_never_closed_hides_no_rows() -> None:
    rows = "".join(f"山田{n},090-1111-{n:04d}\n" for n in range(200_000))
    tables = tables_of(read_with(read, f'氏名,電話\n"{rows}'.encode()))
    assert ["山田199999", "090-1111-199999"] in [row for table in tables for row in table]


def test_a_table_quoted_as_one_cell_is_a_table_again() -> None:
    inner = "山田,090-1111-2222\n鈴木,090-3333-4444\n佐藤,090-5555-6666\n"
    tables = tables_of(read_with(read, f'氏名,電話\n"{inner}",x\n'.encode()))
    assert tables[1] == [["山田", "090-1111-2222"], ["鈴木", "090-3333-4444"], ["佐藤", "090-5555-6666"]]


OTHERS = DELIMITERS.replace(",", "")
"""What could be taken for the delimiter: cells that hold it in each row would be cut there, and rightly."""
CELLS = st.text(st.characters(exclude_characters="\r" + OTHERS, exclude_categories=["Cs"]), max_size=8)


@given(st.lists(st.lists(CELLS, min_size=2, max_size=4), min_size=1, max_size=6))
def test_cells_put_in_come_out(rows: list[list[str]]) -> None:
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    found = text_of(read_with(read, b"\xef\xbb\xbf" + out.getvalue().encode()))
    assert all(line in found for row in rows for cell in row for line in cell.split("\n"))

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.formats.form import percent_decode, read
from tests.detectors.reading import read_with, tables_of


@pytest.mark.parametrize(
    ("body", "tables"),
    [
        pytest.param(b"n=%E5%B1%B1%E7%94%B0&t=090+1", [[["n", "t"], ["山田", "090 1"]]], id="utf-8"),
        pytest.param(b"n=%8ER%93c&memo=%82%A8%93d%98b", [[["n", "memo"], ["山田", "お電話"]]], id="cp932"),
        pytest.param(b"t=1&t=2&n=a", [[["t", "n"], ["1", "a"]], [["t"], ["2"]]], id="a name twice"),
        pytest.param(b"n=a&t=1&n=b&t=2", [[["n", "t"], ["a", "1"], ["b", "2"]]], id="records"),
        pytest.param(b"a=b=c&d", [[["a", "d"], ["b=c", ""]]], id="odd"),
        pytest.param(b"a=%ZZ%4", [[["a"], ["%ZZ%4"]]], id="not encoded"),
    ],
)
def test_fields(body: bytes, tables: list[list[list[str]]]) -> None:
    assert tables_of(read_with(read, body)) == tables


def test_many_fields_do_not_make_one_row() -> None:
    body = "&".join(f"t{n}=v{n}" for n in range(30_000)).encode()
    tables = tables_of(read_with(read, body))
    assert max(len(row) for table in tables for row in table) <= 1000
    assert sum(len(table[1]) for table in tables) == 30_000


@given(st.binary(max_size=50))
def test_percent_decoding_undoes_encoding(raw: bytes) -> None:
    assert percent_decode("".join(f"%{byte:02X}" for byte in raw).encode()) == raw

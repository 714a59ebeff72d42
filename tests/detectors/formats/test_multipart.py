import base64
import time

import pytest

from detectors.model import Table
from tests.detectors.reading import gaps_of, pieces_of, tables_of, text_of


def part(headers: str, body: str) -> str:
    return f"--B\r\n{headers}\r\n\r\n{body}\r\n"


FIELD = 'Content-Disposition: form-data; name="tel"'
FILE = 'Content-Disposition: form-data; name="f"; filename="客先.csv"'
CSV = "氏名,電話\r\n山田,090\r\n鈴木,080\r\n"


@pytest.mark.parametrize(
    ("body", "found"),
    [
        pytest.param(part(f"X-A: 1\r\n{FIELD}", "山田"), "山田", id="disposition on the second line"),
        pytest.param(part("Content-Disposition: form-data; name=tel", "山田"), "山田", id="name without quotes"),
        pytest.param(part("Content-Disposition: form-data", "山田"), "山田", id="no name"),
        pytest.param(part("X-Secret: 山田", "x"), "山田", id="text in a header"),
        pytest.param(part(f"{FIELD}; x=山田", "x"), "山田", id="text in a parameter"),
        pytest.param("山田\r\n" + part(FIELD, "x"), "山田", id="preamble"),
        pytest.param(part(FIELD, "x") + "--B--\r\n山田", "山田", id="epilogue"),
        pytest.param(part(FIELD, "x") + f"--C\r\n{FIELD}\r\n\r\n山田\r\n--C--", "山田", id="another boundary"),
        pytest.param(part(FIELD, "x").replace("\r\n", "\n") + "--B\n" + FIELD + "\n\n山田\n--B--", "山田", id="bare line feeds"),
        pytest.param(part(FILE, "x"), "客先.csv", id="file name"),
        pytest.param(part("Content-Disposition: form-data; filename*=UTF-8''%E5%B1%B1%E7%94%B0.csv", "x"), "山田.csv", id="file name*"),
        pytest.param(part(f"{FILE}\r\nContent-Transfer-Encoding: base64", base64.b64encode(CSV.encode()).decode()), "鈴木", id="base64"),
        pytest.param(part(f"{FILE}\r\nContent-Transfer-Encoding: quoted-printable", "=E5=B1=B1=E7=94=B0"), "山田", id="quoted-printable"),
        pytest.param("--B\r\n山田", "山田", id="no headers, no end"),
    ],
)
def test_nothing_hides(body: str, found: str) -> None:
    pieces = pieces_of(body.encode(), content_type="multipart/form-data; boundary=B")
    assert found in text_of(pieces)
    assert gaps_of(pieces) == []


def test_fields_are_one_row_and_files_are_documents() -> None:
    body = (
        part(FIELD, "090-1111-2222")
        + part(FIELD.replace("tel", "氏名"), "山田")
        + part(f"{FILE}\r\nContent-Type: image/png", CSV)
        + "--B--\r\n"
    )
    pieces = pieces_of(body.encode(), content_type="multipart/form-data; boundary=B")
    assert tables_of(pieces) == [[["氏名", "電話"], ["山田", "090"], ["鈴木", "080"]], [["tel", "氏名"], ["090-1111-2222", "山田"]]]
    assert [piece.headed for piece in pieces if isinstance(piece, Table)] == [False, True]


@pytest.mark.parametrize("declared", ["multipart/form-data", "multipart/form-data; boundary=OTHER", "", "image/png"])
def test_the_boundary_is_found_in_the_body(declared: str) -> None:
    body = part(FIELD, "山田") + "--B--\r\n"
    assert tables_of(pieces_of(body.encode(), content_type=declared)) == [[["tel"], ["山田"]]]


def test_short_fields_in_another_charset() -> None:
    body = (part(FIELD.replace("tel", "氏名"), "山田太郎") + "--B--\r\n").encode("cp932")
    assert tables_of(pieces_of(body)) == [[["氏名"], ["山田太郎"]]]


def test_many_boundaries_cost_no_square() -> None:
    body = "".join(f"--x{n}\r\n{FIELD}\r\n\r\nv{n}\r\n" for n in range(20_000))
    started = time.process_time()
    assert "v19999" in text_of(pieces_of(body.encode()))
    assert time.process_time() - started < 5

import base64
import gzip
import hashlib
import json
import zlib

import pytest

from tests.detectors.reading import gaps_of, pieces_of, text_of

CSV = ("氏名,電話\n" + "".join(f"山田{n},090-1111-{n:04d}\n" for n in range(40))).encode("cp932")


@pytest.mark.parametrize("encode", [base64.b64encode, base64.urlsafe_b64encode], ids=["standard", "url"])
@pytest.mark.parametrize("extra", range(4))
def test_attachments_in_json_are_opened(encode, extra: int) -> None:  # type: ignore[no-untyped-def]
    body = json.dumps({"Title": "x" * extra, "VersionData": encode(CSV + b"\n" * extra).decode().rstrip("=")})
    assert "山田39" in text_of(pieces_of(body.encode()))


def test_data_urls_in_html_are_opened() -> None:
    body = b"<html><a href='data:text/csv;base64," + base64.b64encode(CSV) + b"'>"
    assert "山田39" in text_of(pieces_of(body))


@pytest.mark.parametrize(
    "value",
    [
        pytest.param(base64.b64encode(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4).decode(), id="a picture"),
        pytest.param("a" * 5000, id="letters"),
        pytest.param(base64.b64encode(CSV[:200]).decode(), id="short"),
    ],
)
def test_other_runs_stay_text(value: str) -> None:
    pieces = pieces_of(json.dumps({"a": value}).encode())
    assert gaps_of(pieces) == []
    assert text_of(pieces) == f"a\n{value}"


@pytest.mark.parametrize(
    "pack",
    [
        pytest.param(gzip.compress, id="gzip"),
        pytest.param(zlib.compress, id="zlib"),
        pytest.param(lambda raw: zlib.compress(raw, wbits=-15), id="deflate"),
    ],
)
def test_compressed_attachments_are_opened(pack) -> None:  # type: ignore[no-untyped-def]
    rows = "".join(f"{hashlib.sha256(str(n).encode()).hexdigest()},山田{n}\n" for n in range(40))
    body = json.dumps({"data": base64.b64encode(pack(rows.encode())).decode()})
    assert "山田39" in text_of(pieces_of(body.encode()))


def test_lines_and_hexadecimal_are_read() -> None:
    for body in (base64.encodebytes(CSV), CSV.hex().encode(), "\r\n".join(CSV.hex()[at : at + 64] for at in range(0, 2000, 64)).encode()):
        assert "山田20" in text_of(pieces_of(b"begin:\n" + body))

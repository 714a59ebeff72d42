import gzip
import zlib

import pytest

from detectors.disguises.plain import INFLATED_BYTES, TooMuch, in_bytes, told

TEXT = "山田太郎 090-1234-5678"


@pytest.mark.parametrize(
    ("raw", "layer"),
    [
        pytest.param(TEXT.encode(), "", id="UTF-8"),
        pytest.param(TEXT.encode("cp932"), "", id="Shift_JIS"),
        pytest.param(TEXT.encode("iso2022_jp"), "", id="ISO-2022-JP"),
        pytest.param(gzip.compress(TEXT.encode()), "gzip", id="gzip"),
        pytest.param(zlib.compress(TEXT.encode()), "zlib", id="zlib"),
        pytest.param(zlib.compress(TEXT.encode(), wbits=-15), "deflate", id="deflate"),
    ],
)
def test_text_is_told_from_noise(raw: bytes, layer: str) -> None:
    found = told(raw)
    assert found is not None
    assert (found.text, found.layer) == (TEXT, layer)


@pytest.mark.parametrize("raw", [bytes(range(128, 168)), b"\x89PNG\r\n\x1a\n" + bytes(30), b"short", gzip.compress(bytes(100), mtime=0)])
def test_noise_is_nothing(raw: bytes) -> None:
    assert told(raw) is None


def test_a_run_that_swells_is_too_much() -> None:
    with pytest.raises(TooMuch):
        told(gzip.compress(b"a" * (INFLATED_BYTES + 1)))


@pytest.mark.parametrize(("raw", "text"), [(b"a", "a"), ("山田".encode(), "山田"), ("山田".encode("cp932"), "山田"), (b"\xff\xff", None)])
def test_escaped_bytes_are_read_in_the_charset_that_fits(raw: bytes, text: str | None) -> None:
    assert in_bytes(raw) == text

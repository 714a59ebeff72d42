import gzip
import random
import time
import zlib

import brotli
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from detectors.budget import Budget, OverBudget
from detectors.decode import decode_body, measure_bare_deflate
from detectors.formats.part import Part
from detectors.model import Gap, Limits

BODY = "氏名,電話\n山田太郎,090-1234-5678\n".encode() * 20
NOISE = random.Random(0).randbytes(300_000)


def opened(body: bytes, header: str, limits: Limits | None = None) -> tuple[bytes, bytes, list[str]]:
    """Return the decoded body, what stood behind streams, and the gaps."""
    budget = Budget(limits=limits or Limits(), deadline=time.monotonic() + 600)
    pieces = list(decode_body(Part(data=memoryview(body), place="body"), header, budget))
    parts = [bytes(piece.data) for piece in pieces if isinstance(piece, Part)]
    gaps = [piece.reason.value for piece in pieces if isinstance(piece, Gap)]
    return (parts[-1] if parts else b""), b"".join(parts[:-1]), gaps


@pytest.mark.parametrize(
    ("body", "header", "decoded", "behind", "gaps"),
    [
        pytest.param(BODY, "", BODY, b"", [], id="none"),
        pytest.param(BODY, "identity", BODY, b"", [], id="identity"),
        pytest.param(gzip.compress(BODY), "gzip", BODY, b"", [], id="gzip"),
        pytest.param(gzip.compress(BODY), "X-GZIP;q=1", BODY, b"", [], id="x-gzip with a parameter"),
        pytest.param(gzip.compress(gzip.compress(BODY)), "gzip, gzip", BODY, b"", [], id="twice"),
        pytest.param(gzip.compress(b"harmless") + gzip.compress(BODY), "gzip", b"harmless" + BODY, b"", [], id="two members"),
        pytest.param(gzip.compress(BODY) + b"\0" * 512, "gzip", BODY, b"", [], id="zeros behind"),
        pytest.param(gzip.compress(BODY) + b"tail", "gzip", BODY, b"tail", [], id="text behind gzip"),
        pytest.param(gzip.compress(NOISE)[:-9000], "gzip", None, b"", ["truncated"], id="gzip cut"),
        pytest.param(zlib.compress(BODY), "deflate", BODY, b"", [], id="zlib"),
        pytest.param(zlib.compress(BODY)[2:-4], "deflate", BODY, b"", [], id="bare deflate"),
        pytest.param(zlib.compress(BODY) + b"tail", "deflate", BODY, b"tail", [], id="text behind zlib"),
        pytest.param(brotli.compress(BODY), "br", BODY, b"", [], id="brotli"),
        pytest.param(brotli.compress(NOISE) + b"tail", "br", NOISE, b"tail", [], id="text behind brotli"),
        pytest.param(brotli.compress(NOISE)[:-9000], "br", None, b"", ["truncated"], id="brotli cut"),
        pytest.param(zstandard.compress(BODY), "zstd", BODY, b"", [], id="zstd"),
        pytest.param(zstandard.compress(BODY) * 2 + b"tail", "zstd", BODY * 2, b"tail", [], id="two frames and text"),
        pytest.param(zstandard.compress(NOISE)[:-9000], "zstd", None, b"", ["truncated"], id="zstd cut"),
        pytest.param(gzip.compress(brotli.compress(zlib.compress(BODY))), "deflate, br, gzip", BODY, b"", [], id="stacked"),
        pytest.param(b"3;chunk-signature=a\r\nabc\r\n2\r\nde\r\n0\r\n\r\n", "aws-chunked", b"abcde", b"\r\n", [], id="aws-chunked"),
        pytest.param(b"5\r\nabc", "aws-chunked", b"abc", b"", ["truncated"], id="aws-chunked cut"),
        pytest.param(BODY, "gzip", BODY, b"", ["undecodable"], id="not gzip"),
        pytest.param(BODY, "rot13", BODY, b"", ["undecodable"], id="a codec of Python"),
        pytest.param(gzip.compress(BODY), "bz2, gzip", BODY, b"", ["undecodable"], id="unknown below gzip"),
        pytest.param(gzip.compress(bytes(64 << 20)), "gzip", b"", b"", ["bomb"], id="bomb"),
        pytest.param(b"", "gzip", b"", b"", [], id="empty"),
    ],
)
def test_codings(body: bytes, header: str, decoded: bytes | None, behind: bytes, gaps: list[str]) -> None:
    out = opened(body, header)
    assert out[1:] == (behind, gaps)
    if decoded is None:
        assert 100_000 < len(out[0]) < len(NOISE)
        assert NOISE.startswith(out[0])
    else:
        assert out[0] == decoded


def test_more_layers_than_allowed_are_a_gap() -> None:
    body = BODY
    for _ in range(8):
        body = gzip.compress(body)
    assert opened(body, ", ".join(["gzip"] * 8))[2] == ["depth_limit"]


def test_all_layers_share_one_budget() -> None:
    body = gzip.compress(NOISE[:1000] * 6000)
    assert opened(body, "gzip", Limits(max_decoded_bytes=5_000_000))[2] == ["bomb"]


@settings(max_examples=60, deadline=None)
@given(
    body=st.binary(max_size=3000),
    codings=st.lists(st.sampled_from(["gzip", "deflate", "br", "zstd"]), max_size=4),
    tail=st.binary(max_size=5),
)
def test_round_trip(body: bytes, codings: list[str], tail: bytes) -> None:
    packers = {"gzip": gzip.compress, "deflate": zlib.compress, "br": brotli.compress, "zstd": zstandard.compress}
    packed = body
    for coding in codings:
        packed = packers[coding](packed)
    decoded, behind, _ = opened(packed + (tail if codings else b""), ", ".join(codings))
    assert decoded == body
    assert behind in (tail, b"")
    assert behind or not any(tail) or not codings


PACKED = zlib.compress(b"hello " * 100, wbits=-15)


@pytest.mark.parametrize(
    ("data", "size", "behind"),
    [
        pytest.param(PACKED, 600, b"", id="nothing"),
        pytest.param(PACKED + b"data", 600, b"data", id="data"),
        pytest.param(PACKED + bytes(8), 600, b"", id="padding"),
        pytest.param(PACKED[:-4], -1, b"", id="cut"),
        pytest.param(b"\xff" + PACKED, -1, b"", id="damaged"),
        pytest.param(b"", -1, b"", id="empty"),
    ],
)
def test_what_a_stream_holds_and_what_stands_behind_it(data: bytes, size: int, behind: bytes) -> None:
    measured, rest = measure_bare_deflate(memoryview(data), Budget(limits=Limits(), deadline=time.monotonic() + 600))
    assert (measured, bytes(rest)) == (size, behind)


def test_the_end_of_a_stream_is_not_looked_for_beyond_the_deadline() -> None:
    with pytest.raises(OverBudget, match="timeout"):
        measure_bare_deflate(memoryview(PACKED), Budget(limits=Limits(), deadline=time.monotonic() - 1))

"""Same content or other: the boundary of a form does not count, everything else does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mitmproxy.http import Headers, Request

from proxy.waiting.content import boundary, digest, replaced
from rules.model import Direction

KEY = bytes(32)


def of(body: bytes, *, mark: str = "", path: str = "/u", cut: int = 7, kind: str = "text/csv", key: bytes = KEY) -> str:
    declared = f"multipart/form-data; boundary={mark}" if mark else kind
    request = Request.make("POST", f"https://a.example{path}", b"", Headers([(b"content-type", declared.encode())]))
    return digest(key, Direction.UPLOAD, request, None, [body[i : i + cut] for i in range(0, len(body), cut)])


def form(mark: str, value: str = "x") -> bytes:
    return f'--{mark}\r\nContent-Disposition: form-data; name="a"\r\n\r\n{value}\r\n--{mark}--\r\n'.encode()


def test_a_fresh_boundary_is_the_same_content() -> None:
    assert of(form("----Web1"), mark="----Web1") == of(form("----Other22"), mark="----Other22", cut=3)


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(of(b"bodz"), id="a letter"),
        pytest.param(of(b"body", path="/v"), id="path"),
        pytest.param(of(b"body", path="/u?q=1"), id="query"),
        pytest.param(of(b"body", kind="text/plain"), id="type"),
        pytest.param(of(b"body", key=bytes(31) + b"1"), id="key"),
        pytest.param(of(form("m", "y"), mark="m"), id="form"),
    ],
)
def test_all_else_counts(other: str) -> None:
    assert other != of(b"body")
    assert of(b"body") == of(b"body", cut=1)


@given(st.lists(st.binary(max_size=9)), st.binary(min_size=1, max_size=4))
def test_replacing_does_not_depend_on_the_cuts(pieces: list[bytes], old: bytes) -> None:
    assert b"".join(replaced(pieces, old, b"NEW")) == b"".join(pieces).replace(old, b"NEW")


@pytest.mark.parametrize(
    ("declared", "found"),
    [("multipart/form-data; boundary=ab", "ab"), ('Multipart/mixed; boundary="a b"', "a b"), ("text/plain; boundary=a", ""), ("", "")],
)
def test_boundary(declared: str, found: str) -> None:
    assert boundary(declared) == found

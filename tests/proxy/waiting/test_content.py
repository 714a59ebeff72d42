"""Same content or other: the boundary of a form does not count, everything else does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mitmproxy.http import Headers, Request

from proxy.waiting.content import boundary, digest, replaced
from rules.model import Direction

KEY = bytes(32)


def of(
    body: bytes,
    *,
    mark: str = "",
    path: str = "/u",
    cut: int = 7,
    kind: str = "text/csv",
    key: bytes = KEY,
    method: str = "POST",
    scheme: str = "https",
) -> str:
    declared = f"multipart/form-data; boundary={mark}" if mark else kind
    request = Request.make(method, f"{scheme}://a.example:444{path}", b"", Headers([(b"content-type", declared.encode())]))
    return digest(key, Direction.UPLOAD, request, None, [body[i : i + cut] for i in range(0, len(body), cut)])


def form(mark: str, value: str = "x") -> bytes:
    return f'--{mark}\r\nContent-Disposition: form-data; name="a"\r\n\r\n{value}\r\n--{mark}--\r\n'.encode()


def test_a_fresh_boundary_is_the_same_content() -> None:
    assert of(form("----Web1"), mark="----Web1") == of(form("----Other22"), mark="----Other22", cut=3)


def test_a_fresh_boundary_of_digits_is_the_same_content() -> None:
    first, second = "-" * 27 + "9051914041544843365972754266", "----geckoformboundary1f7351914041549843365d"
    assert of(form(first), mark=first) == of(form(second), mark=second)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param(of(form("m"), mark="m", path="/m"), of(form("n"), mark="n", path="/n"), id="in the path"),
        pytest.param(of(form("m", "a--m"), mark="m"), of(form("n", "a--n"), mark="n"), id="within a line"),
        pytest.param(of(form("m" * 71), mark="m" * 71), of(form("n" * 71), mark="n" * 71), id="longer than one can be"),
        pytest.param(of(form("a;b"), mark='"a;b"'), of(form("a;c"), mark='"a;c"'), id="no boundary"),
        pytest.param(
            of(form("mixed"), kind="multipart/mixed; boundary=mixed"),
            of(form("form"), kind="multipart/form; boundary=form"),
            id="in the type",
        ),
    ],
)
def test_only_boundaries_are_left_out(first: str, second: str) -> None:
    assert first != second


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(of(b"bodz"), id="a letter"),
        pytest.param(of(b"body", path="/v"), id="path"),
        pytest.param(of(b"body", path="/u?q=1"), id="query"),
        pytest.param(of(b"body", kind="text/plain"), id="type"),
        pytest.param(of(b"body", method="PUT"), id="method"),
        pytest.param(of(b"body", scheme="http"), id="in clear"),
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

"""What is stored of a message becomes the same message again, whatever bytes its head holds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mitmproxy.http import Headers, HTTPFlow, Request, Response
from mitmproxy.test.tflow import tflow

from proxy.waiting.stored import HOP_BY_HOP, Stored, at
from rules.model import Direction


def flow(target: bytes, fields: list[tuple[bytes, bytes]]) -> HTTPFlow:
    made: HTTPFlow = tflow()
    made.request = Request.make("POST", "https://files.example.net/", b"", Headers([(b"host", b"files.example.net"), *fields]))
    made.request.data.path = target
    return made


NAMES = st.sampled_from([b"content-type", b"x-a", b"cookie"])
RAW = st.binary(max_size=20)


@given(RAW, st.lists(st.tuples(NAMES, RAW), max_size=4))
def test_a_request_is_what_it_was(rest: bytes, fields: list[tuple[bytes, bytes]]) -> None:
    before, after = flow(b"/" + rest, fields), flow(b"/.sekimori/release?t=x", [(b"x-of-the-one-who-asks", b"1")])
    stored = Stored.of(before, Direction.UPLOAD)
    assert Stored.unpack(stored.pack()) == stored
    stored.restore(after)
    assert (after.request.method, after.request.data.path) == ("POST", b"/" + rest)
    assert after.request.headers.fields == before.request.headers.fields


@given(st.lists(st.tuples(NAMES, RAW), max_size=4), st.sampled_from(sorted(HOP_BY_HOP)))
def test_an_answer_is_what_it_was(fields: list[tuple[bytes, bytes]], hop: str) -> None:
    before, after = flow(b"/", []), flow(b"/", [])
    before.response = Response.make(206, b"", Headers([*fields, (hop.encode(), b"x")]))
    before.response.headers.pop("content-length", None)
    Stored.unpack(Stored.of(before, Direction.DOWNLOAD).pack()).restore(after)
    assert after.response
    assert after.response.status_code == 206
    assert after.response.headers.fields == tuple(fields)


@pytest.mark.parametrize(
    ("scheme", "host", "port", "said"),
    [
        ("https", "a.example", 443, "https://a.example"),
        ("https", "a.example", 80, "https://a.example:80"),
        ("http", "a.example", 80, "http://a.example"),
        ("https", "2001:db8::1", 443, "https://[2001:db8::1]"),
    ],
)
def test_origin(scheme: str, host: str, port: int, said: str) -> None:
    assert at(scheme, host, port) == said

"""A host is found by the pattern that fits it best, and by no other."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.hosts import HostTable, check_pattern, normalise

TABLE = HostTable.of(
    (pattern, pattern)
    for pattern in (
        "example.jp",
        "*.example.jp",
        "*.deep.example.jp",
        "www.example.jp",
        "日本語.example.com",
        "10.0.0.0/8",
        "10.1.0.0/16",
        "10.1.2.3",
        "2001:db8::/32",
        "203.0.113.7",
    )
)


@pytest.mark.parametrize(
    ("host", "pattern"),
    [
        pytest.param("example.jp", "example.jp", id="exact"),
        pytest.param("EXAMPLE.jp.", "example.jp", id="upper case, final dot"),
        pytest.param("a.example。jp。", "*.example.jp", id="dots of Japanese writing, final one too"),
        pytest.param("example.jp｡.", "example.jp", id="final dots of two kinds"),
        pytest.param("a.example.jp", "*.example.jp", id="below"),
        pytest.param("a.b.example.jp", "*.example.jp", id="far below"),
        pytest.param("a.deep.example.jp", "*.deep.example.jp", id="longest wins"),
        pytest.param("deep.example.jp", "*.example.jp", id="not below itself"),
        pytest.param("www.example.jp", "www.example.jp", id="exact before below"),
        pytest.param("evilexample.jp", None, id="no dot before it"),
        pytest.param("example.jp.evil.com", None, id="name in front"),
        pytest.param("jp", None, id="above"),
        pytest.param("", None, id="nothing"),
        pytest.param("日本語.example.com", "日本語.example.com", id="U-label"),
        pytest.param("xn--wgv71a119e.example.com", "日本語.example.com", id="A-label"),
        pytest.param("10.9.9.9", "10.0.0.0/8", id="network"),
        pytest.param("10.1.9.9", "10.1.0.0/16", id="smaller network wins"),
        pytest.param("10.1.2.3", "10.1.2.3", id="address before network"),
        pytest.param("::ffff:10.1.2.3", "10.1.2.3", id="IPv4 inside IPv6"),
        pytest.param("[2001:db8::1]", "2001:db8::/32", id="IPv6 in brackets"),
        pytest.param("2001:DB8:0:0::1", "2001:db8::/32", id="IPv6, long form"),
        pytest.param("203.0.113.70", None, id="longer address"),
        pytest.param("10.0.0.0.example.com", None, id="name like an address"),
    ],
)
def test_find(host: str, pattern: str | None) -> None:
    assert TABLE.find(host) == pattern


@pytest.mark.parametrize(
    "pattern",
    [
        "example.jp",
        "*.example.jp",
        "a.b.c.example.jp",
        "10.0.0.1",
        "10.0.0.0/8",
        "2001:db8::/32",
        "::1",
        "日本語.jp",
        "localhost",
        "*.crm.internal",
    ],
)
def test_good_patterns(pattern: str) -> None:
    assert check_pattern(pattern) == pattern


@pytest.mark.parametrize(
    ("pattern", "complaint"),
    [
        pytest.param("https://example.jp", "without scheme", id="scheme"),
        pytest.param("example.jp/upload", "without scheme or path", id="path"),
        pytest.param("example.jp:8443", "no port", id="port"),
        pytest.param("*", r"stands alone before", id="everything"),
        pytest.param("*.*.example.jp", "stands alone", id="two stars"),
        pytest.param("up*.example.jp", "stands alone", id="star inside a label"),
        pytest.param("*.jp", "too wide", id="top level"),
        pytest.param("*.co.jp", "too wide", id="shared suffix"),
        pytest.param("10.0.0.1/8", "no host bits", id="host bits"),
        pytest.param("", "not the name", id="empty"),
        pytest.param("a..b", "not the name", id="empty label"),
        pytest.param("a b.jp", "not the name", id="blank"),
        pytest.param("user@example.jp", "not the name", id="user"),
    ],
)
def test_bad_patterns(pattern: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        check_pattern(pattern)


@given(st.text(max_size=40) | st.text(alphabet="a0.。．｡… []-", max_size=12))
def test_any_host_can_be_looked_up(host: str) -> None:
    TABLE.find(host)
    assert normalise(normalise(host)) == normalise(host)


@given(st.from_regex(r"[a-z0-9]{1,8}", fullmatch=True))
def test_a_suffix_needs_its_dot(word: str) -> None:
    assert TABLE.find(f"{word}example.jp") is None
    assert TABLE.find(f"{word}.example.jp") is not None


@pytest.mark.parametrize(
    ("wide", "inside"),
    [
        pytest.param(["*.example.jp"], {"a.example.jp", "any.b.example.jp"}, id="below"),
        pytest.param(["*.b.example.jp"], {"any.b.example.jp"}, id="the same pattern"),
        pytest.param(["10.0.0.0/8"], {"10.0.0.1", "10.1.0.0"}, id="network"),
        pytest.param(["*.0.1"], set(), id="an address lies below no name"),
        pytest.param(["*.example.com"], set(), id="elsewhere"),
        pytest.param([], set(), id="nothing"),
    ],
)
def test_listed_places_inside_of_patterns(wide: list[str], inside: set[str]) -> None:
    listed = HostTable.of((host, True) for host in ("a.example.jp", "*.b.example.jp", "10.0.0.1", "10.1.0.0/16", "192.0.2.1"))
    assert set(listed.examples_in(HostTable.of((pattern, True) for pattern in wide))) == inside

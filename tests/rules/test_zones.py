"""Zones by address: overlapping ones, other notations of an address, and sources that are none."""

import pytest

from rules.zones import ZoneIndex, check_network

ZONES = {
    "札幌": ["10.1.0.0/16", "10.9.8.7"],
    "floor": ["10.1.2.0/24", "2001:db8:1::/48"],
    "vdi": ["192.0.2.0/25", "192.0.2.128/25"],
    "all-of-v6": ["2001:db8::/32"],
}


@pytest.mark.parametrize(
    ("source", "zones"),
    [
        pytest.param("10.1.9.1", {"札幌"}, id="in one"),
        pytest.param("10.1.2.3", {"札幌", "floor"}, id="in two, the smaller within the larger"),
        pytest.param("10.9.8.7", {"札幌"}, id="a single address"),
        pytest.param("::ffff:10.1.2.3", {"札幌", "floor"}, id="as the kernel writes it on a dual socket"),
        pytest.param("[2001:db8:1::5]", {"floor", "all-of-v6"}, id="in brackets"),
        pytest.param("2001:DB8:1:0::5", {"floor", "all-of-v6"}, id="another spelling"),
        pytest.param("fe80::1%eth0", set(), id="link-local"),
        pytest.param("10.2.0.1", set(), id="outside"),
        pytest.param("10.9.8.70", set(), id="looks alike"),
        pytest.param("", set(), id="unknown"),
        pytest.param("terminal-1.example.jp", set(), id="a name"),
        pytest.param("10.1.2.3.4", set(), id="no address"),
        pytest.param("10.1.2.3, 10.2.0.1", set(), id="two of them"),
    ],
)
def test_the_zones_of_a_terminal(source: str, zones: set[str]) -> None:
    assert ZoneIndex(ZONES).of_source(source) == zones


@pytest.mark.parametrize(
    ("inside", "outside", "addresses"),
    [
        pytest.param({"札幌"}, set(), ["10.1.0.0", "10.9.8.7"], id="each network"),
        pytest.param({"floor"}, {"札幌"}, ["2001:db8:1::"], id="without what lies in another"),
        pytest.param({"札幌"}, {"floor"}, ["10.1.0.0", "10.9.8.7"], id="a part of it is left"),
        pytest.param({"floor"}, {"札幌", "all-of-v6"}, [], id="nothing is left"),
        pytest.param({"vdi"}, {"vdi"}, [], id="itself"),
    ],
)
def test_addresses_in_zones(inside: set[str], outside: set[str], addresses: list[str]) -> None:
    assert list(ZoneIndex(ZONES).addresses(frozenset(inside), frozenset(outside))) == addresses


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        pytest.param("10.1.0.0/16", "", id="network"),
        pytest.param("10.1.2.3", "", id="address"),
        pytest.param("2001:db8::/32", "", id="of version six"),
        pytest.param("10.1.2.3/16", "no host bits", id="host bits"),
        pytest.param("terminal.example.jp", "only an address", id="a name"),
        pytest.param("10.1.2.300", "only an address", id="too large"),
        pytest.param("[::1]", "only an address", id="brackets"),
        pytest.param("::ffff:10.1.0.0/112", "write the IPv4 address", id="would never fit"),
        pytest.param("", "only an address", id="empty"),
    ],
)
def test_what_a_zone_may_hold(text: str, fault: str) -> None:
    if not fault:
        assert check_network(text) == text
        return
    with pytest.raises(ValueError, match=fault):
        check_network(text)

"""Which addresses may be connected to."""

import asyncio

import pytest

from proxy.egress import Egress

NOBODY = Egress(lambda name: False)
NAMED = Egress({"10.1.2.3", "crm.example", "localhost"}.__contains__)

INSIDE = [
    "127.0.0.1", "127.8.8.8", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1", "239.1.1.1",
    "255.255.255.255", "198.18.0.1", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
    "::127.0.0.1", "::ffff:0:127.0.0.1", "64:ff9b::127.0.0.1", "64:ff9b::10.1.1.1", "2002:7f00:1::", "[::1]", "127.0.0.1.",
]  # fmt: skip
OUTSIDE = ["8.8.8.8", "203.0.114.1", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8", "example.com", "localhost", "10.0.0", ""]


@pytest.mark.parametrize("host", INSIDE)
def test_inner_addresses_are_refused(host: str) -> None:
    assert NOBODY.refuses(host)


@pytest.mark.parametrize("host", OUTSIDE)
def test_public_addresses_and_names_are_not(host: str) -> None:
    assert not NOBODY.refuses(host)


@pytest.mark.parametrize(
    ("host", "addresses", "may"),
    [
        pytest.param("10.1.2.3", ["10.1.2.3"], True, id="named address"),
        pytest.param("::ffff:10.1.2.3", ["::ffff:10.1.2.3"], True, id="named address in another form"),
        pytest.param("10.1.2.4", ["10.1.2.4"], False, id="its neighbour"),
        pytest.param("CRM.example.", ["10.9.9.9"], True, id="named name leads anywhere"),
        pytest.param("evil.example", ["8.8.8.8", "10.9.9.9"], False, id="one inner address spoils a name"),
        pytest.param("evil.example", ["10.1.2.3"], True, id="a name that leads to a named address"),
        pytest.param("site.example", ["8.8.8.8"], True, id="public"),
    ],
)
def test_where_a_name_leads_decides(host: str, addresses: list[str], may: bool) -> None:
    assert NAMED.may_lead(host, *addresses) is may


@pytest.mark.parametrize(("host", "fault"), [("localhost", "internal address"), ("127.0.0.1", "internal address")])
def test_names_are_looked_up_before_connecting(host: str, fault: str) -> None:
    assert asyncio.run(NOBODY.fault(host, 443)) == fault


def test_a_named_name_is_not_refused() -> None:
    assert asyncio.run(NAMED.fault("localhost", 443)) == ""

"""An approver of some clients reads of no other."""

from dataclasses import replace

import pytest

from ledger.held import Approver
from ledger.records import Kind, Record, Sample
from proxy.waiting.share import share
from tests.ledger.made import NOON

CUSTOMERS = ((("alpha",), 3), (("alpha", "beta"), 2), (("beta",), 5), (("gamma",), 7))


def sample(*tenants: str) -> Sample:
    return Sample(entity="PERSON", masked="佐＊＊＊", place="b＊＊＊", score=0.9, recogniser="made", tenants=tenants)


RECORD = Record(
    node="n",
    seq=1,
    kind=Kind.TRANSFER,
    at=NOON,
    tenant="alpha",
    people=20,
    customers=CUSTOMERS,
    canaries=("beta-07",),
    samples=(sample(), sample("alpha"), sample("alpha", "beta"), sample("beta")),
)


@pytest.mark.parametrize(
    ("mine", "customers", "samples"),
    [
        pytest.param({"alpha"}, (((), 12), (("alpha",), 5)), [(), ("alpha",), ("alpha",)], id="one"),
        pytest.param({"alpha", "beta"}, (((), 7), *CUSTOMERS[:3]), [(), ("alpha",), ("alpha", "beta"), ("beta",)], id="two"),
        pytest.param({"other"}, (((), 17),), [()], id="none of them"),
    ],
)
def test_others_are_counted_and_not_named(mine: set[str], customers: tuple[object, ...], samples: list[tuple[str, ...]]) -> None:
    seen = share(RECORD, Approver(account="sv", tenants=frozenset(mine)))
    assert seen.customers == customers
    assert [one.tenants for one in seen.samples] == samples
    assert seen.canaries == ()
    assert replace(seen, customers=CUSTOMERS, samples=RECORD.samples, canaries=RECORD.canaries) == RECORD, "all else is told"
    assert {tenant for tenants, _ in seen.customers for tenant in tenants} <= mine


def test_who_is_not_limited_reads_all() -> None:
    assert share(RECORD, Approver(account="sv", tenants=None)) is RECORD

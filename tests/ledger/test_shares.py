from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.records import Record
from ledger.shares import Share, share_of, shares
from rules.model import UNASSIGNED, Action
from tests.ledger.made import inspection, transfer, verdict
from tests.ledger.recorded import of_tenant, record


def of(tenant: str, *customers: tuple[tuple[str, ...], int]) -> Record:
    return of_tenant(record(transfer(), inspection(*range(100)), verdict(Action.BLOCK)), tenant, *customers)


def share(tenant: str, people: int, *, matched: bool = False, alone: bool = False) -> Share:
    return Share(tenant=tenant, people=people, matched=matched, alone=alone)


@pytest.mark.parametrize(
    ("kept", "expected"),
    [
        pytest.param(of("alpha"), (share("alpha", 100, alone=True),), id="the-places-client"),
        pytest.param(of("alpha", (("alpha",), 30)), (share("alpha", 100, alone=True),), id="who-is-not-matched-is-the-places-too"),
        pytest.param(
            of("alpha", (("beta",), 30), (("alpha", "beta"), 5)),
            (share("alpha", 70), share("beta", 35, matched=True)),
            id="anothers-by-match",
        ),
        pytest.param(of(UNASSIGNED, (("beta",), 30)), (share("beta", 30, matched=True),), id="nobodys-place"),
        pytest.param(of(UNASSIGNED), (), id="nobody-knows"),
    ],
)
def test_whose_customers_they_are(kept: Record, expected: tuple[Share, ...]) -> None:
    assert shares(kept, kept) == expected


def test_a_client_that_has_nothing_to_do_with_it_has_no_share() -> None:
    kept = of("alpha", (("beta",), 30))
    assert share_of(kept, kept, "beta")
    assert share_of(kept, kept, "gamma") is None


@given(
    st.integers(0, 10_000),
    st.dictionaries(st.lists(st.sampled_from(("alpha", "beta", "gamma")), min_size=1, unique=True).map(tuple), st.integers(0, 5_000)),
)
def test_a_share_is_never_less_than_what_matches(people: int, customers: dict[tuple[str, ...], int]) -> None:
    kept = replace(of("alpha", *customers.items()), people=people)
    for found in shares(kept, kept):
        assert found.people >= sum(number for known, number in customers.items() if found.tenant in known)
        assert found.people <= max(people, sum(customers.values()))
        assert not found.alone or set(customers) <= {(found.tenant,)}

"""What an approver of some clients may read of a transfer: nothing that names another client. It must not know who asks whom."""

from collections import Counter
from dataclasses import replace

from ledger.held import Approver
from ledger.records import Record

OTHERS: tuple[str, ...] = ()
"""In the place of clients that an approver does not answer for: that there are customers of others is part of what is decided on."""


def share(record: Record, who: Approver) -> Record:
    """Return `record` as `who` may read it. Labels of planted people may name a client, so those who are limited read none."""
    mine = who.tenants
    if mine is None:
        return record

    def known(tenants: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(tenant for tenant in tenants if tenant in mine)

    people: Counter[tuple[str, ...]] = Counter()
    for tenants, number in record.customers:
        people[known(tenants) or OTHERS] += number
    return replace(
        record,
        customers=tuple(sorted(people.items())),
        canaries=(),
        samples=tuple(replace(one, tenants=known(one.tenants)) for one in record.samples if not one.tenants or known(one.tenants)),
    )

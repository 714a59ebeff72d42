"""The work orders that count at this node: those of the policy in force, and those of the ledger as they were last read.

A ledger that cannot be read leaves those that were known, each to its end; but what is decided without it then has none. It must not
know who may open one.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from ledger import engine, orders
from ledger.errors import LedgerError
from ledger.store import Ledger
from rules.model import Transfer, WorkOrder
from rules.orders import open_order
from rules.watch import PolicyHolder


@dataclass(kw_only=True)
class OrderBook:
    """Open work orders, and those to come."""

    ledger: Ledger
    policies: PolicyHolder
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    _filed: tuple[WorkOrder, ...] = ()
    _reading: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def refresh(self) -> None:
        """Read the ledger's again: what was opened or closed at any node counts here from now on. Raises LedgerError."""
        async with self._reading:  # an answer that was read earlier must not come in later
            self._filed = await asyncio.to_thread(self._read)

    def placed(self, transfer: Transfer) -> Transfer:
        """Return `transfer` with the order under which it happens."""
        return replace(transfer, order=open_order(self._all(), transfer))

    async def still(self, transfer: Transfer) -> Transfer:
        """Return `transfer` with the order that it happens under by what the ledger says now: one may have been closed at another node.

        For what is decided without the ledger. The ledger is read only for who works under one of its orders; one that cannot be looked up
        covers nothing.
        """
        if transfer.order is None or transfer.order.ticket in self.tickets():
            return transfer
        try:
            await self.refresh()
        except LedgerError:
            return replace(transfer, order=None)
        return self.placed(transfer)

    def open_at(self, now: datetime) -> int:
        """Return how many are open."""
        return sum(order.begins <= now < order.ends for order in self._all())

    def tickets(self) -> frozenset[str]:
        """Return the tickets that the policy uses."""
        return frozenset(order.ticket for order in self.policies.current.work_orders)

    def _all(self) -> tuple[WorkOrder, ...]:
        return (*self.policies.current.work_orders, *self._filed)

    def _read(self) -> tuple[WorkOrder, ...]:
        with engine.transaction(self.ledger.engine, write=False) as connection:
            return orders.running(connection, self.now())

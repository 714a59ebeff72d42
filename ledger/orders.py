"""Work orders (作業申請) that people open and close while the proxy runs, in the ledger's transactions, each step a record in the chain.

Who may do it is decided here, so that no way in can forget it. An order ends by itself; its end is in its first record. It must not know
which order a transfer happens under.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Connection, Row, insert, select, update

from ledger.clean import printable
from ledger.errors import Refused
from ledger.held import Approver
from ledger.holds import same_person
from ledger.micros import instant, micros
from ledger.periods import NEVER
from ledger.schema import work_orders
from ledger.sketches import order_scope
from ledger.sketchrows import days_after, merge
from rules.compile import compile_order
from rules.model import Transfer, WorkOrder
from rules.schema_work import WorkOrderEntry

MAX_LISTED = 500
EVER = "9999-12"
"""A month after all others."""


class Event(StrEnum):
    """What happened to a work order; each is a record in the chain."""

    OPENED = "opened"
    CLOSED = "closed"
    REFUSED = "refused"
    """Somebody tried what was not theirs to do; nothing was changed."""


class Refusal(StrEnum):
    """Why a step is not taken."""

    UNKNOWN = "there is no work order of this ticket"
    TWICE = "there is a work order of this ticket already"
    OWN = "nobody opens a work order for their own account: somebody else has to"
    TENANT = "it concerns clients that this approver does not answer for"
    PAST = "'ends' has passed already"
    OVER = "it is over already"


class OrderRefused(Refused[Refusal]):
    """A step that is not taken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """A work order as the ledger keeps it."""

    order: WorkOrder
    reason: str
    """Masked."""
    closed: datetime | None = None
    """When somebody ended it before its time."""

    def state(self, now: datetime) -> str:
        """Return `planned`, `open`, `ended` or `closed`."""
        if self.closed:
            return "closed"
        if now < self.order.begins:
            return "planned"
        return "open" if now < self.order.ends else "ended"


type Tell = Callable[[WorkOrder, Event, str, str, datetime], object]
"""Puts a record into the chain: the order, what happened, who did it, their reason, when."""


class Orders:
    """The work orders, inside one writing transaction."""

    def __init__(self, connection: Connection, tell: Tell) -> None:
        self._connection, self._tell = connection, tell

    def open(self, entry: WorkOrderEntry, *, by: Approver, reason: str, taken: Collection[str], now: datetime) -> Filed:
        """Open an order. Whoever opens it answers for it, whatever `entry` says.

        Args:
            entry: the order, whose end, length and number of people were checked when it was made.
            by: who opens it, never one of its accounts.
            reason: what is done, masked.
            taken: tickets that the policy uses.
            now: when.

        Raises: OrderRefused.

        """
        order = replace(compile_order(entry), owner=printable(by.account, 200))
        if same_person(by.account, *order.accounts):
            raise OrderRefused(Refusal.OWN)
        if not answers_for(by, order):
            raise OrderRefused(Refusal.TENANT)
        if order.ticket in taken or _find(self._connection, work_orders.c.ticket == order.ticket):
            raise OrderRefused(Refusal.TWICE)
        if order.ends <= now:
            raise OrderRefused(Refusal.PAST)
        filed = Filed(order=order, reason=printable(reason, 500))
        self._connection.execute(insert(work_orders), [_row(filed)])
        self._tell(order, Event.OPENED, by.account, reason, now)
        return filed

    def close(self, ticket: str, *, by: Approver, reason: str, now: datetime) -> Filed:
        """End an order before its time; every approver of its clients may. Raises OrderRefused."""
        filed = get(self._connection, ticket)
        if not answers_for(by, filed.order):
            raise OrderRefused(Refusal.TENANT)
        if filed.state(now) in ("closed", "ended"):
            raise OrderRefused(Refusal.OVER)
        closed = replace(filed, closed=now.astimezone(UTC))
        self._connection.execute(update(work_orders).where(work_orders.c.ticket == filed.order.ticket).values(_row(closed)))
        self._tell(closed.order, Event.CLOSED, by.account, reason, now)
        return closed

    def still(self, transfer: Transfer, planned: Iterable[WorkOrder]) -> Transfer:
        """Return `transfer`, without its order if that is none of those `planned` by the policy and was closed since it began."""
        order = transfer.order
        if order is None or any(one.ticket == order.ticket for one in planned):
            return transfer
        filed = _find(self._connection, work_orders.c.ticket == order.ticket, work_orders.c.closed == 0)
        return transfer if filed else replace(transfer, order=None)

    def refused(self, order: WorkOrder, *, by: Approver, why: Refusal, now: datetime) -> None:
        """Write that somebody tried what was not theirs to do."""
        self._tell(order, Event.REFUSED, by.account, why.value, now)


def answers_for(by: Approver, order: WorkOrder) -> bool:
    """Whether an approver may know of an order at all: one for every client concerns those who answer for every client."""
    return by.tenants is None or (bool(order.tenants) and order.tenants <= by.tenants)


def get(connection: Connection, ticket: str) -> Filed:
    """Return the order of a ticket, whatever its state. Raises OrderRefused."""
    found = _find(connection, work_orders.c.ticket == printable(ticket, 100))
    if not found:
        raise OrderRefused(Refusal.UNKNOWN)
    return found[0]


def listed(connection: Connection, by: Approver) -> list[Filed]:
    """Return the orders that an approver may know of, the one that ends last first."""
    return [filed for filed in _find(connection) if answers_for(by, filed.order)][:MAX_LISTED]


def running(connection: Connection, now: datetime) -> tuple[WorkOrder, ...]:
    """Return the orders that are open, or will be."""
    return tuple(filed.order for filed in _find(connection, work_orders.c.closed == 0, work_orders.c.ends > micros(now)))


def passed(connection: Connection, ticket: str, *, names_too: bool) -> int:
    """Return how many distinct people have passed under an order, either way; those with a name alone, if `names_too`."""
    persons, names = merge(row.pair for row in days_after(connection, order_scope(ticket), NEVER, EVER))
    return persons.count + (names.count if names_too else 0)


def _find(connection: Connection, *conditions: ColumnElement[bool]) -> list[Filed]:
    query = select(work_orders).where(*conditions).order_by(work_orders.c.ends.desc(), work_orders.c.ticket)
    return [_filed(row) for row in connection.execute(query)]


def _row(filed: Filed) -> dict[str, Any]:
    order = filed.order
    return {
        "ticket": order.ticket,
        "accounts": orjson.dumps(sorted(order.accounts)).decode(),
        "tenants": orjson.dumps(sorted(order.tenants)).decode(),
        "begins": micros(order.begins),
        "ends": micros(order.ends),
        "people": order.people,
        "owner": order.owner,
        "reason": filed.reason,
        "closed": micros(filed.closed) if filed.closed else 0,
    }


def _filed(row: Row[Any]) -> Filed:
    order = WorkOrder(
        ticket=row.ticket,
        accounts=frozenset(orjson.loads(row.accounts)),
        tenants=frozenset(orjson.loads(row.tenants)),
        begins=instant(row.begins),
        ends=instant(row.ends),
        people=row.people,
        owner=row.owner,
    )
    return Filed(order=order, reason=row.reason, closed=instant(row.closed) if row.closed else None)

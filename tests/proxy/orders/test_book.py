"""The work orders that count at a node: those of the policy and of the ledger, and what is left when the ledger is gone."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from ledger.errors import LedgerError
from ledger.held import Approver
from ledger.store import Ledger
from proxy.orders.book import OrderBook
from rules.model import WorkOrder
from rules.schema_work import WorkOrderEntry
from rules.watch import PolicyHolder
from tests.ledger.made import NOON, transfer

HOUR = timedelta(hours=1)
POLICY = """\
notice: {purpose: 持ち出しを防ぐ, owner: 管理者, contact: 窓口}
work_orders:
  - {ticket: P-1, accounts: op-18, begins: 2026-04-10T09:00, ends: 2026-04-10T17:00, people: 5, owner: 管理者, reason: 保守}
"""


@pytest.fixture
def book(tmp_path: Path) -> Iterator[OrderBook]:
    file = tmp_path / "policy.yaml"
    file.write_text(POLICY, encoding="utf-8")
    ledger = Ledger(f"sqlite:///{tmp_path}/ledger.db", node="node-a", key_id="k")
    yield OrderBook(ledger=ledger, policies=PolicyHolder([file]), now=lambda: NOON)
    ledger.close()


def opened(book: OrderBook, ticket: str, *, ends: timedelta = HOUR) -> None:
    entry = WorkOrderEntry(ticket=ticket, accounts=("op-17",), begins=NOON - HOUR, ends=NOON + ends, people=5, owner="-", reason="保守")
    with book.ledger.transaction():
        book.ledger.orders().open(entry, by=Approver(account="sv-1", tenants=None), reason="", taken=book.tickets(), now=NOON)


def ticket(book: OrderBook, *, actor: str = "op-17", after: timedelta = timedelta()) -> str:
    order = book.placed(transfer(actor=actor, at=NOON + after)).order
    return order.ticket if order else ""


async def test_both_sources_count_and_the_one_that_ends_first_is_taken(book: OrderBook) -> None:
    opened(book, "W-1", ends=2 * HOUR)
    opened(book, "W-2")
    assert ticket(book) == "", "what was opened counts once it was read"
    await book.refresh()
    assert (ticket(book), ticket(book, after=HOUR), ticket(book, after=2 * HOUR)) == ("W-2", "W-1", "")
    assert (ticket(book, actor="op-18"), ticket(book, actor="op-19")) == ("P-1", "")
    assert (book.open_at(NOON), book.open_at(NOON + HOUR), book.tickets()) == (3, 2, {"P-1"})


class Counting(OrderBook):
    """Counts how often the ledger is read."""

    read = 0

    def _read(self) -> tuple[WorkOrder, ...]:
        self.read += 1
        return super()._read()


async def test_an_order_that_was_closed_at_another_node_covers_not_one_request_more(book: OrderBook) -> None:
    opened(book, "W-1", ends=HOUR / 2)
    opened(book, "W-2")
    counting = Counting(ledger=book.ledger, policies=book.policies, now=book.now)
    await counting.refresh()
    for left in ("W-2", ""):
        known = counting.placed(transfer(at=NOON))
        assert known.order
        with book.ledger.transaction():
            book.ledger.orders().close(known.order.ticket, by=Approver(account="sv-2", tenants=None), reason="", now=NOON)
        now = (await counting.still(known)).order
        assert (now.ticket if now else "") == left
    assert counting.read == 3


async def test_who_works_under_no_order_of_the_ledger_costs_no_reading(book: OrderBook) -> None:
    opened(book, "W-1")
    counting = Counting(ledger=book.ledger, policies=book.policies, now=book.now)
    await counting.refresh()
    for actor in ("op-18", "op-19"):
        known = counting.placed(transfer(actor=actor, at=NOON))
        assert await counting.still(known) is known
    assert counting.read == 1


async def test_a_ledger_that_cannot_be_read_leaves_what_was_known_to_its_end(book: OrderBook, tmp_path: Path) -> None:
    opened(book, "W-1")
    await book.refresh()
    book.ledger.close()
    for file in tmp_path.glob("ledger.db*"):
        file.rename(tmp_path / f"aside-{file.name}")
    (tmp_path / "ledger.db").mkdir()
    with pytest.raises(LedgerError):
        await book.refresh()
    assert (ticket(book), ticket(book, after=HOUR)) == ("W-1", "")
    known = book.placed(transfer(at=NOON))
    assert await book.still(known) == replace(known, order=None), "what is decided without the ledger is not decided by what it may say"

"""The API of work orders: list, open, close, as JSON. It must not know who may do what: the ledger does."""

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

from sqlalchemy import Connection

from ledger import orders
from ledger.errors import LedgerError
from ledger.held import Approver
from ledger.orders import Filed, OrderRefused, Orders, Refusal
from proxy.api import Reply, json_of, words_of
from proxy.orders.book import OrderBook
from proxy.waiting.desk import Desk
from rules.compile import compile_order
from rules.model import JST, ConfigError, Fault, WorkOrder
from rules.schema_work import WorkOrderEntry
from rules.yaml_source import Document, did_you_mean, validate

WHOEVER_OPENS = "-"
"""Stands for the owner until the ledger puts the opener there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrdersApi:
    """Answers requests below `/api/work-orders`."""

    desk: Desk
    book: OrderBook
    known: str = "GET /api/work-orders, POST /api/work-orders, POST /api/work-orders/TICKET/close"

    async def answer(self, method: str, parts: list[str], who: Approver, body: bytes) -> Reply | None:
        """Return status and JSON. Raises ApiRefused or OrderRefused."""
        try:
            match method, *parts:
                case ("GET",):
                    return HTTPStatus.OK, {"orders": await self._list(who)}
                case ("POST",):
                    return HTTPStatus.CREATED, await self._open(who, body)
                case "POST", ticket, "close":
                    return HTTPStatus.OK, await self._close(who, ticket, body)
        except ConfigError as error:
            return HTTPStatus.BAD_REQUEST, {"error": "this is no work order", "faults": [fault.message for fault in error.faults]}
        return None

    async def _list(self, who: Approver) -> list[dict[str, Any]]:
        await self.desk.note_reading(who, "work-orders list")
        return await self.desk.read(lambda connection: self._listed(connection, who))

    def _listed(self, connection: Connection, who: Approver) -> list[dict[str, Any]]:
        now, policy = datetime.now(UTC), self.desk.policies.current
        names = policy.names_under_orders
        by_policy = [Filed(order=order, reason="") for order in policy.work_orders if orders.answers_for(who, order)]
        return [
            shown(filed, now) | {"from": source, "passed": orders.passed(connection, filed.order.ticket, names_too=names)}
            for source, some in (("policy", by_policy), ("api", orders.listed(connection, who)))
            for filed in some
        ]

    async def _open(self, who: Approver, body: bytes) -> dict[str, Any]:
        entry = self._entry(who, body)
        reason, taken, now = await self.desk.masked(entry.reason), self.book.tickets(), datetime.now(UTC)
        filed = await self._step(who, compile_order(entry), lambda found: found.open(entry, by=who, reason=reason, taken=taken, now=now))
        return shown(filed, now)

    async def _close(self, who: Approver, ticket: str, body: bytes) -> dict[str, Any]:
        order = (await self.desk.read(lambda connection: orders.get(connection, ticket))).order
        reason, now = await self.desk.masked(words_of(body, "reason")["reason"]), datetime.now(UTC)
        filed = await self._step(who, order, lambda found: found.close(ticket, by=who, reason=reason, now=now))
        return shown(filed, now)

    async def _step(self, who: Approver, order: WorkOrder, work: Callable[[Orders], Filed]) -> Filed:
        """Do `work`, and let it count here at once. What is not theirs to do is on record too."""
        try:
            filed = await self.desk.committer.do(lambda ledger: work(ledger.orders()))
        except OrderRefused as error:
            why, now = error.refusal, datetime.now(UTC)
            if why in (Refusal.OWN, Refusal.TENANT):
                await self.desk.committer.do(lambda ledger: ledger.orders().refused(order, by=who, why=why, now=now))
            raise
        with contextlib.suppress(LedgerError):  # it is done, whatever this says; upkeep reads again
            await self.book.refresh()
        return filed

    def _entry(self, who: Approver, body: bytes) -> WorkOrderEntry:
        """Return the order that a body describes. Raises ConfigError with every fault."""
        said = json_of(body)
        if not isinstance(said, dict) or "owner" in said:
            raise _fault("'owner' is whoever opens it: leave it out" if isinstance(said, dict) else "the body is no JSON object")
        entry = validate(WorkOrderEntry, Document(path="", value=said | {"owner": WHOEVER_OPENS}, lines={}))
        known = [one.id for one in self.desk.policies.current.tenants if who.tenants is None or one.id in who.tenants]
        unknown = [f"unknown tenant {name!r}{did_you_mean(name, known)}" for name in entry.tenants if name not in known]
        if unknown:
            raise _fault(*unknown)
        return entry


def shown(filed: Filed, now: datetime) -> dict[str, Any]:
    """Return what is told of an order; times are those of Japan."""
    order = filed.order
    return {
        "ticket": order.ticket,
        "state": filed.state(now),
        "accounts": sorted(order.accounts),
        "tenants": sorted(order.tenants),
        "begins": order.begins.astimezone(JST).isoformat(),
        "ends": order.ends.astimezone(JST).isoformat(),
        "people": order.people,
        "owner": order.owner,
        "reason": filed.reason,
    }


def _fault(*messages: str) -> ConfigError:
    return ConfigError(tuple(Fault(path="", line=0, message=message) for message in messages))

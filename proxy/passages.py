"""Connections that pass unopened: they are let in, charged while they last, and ended. It must not know how bytes are relayed."""

import asyncio
from dataclasses import dataclass, field

import structlog
from mitmproxy import connection
from mitmproxy.addons.proxyserver import Proxyserver

from ledger.errors import LedgerError
from proxy.gate.ticket import PIECE_BYTES, Passage
from proxy.judge import Judge
from rules.model import Direction, login

log = structlog.get_logger()

HOLD_SECONDS = 0.02
"""How often reading is stopped again during a charge: asyncio's own reader may have begun anew once."""


@dataclass(kw_only=True)
class Passages:
    """All that are open."""

    judge: Judge
    proxyserver: Proxyserver
    _open: dict[str, Passage] = field(default_factory=dict)
    """By client connection."""

    async def open(self, passage: Passage, first_bytes: int) -> bool:
        """Whether a connection may pass that begins with `first_bytes`, which are charged. Raises what the ledger raises: it may not."""
        opened = await self.judge.pass_through(passage, Direction.UPLOAD, first_bytes, passed=False)
        opened = opened and passage.client.timestamp_end is None  # else it has ended meanwhile, and nobody would forget it
        if opened:
            passage.passed[Direction.UPLOAD] -= first_bytes
            self._open[passage.client.id] = passage
            self._share(passage)
        return opened

    async def charge(self, passage: Passage) -> None:
        """Charge what has passed, and end the connection if no more may. Nothing is read meanwhile, so nothing piles up."""
        charging = asyncio.create_task(self._charge(passage))
        stopped = set[asyncio.Transport]()
        # What asyncio's own reader has stopped, because it is full, is left to it: begun again, it would not stop, whatever came.
        try:
            while not charging.done():
                for transport in self._transports(passage):
                    if transport.is_reading():
                        transport.pause_reading()
                        stopped.add(transport)
                await asyncio.wait({charging}, timeout=HOLD_SECONDS)
            passage.goes_on = charging.result() and passage.client.timestamp_end is None  # what waits of one that ended goes nowhere
        finally:
            if passage.goes_on:
                for transport in stopped:
                    transport.resume_reading()
            else:
                self._drop(passage)

    async def closed(self, client: connection.Client) -> None:
        """Charge the rest of a connection that has ended."""
        if passage := self._open.pop(client.id, None):
            self._share(passage)
            await self._charge(passage)

    async def close(self) -> None:
        """End all connections, and charge what has passed."""
        passages, self._open = tuple(self._open.values()), {}
        for passage in passages:
            self._drop(passage)
        await asyncio.gather(*map(self._charge, passages))

    def _share(self, with_: Passage) -> None:
        """Divide a piece between the open connections of a person, so that more of them do not let more pass."""
        account = login(with_.exchange.actor.id)
        own = [one for one in self._open.values() if login(one.exchange.actor.id) == account]
        for one in own:
            one.piece_bytes = PIECE_BYTES // len(own)

    async def _charge(self, passage: Passage) -> bool:
        answers = await asyncio.gather(*(self._charge_one(passage, way) for way in Direction))
        return all(answers)

    async def _charge_one(self, passage: Passage, way: Direction) -> bool:
        size, passage.passed[way] = passage.passed[way], 0
        try:
            return size <= 0 or await self.judge.pass_through(passage, way, size, passed=True)
        except LedgerError as error:
            passage.passed[way] += size
            log.error("not charged", direction=way, size_bytes=size, error=type(error).__name__)
            return False

    def _drop(self, passage: Passage) -> None:
        handler = self.proxyserver.connections.get(passage.client.id)
        for one in handler.transports if handler else ():
            one.state = connection.ConnectionState.CLOSED  # else mitmproxy waits for its other half
        for transport in self._transports(passage):
            transport.abort()

    def _transports(self, passage: Passage) -> list[asyncio.Transport]:
        """Return the two ends of a connection, as long as they are there."""
        handler = self.proxyserver.connections.get(passage.client.id)
        ends = handler.transports.values() if handler else ()
        return [end.writer.transport for end in ends if isinstance(end.writer, asyncio.StreamWriter)]  # type: ignore[misc]

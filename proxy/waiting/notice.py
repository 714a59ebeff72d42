"""The notice of the monitoring before the first page: to whom it is shown, and its digest. It must not know how it looks."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import blake2b

import orjson
from mitmproxy import http

from proxy.exchange import Exchange
from proxy.pages.negotiate import wants_page
from proxy.waiting.desk import Desk
from rules.policy import Policy

EDITION = "1"
"""Of the words that the page itself says. A change to what they mean makes everybody read it again."""
MAX_KNOWN = 50_000
"""Readers kept in memory."""


@dataclass(kw_only=True)
class Readers:
    """Who still has to read the notice."""

    desk: Desk
    _known: set[tuple[str, str]] = field(default_factory=set)

    async def must_read(self, request: http.Request, exchange: Exchange, policy: Policy) -> bool:
        """Whether this request opens a page in a browser, for somebody known who has not read the notice of `policy`."""
        if not (policy.notice.first_use and exchange.actor.known and opens_a_page(request)):
            return False
        reader = (exchange.actor.id, digest(policy))
        if reader not in self._known and await self.desk.has_read(*reader):
            self._remember(reader)
        return reader not in self._known

    async def has_read(self, actor: str, policy: Policy) -> None:
        """Put on record that `actor` has read it."""
        await self.desk.acknowledge(actor, digest(policy))
        self._remember((actor, digest(policy)))

    def _remember(self, reader: tuple[str, str]) -> None:
        if len(self._known) >= MAX_KNOWN:
            self._known.clear()
        self._known.add(reader)


def opens_a_page(request: http.Request) -> bool:
    """Whether an answer would fill a window: no frame, no program, no part of a page."""
    whole = request.headers.get("sec-fetch-dest", "document") == "document"
    return request.method == "GET" and whole and wants_page(request.headers)


def passthroughs(policy: Policy) -> Sequence[tuple[str, str]]:
    """Return the hosts whose TLS stays closed, with the reason of each."""
    table = policy.passthroughs
    below = ((f"*.{host}", reason) for host, reason in table.below.items())
    return sorted([*table.exact.items(), *below, *((str(network), reason) for network, reason in table.networks)])


def digest(policy: Policy) -> str:
    """Return what tells one notice from another: 64 characters of hexadecimal."""
    said = [EDITION, policy.notice.model_dump(mode="json"), passthroughs(policy)]
    return blake2b(orjson.dumps(said, option=orjson.OPT_SORT_KEYS), digest_size=32).hexdigest()

"""The one addon of ours in mitmproxy's master: it finds out who and where, and carries questions from the layer to the judge.

mitmproxy forwards a request whose addon raised. So no hook here releases anything: the layer does, and only with a verdict in hand.
"""

import asyncio
from dataclasses import dataclass, field

import structlog
from mitmproxy import connection, http
from mitmproxy.addons.next_layer import NextLayer
from mitmproxy.addons.proxyserver import Proxyserver
from mitmproxy.proxy import layer, server_hooks
from mitmproxy.tls import ClientHelloData, TlsData

from detectors.model import GapReason
from proxy.egress import Egress
from proxy.exchange import Exchange, upgrades
from proxy.gate.choice import choose
from proxy.gate.hold import Hold
from proxy.gate.ticket import Look, Pace, Passage, Ticket
from proxy.gate.tunnel import Opener
from proxy.identity import Challenge, Identity
from proxy.judge import Judge
from proxy.metrics import Metrics
from proxy.pages import Pages
from proxy.passages import Passages
from proxy.route import plain, route
from proxy.waiting.site import Site
from rules.model import Actor, Destination, Direction

log = structlog.get_logger()

PACE_SECONDS = 60.0
"""A receiver that takes nothing for so long is given up; mitmproxy's own watchdog sleeps while a hook runs."""


@dataclass(kw_only=True)
class Enforcer:
    """Connects mitmproxy's hooks with the judge."""

    judge: Judge
    identity: Identity
    egress: Egress
    hold: Hold
    pages: Pages
    site: Site
    metrics: Metrics
    ports: frozenset[int]
    """Ports that CONNECT may name."""
    verdict_seconds: float
    """Longest wait for a verdict, inspection and record together."""
    proxyserver: Proxyserver
    next_layers: NextLayer
    actors: dict[str, Actor] = field(default_factory=dict)
    """Proven identity by client connection."""
    passages: Passages = field(init=False)

    def __post_init__(self) -> None:
        self.passages = Passages(judge=self.judge, proxyserver=self.proxyserver)

    def next_layer(self, nextlayer: layer.NextLayer) -> None:
        """Give a connection its layers. mitmproxy's own addon for this is not registered: it would step in where this one fails."""
        choose(nextlayer, self.next_layers, self.hold)

    async def client_disconnected(self, client: connection.Client) -> None:
        """Forget who it was, and charge what passed unopened last."""
        self.actors.pop(client.id, None)
        await self.passages.closed(client)

    async def done(self) -> None:
        """End what passes unopened when the proxy goes down."""
        await self.passages.close()

    async def http_connect(self, flow: http.HTTPFlow) -> None:
        """Ask for the identity before a tunnel is opened, and keep tunnels to the ports that are meant."""
        flow.response = self.pages.plain(flow.request, 503, "unavailable")  # what stands if anything below fails
        found = await self.identity.identify(flow.request.headers, _address(flow))
        self.identity.strip(flow.request.headers)
        if isinstance(found, Challenge):
            flow.response = self.pages.challenge(flow.request, found)
        elif flow.request.port not in self.ports and not self.site.is_own(plain(flow.request.host), flow.request.port):
            flow.response = self.pages.plain(flow.request, 403, "port")
        else:
            self.actors[flow.client_conn.id] = found
            flow.response = None

    async def sekimori_verdict(self, ticket: Ticket) -> None:
        """Get a verdict for a held body. Whatever goes wrong here leaves the ticket without one, and the layer refuses."""
        try:
            async with asyncio.timeout(self.verdict_seconds):
                await self._verdict(ticket)
        except Exception as error:  # noqa: BLE001 - the enforcing layer: any failure is a refusal
            ticket.verdict = None
            ticket.answer = self.pages.plain(ticket.flow.request, 503, "unavailable")
            log.error("no verdict", error=type(error).__name__, direction=ticket.direction)

    async def _verdict(self, ticket: Ticket) -> None:
        if ticket.direction is Direction.UPLOAD:
            found = await self._exchange(ticket.flow)
            if isinstance(found, Challenge):
                ticket.answer = self.pages.challenge(ticket.flow.request, found)
                return
            ticket.exchange = found
            if await self.site.serve(ticket, found):
                return
        assert ticket.exchange
        await self.judge.judge(ticket, ticket.exchange)

    async def _exchange(self, flow: http.HTTPFlow) -> Exchange | Challenge:
        actor = self.actors.get(flow.client_conn.id) or await self.identity.identify(flow.request.headers, _address(flow))
        if isinstance(actor, Challenge):
            return actor
        self.identity.strip(flow.request.headers)
        return self._route(flow, actor)

    def _route(self, flow: http.HTTPFlow, actor: Actor) -> Exchange:
        where = route(flow)
        if where is None:
            return Exchange(
                actor=actor, destination=Destination(host=plain(flow.request.host), port=flow.request.port), refusal="misdirected"
            )
        refusal = "upgrade" if upgrades(flow.request) else "internal_address" if self.egress.refuses(where.host) else ""
        return Exchange(actor=actor, destination=self.judge.policies.current.destination(where.host, where.port), refusal=refusal)

    async def sekimori_look(self, look: Look) -> None:
        """Look at what has arrived of a body. A failure only means that its end is waited for."""
        try:
            actor = self.actors.get(look.flow.client_conn.id)
            exchange = look.exchange or (self._route(look.flow, actor) if actor else None)
            look.decides = exchange is not None and await self.judge.look(look, exchange)
        finally:
            look.spool.close()
            look.done = True

    async def sekimori_recount(self, ticket: Ticket) -> None:
        """Count all of a body that was stopped early by a verdict; what our own pages refused has no record to complete."""
        if ticket.transfer:
            await self.judge.recount(ticket)

    async def sekimori_pace(self, pace: Pace) -> None:
        """Wait until a connection has taken what was written to it, or drop it."""
        handler = self.proxyserver.connections.get(pace.flow.client_conn.id)
        transport = handler.transports.get(pace.connection) if handler else None
        if transport is None or transport.writer is None:
            return
        stream = transport.writer.transport  # type: ignore[union-attr]
        if pace.abort:
            # Not CloseConnection: mitmproxy 12.2.3 can leave the socket open (proxy/server.py:294), and a later request would reuse it.
            pace.connection.state = connection.ConnectionState.CLOSED
            stream.abort()
            return
        try:
            async with asyncio.timeout(PACE_SECONDS):
                await transport.writer.drain()
        except (OSError, TimeoutError):
            stream.abort()

    async def sekimori_charge(self, passage: Passage) -> None:
        """Charge a piece of what passes unopened. Whatever goes wrong here leaves the passage without leave to go on, and it ends."""
        await self.passages.charge(passage)

    async def server_connect(self, data: server_hooks.ServerConnectionHookData) -> None:
        """Refuse internal addresses before connecting. A configured upstream proxy may stand anywhere."""
        server = data.server
        if server.via or server.address is None:
            return
        if fault := await self.egress.fault(*server.address[:2]):
            server.error = fault
            self.metrics.upstream_error("dns" if fault == "name not found" else "other")

    def server_connected(self, data: server_hooks.ServerConnectionHookData) -> None:
        """Drop a connection that a name server has led inside after all, before a byte is sent."""
        server = data.server
        if server.via or server.address is None or server.peername is None or self.egress.may_lead(server.address[0], server.peername[0]):
            return
        handler = self.proxyserver.connections.get(data.client.id)
        transport = handler.transports.get(server) if handler else None
        if transport and transport.writer:
            transport.writer.transport.abort()  # type: ignore[union-attr]

    def server_connect_error(self, data: server_hooks.ServerConnectionHookData) -> None:  # noqa: ARG002 - mitmproxy finds hooks by name
        """Count what the other side is to blame for."""
        self.metrics.upstream_error("connect")

    async def tls_clienthello(self, data: ClientHelloData) -> None:
        """Pass a connection through untouched where the policy names its host, every name agrees, and the gap is on record."""
        server, sni, opener = data.context.server.address, data.client_hello.sni, data.context.layers[-1]
        policy, actor = self.judge.policies.current, self.actors.get(data.context.client.id)
        if server is None or not sni or plain(sni) != plain(server[0]) or not policy.passthrough(plain(sni)):
            return
        if actor is None or not isinstance(opener, Opener):
            return
        exchange = Exchange(actor=actor, destination=policy.destination(plain(sni), server[1]))
        opener.passage = Passage(client=data.context.client, exchange=exchange)
        data.ignore_connection = await self.passages.open(opener.passage, len(data.client_hello.raw_bytes()))

    def tls_failed_client(self, data: TlsData) -> None:  # noqa: ARG002
        """Count a program that does not trust our certificates: its traffic cannot be inspected, and it does not get out."""
        self.metrics.gap(GapReason.PINNED)


def _address(flow: http.HTTPFlow) -> str:
    return str(flow.client_conn.peername[0])

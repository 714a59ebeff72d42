"""`sekimori run`: puts the parts together, keeps them running, and takes them down in order. Decides nothing itself.

Everything that can be wrong with the configuration is found before a port is opened.
"""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import certifi
import structlog
from prometheus_client import CollectorRegistry

from detectors.config import DetectorConfig
from ledger.committer import Committer
from ledger.store import Ledger
from proxy import ca
from proxy.addon import Enforcer
from proxy.api import Api, Endpoint
from proxy.calls import CallsApi
from proxy.egress import Egress
from proxy.escalation.api import StepsApi
from proxy.escalation.board import Board
from proxy.gate.hold import Hold
from proxy.home import FingerprintKey, Home
from proxy.identity.directory import Directory, load_directory
from proxy.identity.identity import load_identity
from proxy.indexes import Folder
from proxy.judge import Judge
from proxy.listener import TlsListener
from proxy.management import Management
from proxy.master import Host, Listening, build, drain, started
from proxy.metrics import Metrics
from proxy.orders.api import OrdersApi
from proxy.orders.book import OrderBook
from proxy.pages import Pages
from proxy.pool.client import Pool
from proxy.pool.protocol import Settings as PoolSettings
from proxy.settings import Address, Settings
from proxy.spool import Spool
from proxy.upkeep import Upkeep
from proxy.waiting.api import HoldsApi
from proxy.waiting.approvers import approver_of
from proxy.waiting.box import Box
from proxy.waiting.desk import Desk
from proxy.waiting.keys import Keys
from proxy.waiting.notice import Readers
from proxy.waiting.site import Site
from proxy.webhook import Webhook
from rules.policy import Policy
from rules.watch import PolicyHolder

log = structlog.get_logger()

SWITCH_SECONDS = 0.0005
"""Measured with `make bench`: half as many requests again a second as at 0.005."""
RECORD_SECONDS = 10.0
"""Patience with the ledger, on top of that with the inspection."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A running proxy."""

    host: Host
    upkeep: Upkeep
    ledger: Ledger
    listen: tuple[str, int]
    management: tuple[str, int]


async def run(home: Home, settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT, then let transfers finish.

    Raises: ConfigError, LedgerError, OSError or RuntimeError with what is wrong, before a port is opened.
    """
    # The ledger's thread and the event loop share one interpreter: at the usual 5 ms each system call of the loop waits for the thread.
    sys.setswitchinterval(SWITCH_SECONDS)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    async with serving(home, settings) as service:
        loop.add_signal_handler(signal.SIGHUP, service.upkeep.reload)
        await stop.wait()
        log.info("draining")
        log.info("stopped", cut=await drain(service.host, settings.drain_seconds))


@asynccontextmanager
async def serving(home: Home, settings: Settings) -> AsyncIterator[Service]:
    """Start every part, and stop them in reverse order at the end."""
    directory = load_directory(settings.identity.directory) if settings.identity.directory else Directory({})
    policies = PolicyHolder([settings.policy])
    policy = policies.current
    registry = CollectorRegistry()
    metrics = Metrics(
        registry,
        tenants=directory.tenants,
        units=directory.units,
        rules=[rule.id for rule in policy.rules],
        entities=policy.entities,
    )
    authority = ca.read_authority(home)
    metrics.ca_expires(authority.expires)
    metrics.degraded("regex_only", not settings.model)
    identity = load_identity(settings.identity, directory, metrics)
    key = home.read_fingerprint_key()
    Folder(path=settings.edm, key=key.secret).check()
    new_spool = partial(Spool, settings.spool)
    async with AsyncExitStack() as stack:
        ledger = Ledger(settings.ledger, node=settings.node_name, key_id=key.id, signing_key=home.read_node_key())
        stack.callback(ledger.close)
        committer = stack.enter_context(Committer(ledger, share=settings.holds.share))
        inspecting = _inspecting(settings, policy, directory, key)
        pool = Pool(home.path / "run" / "pool.sock", inspecting, queue=settings.pool.queue, observe_wait=metrics.queue_waited)
        await pool.start()
        stack.push_async_callback(pool.stop)
        notices = await stack.enter_async_context(Webhook(settings.webhook, metrics))
        own = None if settings.mode.startswith("reverse:") else Address(settings.holds.host, 443)
        pages = Pages(policies, own=f"https://{own.host}" if own else "")
        box = Box(folder=home.holds, key=(keys := Keys.of(key)).boxes, max_bytes=settings.holds.total_bytes)
        box.clear()
        desk = Desk(
            ledger=ledger,
            committer=committer,
            policies=policies,
            pool=pool,
            metrics=metrics,
            box=box,
            keys=keys,
            new_spool=new_spool,
            max_bytes=settings.holds.max_bytes,
        )
        site = Site(desk=desk, pages=pages, policies=policies, readers=Readers(desk=desk), address=own)
        orders = OrderBook(ledger=ledger, policies=policies)
        await orders.refresh()
        judge = Judge(
            pool=pool,
            committer=committer,
            policies=policies,
            orders=orders,
            metrics=metrics,
            pages=pages,
            desk=desk,
            notices=notices,
            nothing=stack.enter_context(new_spool()),
            seconds=settings.limits.inspection_seconds,
        )
        host = build(_listening(home, settings))
        if settings.tls:
            host.master.addons.add(TlsListener(settings.tls))
        host.master.addons.add(
            Enforcer(
                judge=judge,
                identity=identity,
                egress=Egress(lambda name: policies.current.internal(name)),
                hold=Hold(
                    new_spool=new_spool,
                    max_body_bytes=settings.limits.max_body_bytes,
                    max_header_bytes=settings.limits.max_header_bytes,
                ),
                pages=pages,
                site=site,
                metrics=metrics,
                ports=frozenset(settings.connect_ports),
                verdict_seconds=settings.limits.inspection_seconds + RECORD_SECONDS,
                proxyserver=host.proxyserver,
                next_layers=host.next_layers,
            )
        )
        running = asyncio.create_task(host.master.run(), name="mitmproxy")
        stack.push_async_callback(_stop, host, running)
        listen = await started(host)
        upkeep = await stack.enter_async_context(Upkeep(judge=judge, ledger=ledger, model=settings.model))
        management = Management(settings.management, registry, upkeep.missing, api=_api(home, desk, orders).answer)
        try:
            await stack.enter_async_context(management)
        except OSError as error:
            raise OSError(f"cannot listen on {settings.management} (management): {os.strerror(error.errno or 0)}") from None
        log.info("serving", listen=f"{listen[0]}:{listen[1]}", management=f"{management.address[0]}:{management.address[1]}")
        yield Service(host=host, upkeep=upkeep, ledger=ledger, listen=listen, management=management.address)


def _inspecting(settings: Settings, policy: Policy, directory: Directory, key: FingerprintKey) -> PoolSettings:
    detectors = DetectorConfig(
        recognisers=settings.recognisers,
        allow=(*policy.staff, *directory.names),
        entities=policy.custom,
        customers=settings.edm,
        model=settings.model,
    )
    return PoolSettings(key=key.secret, detectors=detectors, limits=settings.limits.detectors, workers=settings.pool.workers)


def _listening(home: Home, settings: Settings) -> Listening:
    return Listening(
        host=settings.listen.host,
        port=settings.listen.port,
        mode=settings.mode,
        http2=settings.http2,
        confdir=home.ca,
        trusted=_trusted(home, settings),
    )


def _api(home: Home, desk: Desk, orders: OrderBook) -> Api:
    endpoints: dict[str, Endpoint] = {
        "holds": HoldsApi(desk=desk),
        "work-orders": OrdersApi(desk=desk, book=orders),
        "escalation": StepsApi(board=Board(desk=desk)),
        "calls": CallsApi(committer=desk.committer),
    }
    return Api(approver_of=partial(approver_of, home.approvers), endpoints=endpoints)


def _trusted(home: Home, settings: Settings) -> Path | None:
    if settings.upstream_ca is None:
        return None
    bundle = home.path / "run" / "trusted.pem"
    bundle.parent.mkdir(mode=0o700, exist_ok=True)
    bundle.write_bytes(Path(certifi.where()).read_bytes() + b"\n" + settings.upstream_ca.read_bytes())
    return bundle


async def _stop(host: Host, running: asyncio.Task[None]) -> None:
    host.master.options.update(server=False)
    host.master.shutdown()
    await running

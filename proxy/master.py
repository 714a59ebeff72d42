"""mitmproxy's master with only the addons that a proxy needs, and the safe options. Embedded, never `mitmdump -s`."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from inspect import isawaitable
from pathlib import Path

from mitmproxy import hooks, master, options
from mitmproxy.addonmanager import AddonManager, safecall
from mitmproxy.addons import core, next_layer, proxyserver, tlsconfig
from mitmproxy.proxy import layer
from mitmproxy.proxy.layers import HttpLayer

from proxy.options import SAFE_OPTIONS, check_version


@dataclass(frozen=True, slots=True, kw_only=True)
class Listening:
    """Where and how the proxy listens."""

    host: str
    port: int
    mode: str
    http2: bool
    confdir: Path
    """Holds the intermediate CA as `mitmproxy-ca.pem`."""
    trusted: Path | None
    """PEM bundle of the authorities that destinations are verified against; None for the usual public ones."""


@dataclass(frozen=True, slots=True)
class Host:
    """The parts of mitmproxy that the enforcer needs a hand on."""

    master: master.Master
    proxyserver: proxyserver.Proxyserver
    next_layers: next_layer.NextLayer


class Addons(AddonManager):
    """mitmproxy's addon manager, asked thousands of times a second: it remembers who hears which event.

    A failing addon is logged and passed over, as in mitmproxy; that it cannot release anything is the layer's doing.
    """

    def __init__(self, of: master.Master) -> None:
        super().__init__(of)  # type: ignore[no-untyped-call]
        self._heard: dict[str, tuple[Callable[..., object], ...]] = {}

    def register(self, addon: object) -> object:
        """Take another addon in, and forget who hears what."""
        self._heard.clear()
        return super().register(addon)  # type: ignore[no-untyped-call]

    async def handle_lifecycle(self, event: hooks.Hook) -> None:
        """Tell the addons. The `update` event that mitmproxy adds for its user interfaces has no hearer here."""
        await self.trigger_event(event)

    async def trigger_event(self, event: hooks.Hook) -> None:
        """Tell every addon that hears `event`, in their order."""
        hearers = self._heard.get(event.name)
        if hearers is None:
            hearers = self._heard[event.name] = tuple(hear for addon in self.chain for _, hear in self._iter_hooks(addon, event))
        for hear in hearers:
            with safecall():
                answer = hear(*event.args())
                if isawaitable(answer):
                    await answer


def build(listening: Listening) -> Host:
    """Make a master that does not listen yet; the enforcer is added to it before it runs. Needs a running event loop."""
    check_version()
    host = Host(master.Master(options.Options()), proxyserver.Proxyserver(), next_layer.NextLayer())
    host.master.addons = Addons(host.master)
    host.master.addons.add(core.Core(), host.proxyserver, tlsconfig.TlsConfig())  # type: ignore[no-untyped-call]
    with_names = {option.name: option.value for option in SAFE_OPTIONS}
    host.master.options.update(
        **with_names,
        listen_host=listening.host,
        listen_port=listening.port,
        mode=[listening.mode],
        http2=listening.http2,
        confdir=str(listening.confdir),
        ssl_verify_upstream_trusted_ca=str(listening.trusted) if listening.trusted else None,
    )
    return host


async def started(host: Host) -> tuple[str, int]:
    """Wait until the proxy listens and return where; raises OSError when it cannot (a port in use)."""
    while True:
        instances = list(host.proxyserver.servers)
        if instances and not host.proxyserver.servers.is_updating:
            failure = instances[0].last_exception
            if failure is not None:
                raise OSError(str(failure))
            if instances[0].listen_addrs:
                return instances[0].listen_addrs[0][:2]
        await asyncio.sleep(0.01)


async def drain(host: Host, seconds: float) -> int:
    """Stop listening, wait until transfers are done or `seconds` are over; return how many connections were cut."""
    host.master.options.update(server=False)
    deadline = asyncio.get_running_loop().time() + seconds
    while busy(host) and asyncio.get_running_loop().time() < deadline:
        await asyncio.sleep(0.05)
    left = busy(host)
    while host.proxyserver.servers.is_updating:
        await asyncio.sleep(0.01)
    host.master.shutdown()
    return left


def busy(host: Host) -> int:
    """Count exchanges under way; an idle keep-alive connection has none."""
    return sum(_exchanges(handler.layer) for handler in host.proxyserver.connections.values())


def _exchanges(top: layer.Layer | None) -> int:
    """Walk down the layers of one connection; a CONNECT stream counts for what goes on inside its tunnel."""
    if top is None:
        return 0
    if isinstance(top, HttpLayer):
        return sum(_exchanges(stream.child_layer) if stream.child_layer else 1 for stream in top.streams.values())
    return _exchanges(_below(top))


def _below(top: layer.Layer) -> layer.Layer | None:
    below: layer.Layer | None = getattr(top, "child_layer", None) or getattr(top, "layer", None)
    if below is None:
        # A mode's layer (`modes.HttpProxy`) keeps the one below in its bound handler alone.
        owner = getattr(top._handle_event, "__self__", None)
        below = owner if isinstance(owner, layer.Layer) and owner is not top else None
    return below

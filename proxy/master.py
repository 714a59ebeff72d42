"""mitmproxy's master with only the addons that a proxy needs, and the safe options. Embedded, never `mitmdump -s`."""

import asyncio
from dataclasses import dataclass
from pathlib import Path

from mitmproxy import master, options
from mitmproxy.addons import core, disable_h2c, next_layer, proxyserver, tlsconfig, upstream_auth
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
    upstream_auth: str | None = None
    """`user:password` for an upstream proxy."""


@dataclass(frozen=True, slots=True)
class Host:
    """The parts of mitmproxy that the enforcer needs a hand on."""

    master: master.Master
    proxyserver: proxyserver.Proxyserver
    next_layers: next_layer.NextLayer


def build(listening: Listening) -> Host:
    """Make a master that does not listen yet; the enforcer is added to it before it runs. Needs a running event loop."""
    check_version()
    host = Host(master.Master(options.Options()), proxyserver.Proxyserver(), next_layer.NextLayer())
    host.master.addons.add(core.Core(), host.proxyserver, tlsconfig.TlsConfig(), disable_h2c.DisableH2C(), upstream_auth.UpstreamAuth())
    with_names = {option.name: option.value for option in SAFE_OPTIONS}
    host.master.options.update(
        **with_names,
        listen_host=listening.host,
        listen_port=listening.port,
        mode=[listening.mode],
        http2=listening.http2,
        confdir=str(listening.confdir),
        ssl_verify_upstream_trusted_ca=str(listening.trusted) if listening.trusted else None,
        upstream_auth=listening.upstream_auth,
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
    return _exchanges(getattr(top, "child_layer", None) or getattr(top, "layer", None))

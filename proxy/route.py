"""Where an exchange really goes, and whether everything that names the destination agrees.

A terminal can write one host into CONNECT, another into the TLS server name and a third into the Host header (domain fronting). Policy
judges the address that is connected to; where the names differ the exchange is refused. Knows addresses and names, no policy.
"""

from dataclasses import dataclass

from mitmproxy import http
from mitmproxy.net.http import url
from mitmproxy.proxy.mode_specs import ReverseMode, TransparentMode


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """The destination of one exchange."""

    host: str
    """Lower case, no trailing dot, no brackets."""
    port: int


def route(flow: http.HTTPFlow) -> Route | None:
    """Return where `flow` goes; None when its names disagree."""
    target = Route(host=plain(flow.request.host), port=flow.request.port)
    named = [plain(name) for name in (_host_header(flow.request), flow.client_conn.sni or "") if name]
    mode = flow.client_conn.proxy_mode
    if isinstance(mode, ReverseMode):
        return target  # the terminal names this proxy, not the destination
    if isinstance(mode, TransparentMode):
        # The server's certificate is verified against the TLS server name, which can be trusted then; without TLS only the address can.
        if not flow.client_conn.sni:
            return target
        target = Route(host=plain(flow.client_conn.sni), port=target.port)
    return target if all(name == target.host for name in named) else None


def plain(host: str) -> str:
    """Return `host` in the one form that names are compared in."""
    return host.strip("[]").rstrip(".").lower()


def _host_header(request: http.Request) -> str:
    header = request.host_header or request.authority
    if not header:
        return ""
    try:
        return url.parse_authority(header, check=False)[0]
    except ValueError:
        return header

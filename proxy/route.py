"""Where an exchange really goes, and whether everything that names the destination agrees.

A terminal can write one host into CONNECT, another into the TLS server name and a third into the request (domain fronting). Policy
judges the address that is connected to; where the names differ the exchange is refused. Knows addresses and names, no policy.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from mitmproxy import http
from mitmproxy.net.http import url
from mitmproxy.proxy.mode_specs import ReverseMode, TransparentMode

METHOD = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,32}")
TARGET = re.compile(r"\*|/[^\x00-\x20\x7f]*")
"""Origin form. HTTP/2 carries any text there, and on an HTTP/1.1 connection it could name another host or begin another request."""
CONTROL = re.compile(rb"[\x00\r\n]")
"""Not in a header value: a folded line, or what another server may take for the end of one.

**Source:** RFC 9110 section 5.5, RFC 9112 section 5.2."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """The destination of one exchange."""

    host: str
    """Lower case, no trailing dot, no brackets."""
    port: int


def route(flow: http.HTTPFlow) -> Route | None:
    """Return where `flow` goes; None when its names disagree, or when another server could read them otherwise."""
    request, server_name, mode = flow.request, flow.client_conn.sni or "", flow.client_conn.proxy_mode
    if not _clear(request):
        return None
    target = Route(host=plain(request.host), port=request.port)
    named = {plain(name) for name in _names(request)}
    if isinstance(mode, TransparentMode):
        # The server's certificate is verified against the TLS server name, which can be trusted then; without TLS only the address can.
        if not server_name:
            return None if request.authority else target
        target = Route(host=plain(server_name), port=target.port)
    elif server_name and not isinstance(mode, ReverseMode):  # there the terminal names this proxy, and mitmproxy has set Host
        named.add(plain(server_name))
    return target if named <= {target.host} else None


def plain(host: str) -> str:
    """Return `host` in the one form that names are compared in."""
    return host.strip("[]").rstrip(".").lower()


def _clear(request: http.Request) -> bool:
    """Whether a request is the same one for every server that reads it."""
    return bool(
        METHOD.fullmatch(request.method)
        and TARGET.fullmatch(request.path)
        and not any(CONTROL.search(value) for _, value in request.headers.fields)
    )


def _names(request: http.Request) -> Iterator[str]:
    """All hosts that a request names: an absolute-form target or `:authority`, and each Host header."""
    for name in filter(None, (request.authority, *request.headers.get_all("host"))):
        try:
            yield url.parse_authority(name, check=False)[0]
        except ValueError:
            yield name

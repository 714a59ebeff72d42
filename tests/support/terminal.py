"""A terminal: an HTTP client behind the proxy, that speaks the version it is told to."""

import ssl
from pathlib import Path

import httpx


class _Http2Only(ssl.SSLContext):
    """Offers HTTP/2 alone: httpx offers HTTP/1.1 first, and mitmproxy takes what is offered first."""

    def set_alpn_protocols(self, alpn_protocols: object) -> None:
        super().set_alpn_protocols(["h2"])


def terminal(proxy: str, authority: Path, *, http2: bool, headers: dict[str, str] | None = None, timeout: float = 60) -> httpx.Client:
    """Return a client that trusts `authority` and sends `headers` to the proxy alone."""
    trust = _Http2Only(ssl.PROTOCOL_TLS_CLIENT) if http2 else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    trust.load_verify_locations(authority)
    return httpx.Client(proxy=httpx.Proxy(proxy, headers=headers or {}), verify=trust, http2=http2, timeout=timeout)

"""A made-up terminal with an address of its own: the proxy of the demo knows its users by their address."""

import ssl
from dataclasses import dataclass, field
from http.client import HTTPSConnection

import httpx

PATIENCE_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Terminal(httpx.BaseTransport):
    """Sends through `proxy` from the local address `source`, which httpx cannot choose for itself behind a proxy."""

    proxy: tuple[str, int]
    trust: ssl.SSLContext = field(repr=False)
    source: str

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request through a tunnel of its own. Raises OSError if there is no way."""
        connection = HTTPSConnection(*self.proxy, context=self.trust, source_address=(self.source, 0), timeout=PATIENCE_SECONDS)
        connection.set_tunnel(request.url.host, request.url.port)
        try:
            connection.request(request.method, request.url.raw_path.decode(), body=request.read(), headers=dict(request.headers))
            answer = connection.getresponse()
            return httpx.Response(answer.status, headers=answer.getheaders(), content=answer.read())
        finally:
            connection.close()

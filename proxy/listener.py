"""TLS on the proxy's own port, with a certificate of the site: Basic credentials must not cross the network in clear."""

from dataclasses import dataclass

from mitmproxy.net.tls import starts_like_tls_record
from mitmproxy.proxy import layer
from mitmproxy.proxy.layers import ClientTLSLayer
from mitmproxy.tls import TlsData
from OpenSSL import SSL

from proxy.gate.choice import Hangup
from proxy.settings import ListenerTls

FIRST = 1
"""Layers of a connection when its first bytes are looked at: the mode alone."""


@dataclass(frozen=True, slots=True)
class TlsListener:
    """An addon for mitmproxy: terminals speak TLS to the proxy, or not at all."""

    settings: ListenerTls

    def next_layer(self, nextlayer: layer.NextLayer) -> None:
        """End a connection that begins in clear."""
        if len(nextlayer.context.layers) == FIRST and not starts_like_tls_record(nextlayer.data_client()):
            nextlayer.layer = Hangup(nextlayer.context)

    def tls_start_client(self, tls: TlsData) -> None:
        """Show the site's certificate for the proxy's own port; tunnels keep mitmproxy's."""
        if not _outer(tls):
            return
        context = SSL.Context(SSL.TLS_SERVER_METHOD)
        context.set_min_proto_version(SSL.TLS1_2_VERSION)
        context.use_certificate_chain_file(str(self.settings.certificate))
        context.use_privatekey_file(str(self.settings.key))
        tls.ssl_conn = SSL.Connection(context)
        tls.ssl_conn.set_accept_state()

    def tls_established_client(self, tls: TlsData) -> None:
        """Forget the name that the terminal called the proxy by: it names no destination."""
        if _outer(tls):
            tls.context.client.sni = None


def _outer(tls: TlsData) -> bool:
    """Whether this is the TLS between terminal and proxy; the one in a tunnel is inside of it."""
    return sum(isinstance(one, ClientTLSLayer) for one in tls.context.layers) == 1

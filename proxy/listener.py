"""TLS on the proxy's own port, with a certificate of the site: Basic credentials must not cross the network in clear."""

from dataclasses import dataclass

from mitmproxy.net.tls import starts_like_tls_record
from mitmproxy.proxy import commands, events, layer
from mitmproxy.tls import TlsData
from OpenSSL import SSL

from proxy.settings import ListenerTls

FIRST = 1
"""Layers of a connection when its first bytes are looked at: the mode alone."""
OUTER = 2
"""Layers of a connection when TLS between terminal and proxy starts; a tunnel inside it has more."""


class Hangup(layer.Layer):
    """Closes a connection that does not begin as it must."""

    def _handle_event(self, event: events.Event) -> layer.CommandGenerator[None]:
        if isinstance(event, events.Start):
            yield commands.CloseConnection(self.context.client)


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
        if len(tls.context.layers) != OUTER:
            return
        context = SSL.Context(SSL.TLS_SERVER_METHOD)
        context.set_min_proto_version(SSL.TLS1_2_VERSION)
        context.use_certificate_chain_file(str(self.settings.certificate))
        context.use_privatekey_file(str(self.settings.key))
        tls.ssl_conn = SSL.Connection(context)
        tls.ssl_conn.set_accept_state()

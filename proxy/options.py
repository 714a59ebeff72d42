"""The options that mitmproxy runs with. One table: the code sets it, the documentation prints it, a test compares both.

It must not be loosened by settings: each row closes a way around the inspection.
"""

from dataclasses import dataclass

import mitmproxy.version

MITMPROXY_VERSION = "12.2.3"
"""Private parts of exactly this version are used (layers/http); another one must be tried first."""


@dataclass(frozen=True, slots=True)
class SafeOption:
    """One option of mitmproxy and why it has its value."""

    name: str
    value: object
    why: str


SAFE_OPTIONS = (
    SafeOption("rawtcp", False, "Bytes that are not HTTP would pass uninspected through CONNECT."),
    SafeOption("websocket", False, "Frames would pass uninspected."),
    SafeOption("http3", False, "QUIC is not inspected in explicit mode."),
    SafeOption("validate_inbound_headers", True, "Refuses request smuggling."),
    SafeOption("connection_strategy", "lazy", "No destination is contacted before identity and destination have passed."),
    SafeOption("ssl_insecure", False, "The certificate of each destination is verified."),
    SafeOption("upstream_cert", False, "The certificate for the terminal is made from the name that was agreed on, before any contact."),
    SafeOption("stream_large_bodies", None, "Large bodies would skip the inspection."),
    SafeOption("store_streamed_bodies", False, "Bodies would stay in memory."),
    SafeOption("body_size_limit", None, "Our own limit is a gap in the record; mitmproxy's is not."),
    SafeOption("ignore_hosts", [], "Its patterns match forged names; our own pass-through wants all names to agree."),
    SafeOption("allow_hosts", [], "As ignore_hosts."),
    SafeOption("tcp_hosts", [], "As rawtcp."),
    SafeOption("udp_hosts", [], "As rawtcp."),
    SafeOption("show_ignored_hosts", False, "Bytes passed through are not kept in memory."),
    SafeOption("keep_host_header", False, "In reverse mode the destination is the one that was configured."),
    SafeOption("add_upstream_certs_to_client_chain", False, "Would need a contact before the verdict."),
    SafeOption("tcp_timeout", 120, "An idle connection is closed after two minutes."),
)
"""Set before a port is opened. Address, mode, `http2`, `confdir` and the trusted certificates come from the settings."""


def check_version() -> None:
    """Raise RuntimeError unless mitmproxy is the version whose private parts were tried."""
    if mitmproxy.version.VERSION != MITMPROXY_VERSION:
        raise RuntimeError(f"mitmproxy {MITMPROXY_VERSION} is needed, {mitmproxy.version.VERSION} is installed")

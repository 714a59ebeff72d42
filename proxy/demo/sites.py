"""The other side of the demo: sites over HTTPS on loopback that count every byte they are given, under an authority of their own."""

import ssl
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from proxy.demo.customers import as_csv, as_json, customers

CRM = "crm.example.jp"
SHARE = "share.example.jp"
DRIVE = "drive.example.com"
NAMES = (CRM, SHARE, DRIVE)
EXPORT = 5000


@dataclass
class Sites:
    """All three sites behind one port; `arrived` holds the body bytes that each of them got."""

    folder: Path
    arrived: dict[str, int] = field(default_factory=lambda: dict.fromkeys(NAMES, 0))

    def __post_init__(self) -> None:
        self.authority, context = _certificates(self.folder)
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        """End the server."""
        self._server.shutdown()
        self._server.server_close()


def _handler(sites: Sites) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            if self.path.startswith("/export"):
                self._answer(as_csv(customers(0, EXPORT), "cp932"), "text/csv; charset=Shift_JIS")
            elif self.path.startswith("/customers"):
                self._answer(as_json(customers(42, 1)), "application/json")
            else:
                self._answer("<!doctype html><title>OK</title><p>見本のサイトです。".encode(), "text/html; charset=utf-8")

        def do_POST(self) -> None:
            name = self.headers.get("host", "").partition(":")[0]
            sites.arrived[name] += len(self.rfile.read(int(self.headers.get("content-length", 0))))
            self._answer(b'{"stored": true}', "application/json")

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing: the table says it."""

        def _answer(self, body: bytes, content_type: str) -> None:
            self.send_response(200)
            self.send_header("content-type", content_type)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    return Handler


def _certificates(folder: Path) -> tuple[Path, ssl.SSLContext]:
    """Make an authority and one certificate for all names; return the authority's file and the server's context."""
    now, key = datetime.now(UTC), ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Sekimori demo sites")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=5))
        .not_valid_after(now + timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(n) for n in NAMES]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    authority, secret = folder / "sites.pem", folder / "sites.key"
    authority.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(authority, secret)
    return authority, context

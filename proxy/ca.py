"""Our own certification authority: a root that terminals trust and that leaves this machine, and a short-lived CA below it for the proxy.

mitmproxy signs every destination's certificate with the key of `mitmproxy-ca.pem`, and uses that same key for all of them. So the key that
lies on the proxy ends within three months, can sign for servers only, and can make no further CA. It must not know where it is used.
"""

import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from mitmproxy.certs import DEFAULT_DHPARAM

from proxy.home import Home, read_secret, write_new
from rules.model import ConfigError, Fault

ROOT_DAYS = 3650
INTERMEDIATE_DAYS = 90
"""A key that lies on a machine in the network is worth this long to a thief."""
RENEW_DAYS = 30
"""From so many days before the end on, `doctor` asks for a renewal."""
SKEW = timedelta(days=2)
"""Certificates begin in the past, for terminals whose clock is wrong; mitmproxy does the same with those it makes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """The CA as it is on disk."""

    root: x509.Certificate
    intermediate: x509.Certificate

    @property
    def expires(self) -> datetime:
        """When the proxy can no longer sign: the earlier of both ends."""
        return min(self.root.not_valid_after_utc, self.intermediate.not_valid_after_utc)

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the root, as certificate viewers show it, to be compared on a terminal."""
        return self.root.fingerprint(hashes.SHA256()).hex(":").upper()


def make_root(home: Home, *, passphrase: bytes | None, now: datetime) -> None:
    """Write the root key (encrypted if there is a passphrase) and its certificate as PEM and DER. Raises FileExistsError."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.COMMON_NAME, f"Sekimori Root CA {now:%Y-%m-%d}"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Sekimori"),
        ]
    )
    builder = _builder(name, name, key.public_key(), now, ROOT_DAYS, path_length=1)
    certificate = builder.sign(key, hashes.SHA256())
    protection = serialization.BestAvailableEncryption(passphrase) if passphrase else serialization.NoEncryption()
    write_new(home.root_key, key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, protection))
    write_new(home.root_certificate, certificate.public_bytes(serialization.Encoding.PEM), mode=0o644)
    write_new(home.root_certificate.with_suffix(".crt"), certificate.public_bytes(serialization.Encoding.DER), mode=0o644)


def make_intermediate(home: Home, *, passphrase: bytes | None, now: datetime, root_key: Path | None = None) -> Authority:
    """Write a new intermediate, in place of the old one, signed with the key at `root_key` (by default the one in the home folder).

    Raises: ConfigError if the root key is missing, open to others, encrypted with another passphrase, or another root's.
    """
    path = root_key or home.root_key
    signer, root = _root_key(path, passphrase), _certificates(home.root_certificate)[0]
    if signer.public_key() != root.public_key():
        raise ConfigError((Fault(path=str(path), line=0, message=f"is not the key of {home.root_certificate}"),))
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Sekimori Proxy CA {now:%Y-%m-%d}")])
    builder = _builder(name, root.subject, key.public_key(), now, INTERMEDIATE_DAYS, path_length=0)
    builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
    identifier = root.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    builder = builder.add_extension(x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier), critical=False)
    certificate = builder.sign(signer, hashes.SHA256())
    clear = serialization.NoEncryption()
    # mitmproxy sends a chain only if the file holds more than one certificate, so the root is in it.
    content = b"".join(
        (
            key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, clear),
            certificate.public_bytes(serialization.Encoding.PEM),
            root.public_bytes(serialization.Encoding.PEM),
        )
    )
    _replace(home.intermediate, content)
    _replace(home.ca / "mitmproxy-dhparam.pem", DEFAULT_DHPARAM)  # else mitmproxy writes it itself, into a folder that may be read-only
    return Authority(root=root, intermediate=certificate)


def read_authority(home: Home) -> Authority:
    """Return the CA on disk. Raises ConfigError if a file is missing, open to others or broken, or if the two do not belong together."""
    read_secret(home.intermediate)
    authority = Authority(root=_certificates(home.root_certificate)[0], intermediate=_certificates(home.intermediate)[0])
    try:
        authority.intermediate.verify_directly_issued_by(authority.root)
    except (InvalidSignature, ValueError, TypeError):
        message = f"was not signed by {home.root_certificate}: run `sekimori ca renew`"
        raise ConfigError((Fault(path=str(home.intermediate), line=0, message=message),)) from None
    return authority


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, now: datetime, days: int, *, path_length: int
) -> x509.CertificateBuilder:
    """Lay out a CA certificate. **Source:** RFC 5280 §4.2.1.2, §4.2.1.3, §4.2.1.9."""
    usage = dict.fromkeys(
        (
            "digital_signature",
            "content_commitment",
            "key_encipherment",
            "data_encipherment",
            "key_agreement",
            "encipher_only",
            "decipher_only",
        ),
        False,
    )
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now.astimezone(UTC) - SKEW)
        .not_valid_after(now.astimezone(UTC) + timedelta(days=days))
        .add_extension(x509.BasicConstraints(ca=True, path_length=path_length), critical=True)
        .add_extension(x509.KeyUsage(key_cert_sign=True, crl_sign=True, **usage), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _root_key(path: Path, passphrase: bytes | None) -> ec.EllipticCurvePrivateKey:
    try:
        key = serialization.load_pem_private_key(read_secret(path), passphrase)
    except TypeError:
        message = "is not encrypted: give no passphrase" if passphrase else "is encrypted: give its passphrase"
        raise ConfigError((Fault(path=str(path), line=0, message=message),)) from None
    except ValueError:
        raise ConfigError((Fault(path=str(path), line=0, message="is no private key, or the passphrase is wrong"),)) from None
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise ConfigError((Fault(path=str(path), line=0, message="is not a key that `sekimori init` made"),))
    return key


def _certificates(path: Path) -> list[x509.Certificate]:
    try:
        return x509.load_pem_x509_certificates(path.read_bytes())
    except OSError as error:
        raise ConfigError((Fault(path=str(path), line=0, message=f"{error.strerror}: `sekimori init` makes it"),)) from None
    except ValueError:
        raise ConfigError((Fault(path=str(path), line=0, message="holds no certificate in PEM"),)) from None


def _replace(path: Path, content: bytes) -> None:
    """Put `content` in place of what is there, at once, readable by the owner alone."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    fresh.unlink(missing_ok=True)
    write_new(fresh, content)
    fresh.replace(path)

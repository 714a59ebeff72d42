"""The folder that `sekimori init` makes: where each file lies, and who may read it. It must not know what the files are used for."""

import hashlib
import os
import stat
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from rules.model import ConfigError, Fault

ENVIRONMENT = "SEKIMORI_HOME"
DEFAULT_HOME = Path("~/.sekimori")
KEY_BYTES = 32
"""**Source:** RFC 7693 (BLAKE2): a key as long as the digest of 256 bits."""


@dataclass(frozen=True, slots=True)
class FingerprintKey:
    """The secret that turns identifiers of people into fingerprints."""

    secret: bytes = field(repr=False)

    @property
    def id(self) -> str:
        """The key's public name: 8 characters of hexadecimal, from which the key cannot be found."""
        return hashlib.blake2b(self.secret, digest_size=4, person=b"sekimori-key-id").hexdigest()


@dataclass(frozen=True, slots=True)
class Home:
    """The layout of one installation."""

    path: Path

    @classmethod
    def find(cls, given: Path | None = None) -> "Home":
        """Return the folder given, else the one that SEKIMORI_HOME names, else `~/.sekimori`. It need not exist."""
        return cls((given or Path(os.environ.get(ENVIRONMENT) or DEFAULT_HOME)).expanduser().absolute())

    @property
    def settings(self) -> Path:
        """The settings of the proxy."""
        return self.path / "sekimori.yaml"

    @property
    def policy(self) -> Path:
        """The folder of rules and destinations."""
        return self.path / "policy"

    @property
    def keys(self) -> Path:
        """The folder of secrets that are not the CA's."""
        return self.path / "keys"

    @property
    def fingerprint_key(self) -> Path:
        """The key of the fingerprints of people: 32 bytes. A systemd credential `fingerprint.key` takes its place."""
        return self._secret("fingerprint.key")

    @property
    def node_key(self) -> Path:
        """The Ed25519 key that signs the records of this node, PEM. A systemd credential `node.key` takes its place."""
        return self._secret("node.key")

    @property
    def node_public_key(self) -> Path:
        """The public half of `node_key`, PEM."""
        return self.keys / "node.pub"

    @property
    def ca(self) -> Path:
        """The folder that mitmproxy takes its CA from (`confdir`)."""
        return self.path / "ca"

    @property
    def intermediate(self) -> Path:
        """Key, certificate and chain of the CA that signs for destinations, PEM."""
        return self.ca / "mitmproxy-ca.pem"

    @property
    def root_certificate(self) -> Path:
        """The certificate that terminals trust, PEM; `root.crt` beside it is the same as DER."""
        return self.ca / "root.pem"

    @property
    def root_key(self) -> Path:
        """The key of the root. It is meant to be moved away from this machine."""
        return self.path / "offline" / "root.key"

    @property
    def ledger(self) -> Path:
        """The folder of the ledger, when it is SQLite."""
        return self.path / "ledger"

    @property
    def spool(self) -> Path:
        """The folder of bodies that are too large for memory: unlinked, encrypted files."""
        return self.path / "spool"

    @property
    def holds(self) -> Path:
        """The folder of content that waits for a reason or an approval: encrypted files."""
        return self.path / "holds"

    @property
    def approvers(self) -> Path:
        """Who may approve, and the SHA-256 of each one's token, YAML."""
        return self.keys / "approvers.yaml"

    def read_fingerprint_key(self) -> "FingerprintKey":
        """Return the key of the fingerprints. Raises ConfigError if the key is missing, of another length, or open to others."""
        key = read_secret(self.fingerprint_key)
        if len(key) != KEY_BYTES:
            raise ConfigError(
                (Fault(path=str(self.fingerprint_key), line=0, message=f"must hold {KEY_BYTES} bytes, and holds {len(key)}"),)
            )
        return FingerprintKey(key)

    def read_node_key(self) -> Ed25519PrivateKey:
        """Return the key that signs records. Raises ConfigError if it is missing, broken, or open to others."""
        secret = read_secret(self.node_key)
        try:
            key = load_pem_private_key(secret, None)
        except (TypeError, ValueError):
            key = None
        if not isinstance(key, Ed25519PrivateKey):
            raise ConfigError((Fault(path=str(self.node_key), line=0, message="is no Ed25519 key in PEM without a passphrase"),))
        return key

    def _secret(self, name: str) -> Path:
        credential = _credentials() / name
        return credential if credential.is_file() else self.keys / name


def _credentials() -> Path:
    """Return the folder of systemd's credentials. It guards them itself: an access list makes them look open to their group."""
    return Path(os.environ.get("CREDENTIALS_DIRECTORY", "/nonexistent"))


def open_to_others(path: Path) -> Fault | None:
    """Return a fault if anybody but the owner may read, write or enter `path`, or if the owner is neither us nor root."""
    found = path.stat()
    mode = stat.S_IMODE(found.st_mode)
    if found.st_uid not in (os.geteuid(), 0):
        return Fault(
            path=str(path), line=0, message=f"belongs to user {found.st_uid}: it must belong to the user that runs Sekimori, or to root"
        )
    if mode & 0o077:
        wanted = "700" if path.is_dir() else "600"
        return Fault(path=str(path), line=0, message=f"is open to others (mode {mode:04o}): run `chmod {wanted} {path}`")
    return None


def read_secret(path: Path) -> bytes:
    """Return the content of a file that only we may read. Raises ConfigError if it is missing, unreadable or open to others."""
    try:
        fault = None if path.parent == _credentials() else open_to_others(path)
        content = path.read_bytes() if fault is None else b""
    except OSError as error:
        fault = Fault(path=str(path), line=0, message=f"{error.strerror}: `sekimori init` makes it")
    if fault:
        raise ConfigError((fault,))
    return content


def write_new(path: Path, content: bytes, *, mode: int = 0o600) -> None:
    """Write a file that must not exist yet, with `mode` from its first moment on. Raises FileExistsError."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
    with os.fdopen(descriptor, "wb") as file:
        os.fchmod(descriptor, mode)
        file.write(content)

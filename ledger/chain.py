"""The chain of one node: how records are linked and signed, so that a change to any of them is seen. It must not know what they tell.

**Source:** BLAKE2b with 256 bits (RFC 7693) for links, Ed25519 (RFC 8032) for signatures.
"""

from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key

from ledger.errors import LedgerError

_GENESIS = b"sekimori ledger 1\n"
_SEAL = b"sekimori seal 1\n"


@dataclass(slots=True, kw_only=True)
class Head:
    """Where the chain of a node stands. `minute` is the last one that roll-ups went to, `minute_open` whether it may still grow."""

    seq: int
    hash: str
    minute: int = 0
    minute_open: bool = False


def digest(content: bytes) -> str:
    """Return 64 characters of hexadecimal."""
    return blake2b(content, digest_size=32).hexdigest()


def genesis(node: str, public_key: str) -> str:
    """Return what the first record of a node is linked to: its name and its public key belong to the chain."""
    return digest(_GENESIS + node.encode() + b"\n" + public_key.encode())


def link(prev: str, body: str) -> str:
    """Return the hash of a record whose predecessor has the hash `prev`."""
    return digest(prev.encode() + b"\n" + body.encode())


def public_half(key: Ed25519PrivateKey | None) -> str:
    """Return the public key as hexadecimal, empty for no key."""
    return key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex() if key else ""


def sign(key: Ed25519PrivateKey, hashed: str) -> str:
    """Return the signature of the record with this hash, and so of all before it, as hexadecimal."""
    return key.sign(_SEAL + hashed.encode()).hex()


def signed(public_key: str, hashed: str, signature: str) -> bool:
    """Return whether `signature` is one of `public_key` over `hashed`."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key)).verify(bytes.fromhex(signature), _SEAL + hashed.encode())
    except (InvalidSignature, ValueError):
        return False
    return True


def read_public(path: Path) -> str:
    """Return the public key of a PEM file as hexadecimal. Raises LedgerError if it is none."""
    try:
        key = load_pem_public_key(path.read_bytes())
    except OSError as error:
        raise LedgerError(f"{path}: {error.strerror}") from None
    except (ValueError, UnsupportedAlgorithm):
        raise LedgerError(f"{path}: not a public key as PEM") from None
    if not isinstance(key, Ed25519PublicKey):
        raise LedgerError(f"{path}: not an Ed25519 key")
    return key.public_bytes(Encoding.Raw, PublicFormat.Raw).hex()

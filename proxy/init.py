"""Makes the home folder: keys, CA, settings, a policy to edit, the ledger. What exists is kept, never overwritten."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from proxy.ca import make_intermediate, make_root
from proxy.home import KEY_BYTES, Home, write_new
from proxy.settings import load_settings
from proxy.settings_text import commented
from rules.policy import DEFAULT


@dataclass(frozen=True, slots=True)
class Made:
    """One part of the home folder."""

    what: str
    path: Path
    fresh: bool
    """False: it was there already, and was left as it is."""


def initialise(home: Home, *, passphrase: bytes | None, now: datetime) -> list[Made]:
    """Make whatever is missing, and return all parts. `passphrase` encrypts the key of the root.

    Raises: ConfigError if settings that exist cannot be used; OSError if a file cannot be written; LedgerError of the ledger.
    """
    for folder in (home.path, home.keys, home.ca, home.ledger, home.spool, home.root_key.parent):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    made = [
        _once("key of the fingerprints of people", home.keys / "fingerprint.key", _fingerprint_key),
        _once("key that signs records", home.keys / "node.key", partial(_node_key, public=home.node_public_key)),
        _once("root of the CA", home.root_certificate, lambda _: make_root(home, passphrase=passphrase, now=now)),
        _once("CA of the proxy", home.intermediate, lambda _: _intermediate(home, passphrase, now)),
        _once("settings", home.settings, lambda path: write_new(path, commented().encode(), mode=0o640)),
    ]
    made.append(_once("policy", home.policy / DEFAULT.name, partial(write_new, content=DEFAULT.read_bytes(), mode=0o640)))
    made.append(_ledger(home))
    return made


def _once(what: str, path: Path, make: Callable[[Path], None]) -> Made:
    if path.exists():
        return Made(what, path, fresh=False)
    make(path)
    return Made(what, path, fresh=True)


def _fingerprint_key(path: Path) -> None:
    write_new(path, secrets.token_bytes(KEY_BYTES))


def _intermediate(home: Home, passphrase: bytes | None, now: datetime) -> None:
    make_intermediate(home, passphrase=passphrase, now=now)


def _node_key(path: Path, public: Path) -> None:
    key = Ed25519PrivateKey.generate()
    clear = serialization.NoEncryption()
    write_new(path, key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, clear))
    raw = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    write_new(public, raw, mode=0o644)


def _ledger(home: Home) -> Made:
    from ledger.engine import parse, path_of
    from ledger.store import Ledger

    settings = load_settings(home)
    file = path_of(parse(settings.ledger))
    fresh = file is not None and not file.exists()
    key = home.read_fingerprint_key().id
    Ledger(settings.ledger, node=settings.node_name, key_id=key, signing_key=home.read_node_key(), create=True).close()
    return Made("ledger", file or Path("PostgreSQL"), fresh=fresh)

"""Who may approve: accounts and the digests of their tokens, in a file that is read at each use, so that a removal counts at once.

**Source:** RFC 6750 (bearer tokens). A token has 256 random bits, so a plain SHA-256 of it cannot be searched.
"""

import hmac
import secrets
from hashlib import sha256
from pathlib import Path

import yaml

from proxy.home import read_secret
from rules.model import ConfigError


def account_of(file: Path, authorization: str) -> str | None:
    """Return the account whose token an Authorization header bears; None for nobody. An unusable file lets nobody in."""
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        return None
    digest, found = sha256(token.strip().encode("utf-8", "replace")).hexdigest(), None
    for account, known in _read(file).items():
        if hmac.compare_digest(digest, known):
            found = account
    return found


def add(file: Path, account: str) -> str:
    """Give `account` a new token in the place of any former one, and return it. Raises OSError."""
    token = secrets.token_urlsafe(32)
    known = _read(file) | {account: sha256(token.encode()).hexdigest()}
    fresh = file.with_suffix(".new")
    fresh.touch(mode=0o600)
    fresh.write_text(yaml.safe_dump(known, allow_unicode=True), encoding="utf-8")
    fresh.rename(file)
    return token


def _read(file: Path) -> dict[str, str]:
    try:
        found = yaml.safe_load(read_secret(file).decode("utf-8"))
    except (ConfigError, UnicodeDecodeError, yaml.YAMLError):
        return {}
    pairs = found.items() if isinstance(found, dict) else ()
    return {account: digest for account, digest in pairs if isinstance(account, str) and isinstance(digest, str) and digest.isascii()}

"""Password files as Apache's `htpasswd` writes them. Only hashes that are slow to guess are taken. Knows nothing of HTTP.

**Source:** Apache HTTP Server documentation, "Password Formats": bcrypt is safe, the others are for old clients.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path

import bcrypt
from argon2 import PasswordHasher, extract_parameters
from argon2.exceptions import InvalidHashError, VerificationError

from proxy.home import read_secret
from rules.model import ConfigError, Fault

BCRYPT = re.compile(r"\$2[aby]\$\d\d\$[./A-Za-z0-9]{53}")
BCRYPT_BYTES = 72
"""bcrypt reads no more of a password; `htpasswd` cuts it there without a word, and so must the comparison."""


@dataclass(frozen=True, slots=True)
class Htpasswd:
    """Hashes by account."""

    hashes: dict[str, str] = field(repr=False)

    def verify(self, account: str, password: str) -> bool:
        """Whether `password` is the account's. Takes as long for an account that does not exist. Slow: run it off the event loop."""
        known = self.hashes.get(account)
        return _matches(known or next(iter(self.hashes.values())), password) and known is not None


def load_htpasswd(path: Path) -> Htpasswd:
    """Read the file. Raises ConfigError with every line that cannot be used: unsafe hashes, accounts said twice, no account at all."""
    try:
        lines = read_secret(path).decode("utf-8-sig").splitlines()
    except UnicodeDecodeError:
        raise ConfigError((Fault(path=str(path), line=0, message="not UTF-8"),)) from None
    hashes: dict[str, str] = {}
    faults = []
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.startswith("#"):
            continue
        account, _, hashed = line.strip().partition(":")
        if message := _line_fault(account, hashed, hashes):
            faults.append(Fault(path=str(path), line=number, message=message))
        hashes[account] = hashed
    if not hashes:
        faults.append(Fault(path=str(path), line=0, message="holds no account"))
    if faults:
        raise ConfigError(tuple(faults))
    return Htpasswd(hashes)


def _line_fault(account: str, hashed: str, before: dict[str, str]) -> str:
    if not account or not hashed:
        return "must be ACCOUNT:HASH"
    if account in before:
        return "this account is said twice"
    if hashed.startswith("$argon2"):
        try:
            extract_parameters(hashed)
        except InvalidHashError:
            return "not an argon2 hash"
        return ""
    if BCRYPT.fullmatch(hashed):
        return ""
    return "must be a bcrypt or argon2 hash, for example of `htpasswd -B`: SHA-1, MD5, crypt and plain text are quickly guessed"


def _matches(hashed: str, password: str) -> bool:
    if hashed.startswith("$argon2"):
        try:
            return PasswordHasher().verify(hashed, password)
        except VerificationError:
            return False
    return bcrypt.checkpw(password.encode()[:BCRYPT_BYTES], hashed.encode())

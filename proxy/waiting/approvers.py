"""Who may approve, and for which clients: accounts and the digests of their tokens, in a file that is read at each use.

So a removal counts at once. **Source:** RFC 6750 (bearer tokens). A token has 256 random bits, so a plain SHA-256 of it cannot be searched.
"""

import hmac
import secrets
from collections.abc import Collection, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any

import structlog
import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator

from ledger.held import Approver
from proxy.home import read_secret
from rules.model import ConfigError, Fault
from rules.yaml_source import Document, parse, validate

log = structlog.get_logger()


class _Entry(BaseModel):
    """What the file says of an account: the digest of its token alone, or with the clients that it is limited to."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    token: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
    tenants: Annotated[tuple[str, ...], Field(min_length=1)] | None = None
    only: Annotated[tuple[str, ...], Field(min_length=1)] | None = None

    @model_validator(mode="before")
    @classmethod
    def _digest_alone(cls, said: Any) -> Any:
        return {"token": said} if isinstance(said, str) else said

    def bearer(self, account: str) -> Approver:
        tenants, only = (None if some is None else frozenset(some) for some in (self.tenants, self.only))
        return Approver(account=account, tenants=tenants, only=only)


class _File(BaseModel):
    accounts: dict[str, _Entry] = {}


def approver_of(file: Path, authorization: str) -> Approver | None:
    """Return whose token an Authorization header bears; None for nobody. A file with a fault lets nobody in."""
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        return None
    try:
        entries = read(file)
    except ConfigError as error:
        log.error("approvers cannot be read", faults=[str(fault) for fault in error.faults])
        return None
    digest, found = sha256(token.strip().encode("utf-8", "replace")).hexdigest(), None
    for account, entry in entries.items():
        if hmac.compare_digest(digest, entry.token):
            found = entry.bearer(account)
    return found


def everybody(file: Path) -> list[Approver]:
    """Return all who have a token. Raises ConfigError with every fault of the file, each with its line."""
    return [entry.bearer(account) for account, entry in read(file).items()]


def add(file: Path, account: str, tenants: Collection[str] = (), only: Collection[str] = ()) -> str:
    """Give `account` a new token in the place of any former one, limited to `tenants` and to `only` these names of the API, and return it.

    Raises OSError, or ConfigError if the file has a fault: then it is left as it was.
    """
    token = secrets.token_urlsafe(32)
    limits = {"tenants": tuple(sorted(set(tenants))) or None, "only": tuple(sorted(set(only))) or None}
    entry = _Entry(token=sha256(token.encode()).hexdigest(), **limits)
    known = read(file) | {account: entry}
    fresh = file.with_suffix(".new")
    fresh.touch(mode=0o600)
    fresh.write_text(_written(known), encoding="utf-8")
    fresh.rename(file)
    return token


def read(file: Path) -> dict[str, _Entry]:
    """Return what the file says; nothing if there is none. Raises ConfigError with every fault, each with its line."""
    if not file.exists():
        return {}
    try:
        document = parse(read_secret(file).decode("utf-8"), str(file))
    except UnicodeDecodeError:
        raise ConfigError((Fault(path=str(file), line=0, message="not UTF-8"),)) from None
    lines = {("accounts", *place): line for place, line in document.lines.items()}
    return validate(_File, Document(path=document.path, value={"accounts": document.value}, lines=lines)).accounts


def _written(entries: Mapping[str, _Entry]) -> str:
    """Return the file, all words in quotation marks: what looks like a number to one reader (`12e4`) is a word to another."""
    return yaml.safe_dump({name: _said(one) for name, one in entries.items()}, allow_unicode=True, default_style='"')


def _said(entry: _Entry) -> str | dict[str, Any]:
    said = entry.model_dump(mode="json", exclude_none=True)
    return said if len(said) > 1 else entry.token

"""Whose customers are in a transfer, client by client, as far as records tell. It must not know why that is asked."""

from dataclasses import dataclass

from ledger.records import Record
from rules.model import UNASSIGNED


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """The customers of one client in one transfer."""

    tenant: str
    people: int
    matched: bool
    """They were found by exact match: at least so many. Else they are all who are not known to be another client's."""
    alone: bool
    """Nobody else's customers are known to be in it, so that all that was found is this client's."""


def shares(record: Record, counts: Record) -> tuple[Share, ...]:
    """Return a share for each client that the transfer concerns; `counts` is the record of its full count."""
    tenants = dict.fromkeys(tenant for known, _ in counts.customers for tenant in known)
    if record.tenant not in ("", UNASSIGNED):
        tenants = dict.fromkeys((record.tenant, *tenants))
    return tuple(_share(record, counts, tenant) for tenant in tenants)


def share_of(record: Record, counts: Record, tenant: str) -> Share | None:
    """Return the share of one client, None if nothing on record says that its customers are in it."""
    return next((share for share in shares(record, counts) if share.tenant == tenant), None)


def _share(record: Record, counts: Record, tenant: str) -> Share:
    theirs = sum(people for known, people in counts.customers if tenant in known)
    others = sum(people for known, people in counts.customers if tenant not in known)
    own = record.tenant == tenant
    return Share(
        tenant=tenant,
        people=max(theirs, counts.people - others) if own else theirs,  # beyond a million people the total is an estimate
        matched=not own,
        alone=own and all(known == (tenant,) for known, _ in counts.customers),
    )

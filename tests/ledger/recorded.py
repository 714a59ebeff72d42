"""Made-up records, for the tests of what is made of records."""

from dataclasses import replace
from datetime import UTC

from detectors.model import Inspection
from ledger.records import Kind, Record
from rules.model import Outcome, Transfer, Verdict
from tests.ledger.made import NOON


def record(moved: Transfer, seen: Inspection, decided: Verdict) -> Record:
    """Return what is kept of a transfer, as far as reports look at it."""
    return Record(
        node="n",
        seq=1,
        kind=Kind.TRANSFER,
        at=NOON.astimezone(UTC),
        transfer=moved.id,
        began=moved.at,
        actor=moved.actor.id,
        unit=moved.actor.unit,
        host=moved.destination.host,
        category=moved.destination.category,
        tenant=moved.tenant,
        direction=moved.direction,
        size_bytes=moved.size_bytes,
        action=decided.action,
        would=decided.would,
        outcome=Outcome.RELEASED if decided.releases else Outcome.STOPPED,
        matches=decided.matches,
        entities=seen.entities,
        people=seen.people.count,
        exact=seen.people.exact,
        complete=seen.complete,
        names_only=seen.people.names_only,
    )


def of_tenant(kept: Record, tenant: str, *customers: tuple[tuple[str, ...], int]) -> Record:
    """Return the record as one of `tenant`, with these customers by exact match."""
    return replace(kept, tenant=tenant, customers=customers)

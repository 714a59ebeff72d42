"""Incidents: which verdicts a person has to look at, and what is shown of them, on the block page and to an operator alike.

It must not know how either is drawn.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection

from detectors.model import GapReason
from ledger.records import Kind, Record
from ledger.search import Query, search
from rules.model import Action, DestinationClass, Direction, Employment, Outcome, RuleMatch, Verdict

MANY = 1000
"""**Source:** 個人情報の保護に関する法律施行規則 第7条第4号: more than a thousand people."""

_FINANCIAL = frozenset({"CREDIT_CARD", "CARD_SECURITY_CODE", "JP_BANK_ACCOUNT"})
_OURS = frozenset({DestinationClass.CRM, DestinationClass.APPROVED})
_MISHEARD = str.maketrans("OIL", "011")
"""**Source:** Douglas Crockford, "Base 32": letters that are read as digits."""


class Candidate(StrEnum):
    """A case of 規則第7条 that an incident may be. A hint for the person who judges; never a finding of law."""

    SENSITIVE = "t1"
    """要配慮個人情報 beside at least one person."""
    FINANCIAL = "t2"
    """Card or bank account: misuse could cost somebody money."""
    IMPROPER = "t3"
    """An upload of at least one person to a place that is not the company's, or anything that a rule blocks: it may be a taking."""
    MANY = "t4"
    """More than a thousand people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """What is shown of one incident: counts and names of rules, no data of the people concerned."""

    id: str
    """That of its transfer."""
    at: datetime
    actor: str
    unit: str
    employment: Employment
    host: str
    category: DestinationClass
    tenant: str
    direction: Direction
    action: Action
    would: Action
    outcome: Outcome
    matches: tuple[RuleMatch, ...]
    """Strongest first: the first one decided, if it is enforced."""
    entities: tuple[tuple[str, int], ...]
    """People of what kind: (entity, spans)."""
    people: int
    exact: bool
    """False: `people` is an estimate, or a lower bound."""
    names_only: int
    customers: tuple[tuple[tuple[str, ...], int], ...]
    """(tenants, people): who is, by exact match, a customer of exactly these tenants."""
    canaries: tuple[str, ...]
    """Labels of planted people that were seen."""
    gaps: tuple[GapReason, ...]
    candidates: tuple[Candidate, ...]
    policy: str


def is_incident(verdict: Verdict) -> bool:
    """Return whether a person has to look: some rule did more than allow, or would have stopped the transfer."""
    return verdict.action is not Action.ALLOW or not verdict.would.releases


def incident_of(record: Record, recount: Record | None = None) -> Incident:
    """Return the incident of a transfer's record, with the full counts of `recount` if counting went on after the verdict."""
    counts = recount or record
    return Incident(
        id=record.transfer,
        at=record.began or record.at,
        actor=record.actor,
        unit=record.unit,
        employment=record.employment,
        host=record.host,
        category=record.category,
        tenant=record.tenant,
        direction=record.direction,
        action=record.action,
        would=record.would,
        outcome=record.outcome,
        matches=record.matches,
        entities=counts.entities,
        people=counts.people,
        exact=counts.exact and counts.complete,
        names_only=counts.names_only,
        customers=counts.customers,
        canaries=tuple(dict.fromkeys((*record.canaries, *counts.canaries))),
        gaps=tuple(dict.fromkeys(gap.reason for gap in counts.gaps)),
        candidates=_candidates(record, counts),
        policy=record.policy,
    )


def find(connection: Connection, spoken: str) -> Incident | None:
    """Return the incident whose id somebody read out, in any case, with or without its hyphens; None if there is none."""
    found = list(search(connection, Query(transfer=written(spoken), kinds=(Kind.TRANSFER, Kind.RECOUNT))))
    record = next((r for r in found if r.kind is Kind.TRANSFER), None)
    return incident_of(record, next((r for r in found if r.kind is Kind.RECOUNT), None)) if record else None


def written(spoken: str) -> str:
    """Return an id as it is stored, however somebody read it out."""
    letters = spoken.strip().upper().replace("-", "").translate(_MISHEARD)
    return "-".join(letters[start : start + 4] for start in range(0, len(letters), 4))


def _candidates(record: Record, counts: Record) -> tuple[Candidate, ...]:
    if not counts.people and not counts.names_only:
        return ()
    kinds = {entity for entity, _ in counts.entities}
    leaves = record.direction is Direction.UPLOAD and record.category not in _OURS
    met = {
        Candidate.SENSITIVE: "JP_SENSITIVE" in kinds,
        Candidate.FINANCIAL: bool(kinds & _FINANCIAL),
        Candidate.IMPROPER: leaves or Action.BLOCK in (record.action, record.would),
        Candidate.MANY: counts.people > MANY,
    }
    return tuple(candidate for candidate, is_met in met.items() if is_met)

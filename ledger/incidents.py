"""Incidents: which verdicts a person has to look at, and what is shown of them, on the block page and to an operator alike.

It must not know how either is drawn.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from detectors.model import GapReason
from ledger.candidates import Candidate, Clients, candidates
from ledger.egress import Passed, passed
from ledger.held import Event
from ledger.records import Kind, Record
from ledger.search import Query, search
from rules.model import Action, DestinationClass, Direction, Employment, Outcome, RuleMatch, Verdict

_MISHEARD = str.maketrans("OIL", "011")
_ID = re.compile("[0-9A-Z]{4}(-[0-9A-Z]{4}){3}")
"""**Source:** Douglas Crockford, "Base 32": letters that are read as digits."""
UNREADABLE = "?"
"""What stands for words that can be no id."""


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
    passed: Passed
    """Whether anything got across, as far as records tell."""
    policy: str
    step: int = 0
    """Step of the escalation that the actor stood on."""
    divisor: int = 1
    """By how much it divided numbers of people."""
    order: str = ""
    """Ticket of the work order under which it happened."""
    order_people: int = 0
    """How many people that order expects."""
    beyond: int | None = None
    """People beyond that, all that passed under the order together; None where no rule asked for them."""


def is_incident(verdict: Verdict | Record) -> bool:
    """Return whether a person has to look: some rule did more than allow, or would have stopped the transfer."""
    return verdict.action is not Action.ALLOW or not verdict.would.releases


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """All records of one transfer."""

    record: Record
    recount: Record | None = None
    """The full count, if counting went on after the verdict."""
    released_later: bool = False
    """It was stopped, and the same content passed when somebody had answered."""

    @property
    def counts(self) -> Record:
        """The record with the fullest count."""
        return self.recount or self.record


def incident_of(story: Story, clients: Clients) -> Incident:
    """Return the incident of a transfer; `clients` are those of the policy."""
    record, counts = story.record, story.counts
    return Incident(
        id=record.transfer,
        at=record.happened,
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
        exact=counts.whole,
        names_only=counts.names_only,
        customers=counts.customers,
        canaries=tuple(dict.fromkeys((*record.canaries, *counts.canaries))),
        gaps=tuple(dict.fromkeys(gap.reason for gap in counts.gaps)),
        candidates=candidates(record, counts, clients),
        passed=passed(record, released_later=story.released_later),
        policy=record.policy,
        step=record.step,
        divisor=record.divisor,
        order=record.order,
        order_people=record.order_people,
        beyond=record.beyond,
    )


def find(connection: Connection, spoken: str) -> Story | None:
    """Return all of the transfer whose id somebody read out, in any case, with or without its hyphens; None if there is none."""
    name = written(spoken)
    found = list(search(connection, Query(transfer=name, kinds=(Kind.TRANSFER, Kind.RECOUNT)))) if name else []
    record = next((r for r in found if r.kind is Kind.TRANSFER), None)
    if record is None:
        return None
    answers = search(connection, Query(transfer=record.hold, kinds=(Kind.HOLD,))) if record.hold else ()
    later = any(answer.what == Event.RELEASED for answer in answers)
    return Story(record=record, recount=next((r for r in found if r.kind is Kind.RECOUNT), None), released_later=later)


def written(spoken: str) -> str:
    """Return an id as it is stored, however somebody read it out or typed it."""
    plain = unicodedata.normalize("NFKC", spoken).upper().translate(_MISHEARD)
    letters = re.sub(r"[-ー−‐\s]", "", plain)
    return "-".join(letters[start : start + 4] for start in range(0, len(letters), 4))


def recorded_as(spoken: str) -> str:
    """Return what the record of a reading says of an id: UNREADABLE for words that can be none, for they may be anything."""
    return found if _ID.fullmatch(found := written(spoken)) else UNREADABLE

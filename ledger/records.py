"""A record: what is kept of one transfer, of one minute of empty transfers, or of one reading. Counts and masked samples, never text.

It must not know how records are stored or chained.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import orjson
from pydantic import TypeAdapter, ValidationError

from detectors.model import GapReason
from ledger.errors import LedgerError
from ledger.micros import micros
from rules.exempt import Move, Term
from rules.model import Action, DestinationClass, Direction, Employment, Outcome, RuleMatch

BEYOND = "beyond_order.transfer"
"""Measure of rules on people beyond a work order."""


class Kind(StrEnum):
    """What a record tells of."""

    TRANSFER = "transfer"
    RECOUNT = "recount"
    """The full count of a transfer that was decided before its end."""
    ROLLUP = "rollup"
    READ = "read"
    POLICY = "policy"
    """Another policy is in force on the node."""
    HOLD = "hold"
    """What happened to a transfer that waits."""
    NOTICE = "notice"
    """Somebody has read what the monitoring is."""
    ORDER = "order"
    """A work order was opened or closed."""
    CALLS = "calls"
    """Numbers of calls were taken in."""
    STEP = "step"
    """Somebody met lower thresholds after repeated attempts, or was let go of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GapNote:
    """A part that was not inspected."""

    reason: GapReason
    size_bytes: int
    place: str
    """Masked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One finding, masked."""

    entity: str
    masked: str
    place: str
    """Masked."""
    score: float
    recogniser: str
    tenants: tuple[str, ...] = ()
    """Whose customer it is, by exact match."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PastCount:
    """The people of one window when the transfer was decided, its own included."""

    per: str
    direction: Direction
    categories: tuple[DestinationClass, ...]
    days: int
    people: int
    names_only: int
    exact: bool
    drawn: bool = False
    """Counts only people received from a CRM and sent out."""
    uninspected: tuple[GapReason, ...] | None = None
    """Counts bytes that were not inspected for these reasons (empty: for any) in place of people."""
    bytes: int = 0
    per_call: bool = False
    calls: int | None = None
    """Calls handled in the window, where they were asked for and known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderNote:
    """What a work order permits, beside its ticket and its number of people."""

    accounts: tuple[str, ...]
    tenants: tuple[str, ...]
    """Empty: of every tenant."""
    begins: datetime
    ends: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One line of evidence. Fields that its kind does not use keep their defaults."""

    node: str
    seq: int
    """Place in the chain of `node`, from 1."""
    kind: Kind
    at: datetime
    """When it was written, UTC."""
    transfer: str = ""
    began: datetime | None = None
    actor: str = ""
    """Account of the person; of the reader for a reading."""
    known: bool = False
    unit: str = ""
    employment: Employment = Employment.UNKNOWN
    source: str = ""
    host: str = ""
    port: int = 0
    category: DestinationClass = DestinationClass.UNKNOWN
    tenant: str = ""
    direction: Direction = Direction.UPLOAD
    method: str = ""
    size_bytes: int = 0
    content_type: str = ""
    status: int = 0
    format: str = ""
    action: Action = Action.ALLOW
    would: Action = Action.ALLOW
    outcome: Outcome = Outcome.RELEASED
    refusal: str = ""
    """Why it was blocked whatever the policy says, a key of `rules.refusals.REFUSALS`."""
    matches: tuple[RuleMatch, ...] = ()
    entities: tuple[tuple[str, int], ...] = ()
    people: int = 0
    exact: bool = True
    complete: bool = True
    names_only: int = 0
    customers: tuple[tuple[tuple[str, ...], int], ...] = ()
    """(tenants, people): how many people are, by exact match, customers of exactly these tenants."""
    canaries: tuple[str, ...] = ()
    """Labels of the planted people that were seen."""
    gaps: tuple[GapNote, ...] = ()
    samples: tuple[Sample, ...] = ()
    past: tuple[PastCount, ...] = ()
    policy: str = ""
    key_id: str = ""
    seconds: tuple[tuple[str, float], ...] = ()
    minute: int = 0
    """Of a roll-up: its minute, seconds since 1970."""
    rows: int = 0
    transfers: int = 0
    digest: str = ""
    """Of a roll-up: BLAKE2b of its rows. Of a transfer that waits: keyed digest of its content."""
    what: str = ""
    """Of a reading: the command and its filters. Of a transfer that waits: what happened. Of a notice: its digest. Of a policy: what
    became of its exceptions."""
    before: str = ""
    """Of a policy: the digest of the one before it; `policy` is its own."""
    terms: tuple[Term, ...] = ()
    """Of a policy: until when its exceptions run."""
    moves: tuple[Move, ...] = ()
    """Of a policy: exceptions that are new, gone, extended or shortened."""
    reason: str = ""
    """Masked where a person wrote it."""
    order: str = ""
    """Ticket of the work order under which it happened."""
    order_people: int = 0
    """How many people that order expects."""
    work: OrderNote | None = None
    """Of a step of a work order: what it permits."""
    terminals: int = 0
    """Terminals at which the actor was active at once."""
    step: int = 0
    """Step of the escalation that the actor stood on."""
    divisor: int = 1
    """By how much it divided numbers of people."""
    hold: str = ""
    """Of a stopped transfer: the number that it waits under."""
    granted: str = ""
    """Of a released transfer: the number under which a reason was given or somebody approved."""

    @property
    def whole(self) -> bool:
        """Whether all people were counted, one by one; else there are about so many, or more."""
        return self.exact and self.complete

    @property
    def happened(self) -> datetime:
        """When its transfer began; of what tells of none, when it was written."""
        return self.began or self.at

    @property
    def beyond(self) -> int | None:
        """People beyond the number of the work order, where a rule asked for them; with names alone where one applied that counts them."""
        asked = (count.people for count in self.past if count.per == "order")
        return max((*asked, *(match.found for match in self.matches if match.measure == BEYOND)), default=None)

    def body(self) -> str:
        """Return the JSON that is stored, hashed and signed: these bytes, not their meaning, are what the chain protects."""
        return orjson.dumps(self).decode()


_ADAPTER: TypeAdapter[Record] = TypeAdapter(Record)


def parse(body: str) -> Record:
    """Return the record of a stored body. Raises LedgerError if it is none."""
    try:
        return _ADAPTER.validate_json(body)
    except ValidationError:
        raise LedgerError("a record of the ledger is damaged: `sekimori ledger verify` says which") from None


def columns(record: Record) -> dict[str, str | int]:
    """Return the columns that copy parts of the body for searching."""
    return {
        "node": record.node,
        "seq": record.seq,
        "kind": record.kind.value,
        "transfer": record.transfer,
        "at": micros(record.at),
        "actor": record.actor,
        "tenant": record.tenant,
        "host": record.host,
        "action": record.action.value,
        "would": record.would.value,
        "people": record.people,
    }

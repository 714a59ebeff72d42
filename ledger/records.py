"""A record: what is kept of one transfer, of one minute of empty transfers, or of one reading. Counts and masked samples, never text.

It must not know how records are stored or chained.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

import orjson
from pydantic import TypeAdapter, ValidationError

from detectors.model import Finding, Gap, GapReason, Inspection
from ledger.clean import media_type, method, place, printable
from ledger.errors import LedgerError
from rules.exempt import Move, Term
from rules.model import Action, DestinationClass, Direction, Employment, Outcome, Past, RuleMatch, Transfer, Verdict

MAX_SAMPLES = 20
"""Masked findings, and gaps, that one record keeps."""


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
    hold: str = ""
    """Of a stopped transfer: the number that it waits under."""
    granted: str = ""
    """Of a released transfer: the number under which a reason was given or somebody approved."""

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
        "at": int(record.at.timestamp() * 1_000_000),
        "actor": record.actor,
        "tenant": record.tenant,
        "host": record.host,
        "action": record.action.value,
        "would": record.would.value,
        "people": record.people,
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """By whom, where in the chain and when a record is written."""

    node: str
    seq: int
    key_id: str
    at: datetime


def of_transfer(
    transfer: Transfer, inspection: Inspection, verdict: Verdict, past: Past, written: Written, outcome: Outcome, hold: str = ""
) -> Record:
    """Return the record of one transfer, everything from its traffic masked or bounded; `hold` is the number that it waits under."""
    actor, destination = transfer.actor, transfer.destination
    return Record(
        node=written.node,
        seq=written.seq,
        kind=Kind.TRANSFER,
        at=written.at.astimezone(UTC),
        transfer=printable(transfer.id, 19),
        began=transfer.at.astimezone(UTC),
        actor=printable(actor.id, 200),
        known=actor.known,
        unit=printable(actor.unit, 100),
        employment=actor.employment,
        source=printable(actor.source, 64),
        host=printable(destination.host, 255),
        port=destination.port,
        category=destination.category,
        tenant=printable(transfer.tenant, 100),
        direction=transfer.direction,
        method=method(transfer.method),
        size_bytes=transfer.size_bytes,
        content_type=media_type(transfer.content_type),
        status=transfer.status,
        format=inspection.format,
        action=verdict.action,
        would=verdict.would,
        outcome=outcome,
        refusal=printable(transfer.refusal, 40),
        matches=verdict.matches,
        entities=inspection.entities,
        people=inspection.people.count,
        exact=inspection.people.exact,
        complete=inspection.complete,
        names_only=inspection.people.names_only,
        customers=inspection.customers,
        canaries=inspection.canaries,
        gaps=tuple(_gap(g) for g in inspection.gaps[:MAX_SAMPLES]),
        samples=tuple(_sample(f) for f in inspection.findings[:MAX_SAMPLES]),
        past=_past(past),
        policy=verdict.policy,
        key_id=written.key_id,
        seconds=inspection.seconds,
        hold=hold,
        granted=verdict.granted,
    )


def of_recount(transfer: Transfer, inspection: Inspection, written: Written) -> Record:
    """Return the record that completes an earlier one of the same transfer with its full counts."""
    return Record(
        node=written.node,
        seq=written.seq,
        kind=Kind.RECOUNT,
        at=written.at.astimezone(UTC),
        transfer=printable(transfer.id, 19),
        actor=printable(transfer.actor.id, 200),
        host=printable(transfer.destination.host, 255),
        tenant=printable(transfer.tenant, 100),
        direction=transfer.direction,
        entities=inspection.entities,
        people=inspection.people.count,
        exact=inspection.people.exact,
        complete=inspection.complete,
        names_only=inspection.people.names_only,
        customers=inspection.customers,
        canaries=inspection.canaries,
        gaps=tuple(_gap(g) for g in inspection.gaps[:MAX_SAMPLES]),
        key_id=written.key_id,
        seconds=inspection.seconds,
    )


def _gap(gap: Gap) -> GapNote:
    return GapNote(reason=gap.reason, size_bytes=gap.size_bytes, place=place(gap.place))


def _sample(finding: Finding) -> Sample:
    return Sample(
        entity=finding.entity,
        masked=printable(finding.masked, 200),
        place=place(finding.place),
        score=round(finding.score, 3),
        recogniser=printable(finding.recogniser, 100),
        tenants=finding.tenants[:MAX_SAMPLES],
    )


def _past(past: Past) -> tuple[PastCount, ...]:
    return tuple(
        PastCount(
            per=window.per,
            direction=window.direction,
            categories=tuple(sorted(window.categories)),
            days=window.days,
            people=count.people,
            names_only=count.names_only,
            exact=count.exact,
            drawn=window.drawn,
            uninspected=None if window.uninspected is None else tuple(sorted(window.uninspected)),
            bytes=count.uninspected,
        )
        for window, count in past.counts
    )

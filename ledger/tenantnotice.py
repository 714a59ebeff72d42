"""The draft of a notice to a client (委託元) about one incident: the nine items of 規則第8条, filled in as far as the ledger tells.

Only what is the client's own stands in it, staff by pseudonym. What is not on record stays None, and is printed as 未確認.

**Source:** 個人情報の保護に関する法律 第26条第1項ただし書 (a contractor that notifies its client), 同法施行規則 第8条第1項, 第9条.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from detectors.model import GapReason
from ledger.candidates import Candidate, Case, candidates_of_client
from ledger.egress import Egress, passed
from ledger.incidents import Story
from ledger.lines import lines
from ledger.records import Record
from ledger.shares import Share, share_of
from rules.model import JST, UNASSIGNED, Action, DestinationClass, Direction, Employment
from rules.schema import Tenant


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """Until when reports are due, if it became known on that day. Days of Japan, the first day counted, holidays not left out."""

    known: datetime
    first: tuple[date, date]
    """速報: about from, to."""
    full: date
    """確報."""
    full_improper: date | None
    """確報, should the purpose have been improper; None if nothing hints at that."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A rule that it met."""

    id: str | None
    """None where other clients' customers are in it: a rule may be called by the client that it is for."""
    kitei: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What the ledger tells one client of one incident."""

    status: str = "draft"
    incident: str
    tenant: str
    name: str | None
    """Of the client; None: the policy does not know it."""
    at: datetime
    who: str
    """Pseudonym."""
    elsewhere: bool
    """It was a transfer of another client's work: where to and by which unit stays out, for that may tell who the other one is."""
    unit: str | None
    employment: Employment | None
    host: str | None
    category: DestinationClass
    direction: Direction
    action: Action
    egress: Egress
    bytes: int | None
    rules: tuple[Rule, ...]
    kinds: tuple[str, ...] | None
    """Kinds of data of this client's customers; None: other clients' customers are in it too, and nothing tells them apart."""
    people: int
    people_exact: bool
    """False: at least so many."""
    matched: bool
    """They are customers of this client by exact match; else all who are not known to be another's."""
    names_only: int | None
    """Names that nothing else identifies; None as for `kinds`."""
    unread: tuple[GapReason, ...]
    """Reasons for which parts were not inspected: what was in them is not known."""
    candidates: tuple[Candidate, ...]
    due: Due | None
    record: str
    """Node and place in its chain: the evidence."""
    policy: str
    law_as_of: date


def draft(story: Story, tenant: str, client: Tenant | None, who: str, known: datetime | None) -> Draft | None:
    """Return the draft for `tenant`; None if nothing on record says that its customers are concerned."""
    record, counts = story.record, story.counts
    share = share_of(record, counts, tenant)
    if share is None or not share.people + (counts.names_only if share.alone else 0):
        return None
    kinds = _kinds(record, counts, share)
    elsewhere = record.tenant not in ("", UNASSIGNED, tenant)
    across = passed(record, released_later=story.released_later)
    found = candidates_of_client(record, share, kinds or (), client)
    return Draft(
        incident=record.transfer,
        tenant=tenant,
        name=client.name if client else None,
        at=record.happened,
        who=who,
        elsewhere=elsewhere,
        unit=None if elsewhere else record.unit or None,
        employment=None if record.employment is Employment.UNKNOWN else record.employment,
        host=None if elsewhere else record.host,
        category=record.category,
        direction=record.direction,
        action=record.action,
        egress=across.egress,
        bytes=across.bytes,
        rules=tuple(dict.fromkeys(Rule(id=match.rule if share.alone else None, kitei=match.kitei) for match in record.matches)),
        kinds=kinds,
        people=share.people,
        people_exact=counts.whole and not share.matched,
        matched=share.matched,
        names_only=counts.names_only if share.alone else None,
        unread=tuple(dict.fromkeys(gap.reason for gap in counts.gaps)),
        candidates=found,
        due=_due(known, improper=any(one.case is Case.IMPROPER for one in found)) if known else None,
        record=f"{record.node}#{record.seq}",
        policy=record.policy,
        law_as_of=lines().as_of,
    )


def _kinds(record: Record, counts: Record, share: Share) -> tuple[str, ...] | None:
    if share.alone:
        return tuple(entity for entity, _ in counts.entities)
    theirs = dict.fromkeys(sample.entity for sample in record.samples if share.tenant in sample.tenants)
    return tuple(theirs) or None


def _due(known: datetime, *, improper: bool) -> Due:
    days, first = lines().deadlines, known.astimezone(JST).date() - timedelta(days=1)
    soon, late = (first + timedelta(days=number) for number in days.first)
    return Due(
        known=known,
        first=(soon, late),
        full=first + timedelta(days=days.full),
        full_improper=first + timedelta(days=days.full_improper) if improper else None,
    )

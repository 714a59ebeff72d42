"""What is written of a transfer: everything from its traffic masked or bounded. It must not know how records are stored or chained."""

from datetime import UTC, datetime
from typing import TypedDict

from detectors.model import Finding, Gap, Inspection
from ledger.clean import media_type, method, place, printable
from ledger.records import GapNote, Kind, PastCount, Record, Sample
from rules.model import Outcome, Past, Transfer, Verdict

MAX_SAMPLES = 20
"""Masked findings, and gaps, that one record keeps."""


class Written(TypedDict):
    """By whom, where in the chain and when a record is written: words that every record has."""

    node: str
    seq: int
    key_id: str
    at: datetime
    """UTC."""


def of_transfer(
    transfer: Transfer, inspection: Inspection, verdict: Verdict, past: Past, written: Written, outcome: Outcome, hold: str = ""
) -> Record:
    """Return the record of one transfer, everything from its traffic masked or bounded; `hold` is the number that it waits under."""
    actor, destination = transfer.actor, transfer.destination
    return Record(
        **written,
        kind=Kind.TRANSFER,
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
        seconds=inspection.seconds,
        order=transfer.order.ticket if transfer.order else "",
        order_people=transfer.order.people if transfer.order else 0,
        terminals=past.terminals,
        step=past.step,
        divisor=verdict.divisor,
        hold=hold,
        granted=verdict.granted,
    )


def of_recount(transfer: Transfer, inspection: Inspection, written: Written) -> Record:
    """Return the record that completes an earlier one of the same transfer with its full counts."""
    return Record(
        **written,
        kind=Kind.RECOUNT,
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
            per_call=window.per_call,
            calls=count.calls,
        )
        for window, count in past.counts
    )

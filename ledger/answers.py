"""Records of what people answer: to a transfer that waits, and to the notice of the monitoring. It must not know who may answer."""

from datetime import UTC

from ledger.clean import printable
from ledger.held import Event, Held
from ledger.recording import Written
from ledger.records import Kind, Record


def of_hold(held: Held, event: Event, *, by: str, reason: str, written: Written) -> Record:
    """Return the record of one step of a transfer that waits. `reason` is masked already."""
    return Record(
        node=written.node,
        seq=written.seq,
        kind=Kind.HOLD,
        at=written.at.astimezone(UTC),
        transfer=held.id,
        hold=held.id,
        actor=printable(by, 200),
        known=True,
        host=held.host,
        port=held.port,
        tenant=held.tenant,
        direction=held.direction,
        action=held.kind,
        people=held.people,
        what=event.value,
        reason=printable(reason, 500),
        digest=held.content,
        key_id=written.key_id,
    )


def of_notice(actor: str, digest: str, written: Written) -> Record:
    """Return the record that somebody has read the notice with this digest."""
    return Record(
        node=written.node,
        seq=written.seq,
        kind=Kind.NOTICE,
        at=written.at.astimezone(UTC),
        actor=actor,
        known=True,
        what=digest,
        key_id=written.key_id,
    )

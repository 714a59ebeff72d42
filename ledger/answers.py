"""Records of what people answer: to a transfer that waits, to limits that were lowered, to the notice. It must not know who may answer."""

from datetime import UTC

from ledger.clean import printable
from ledger.escalation import Event as StepEvent
from ledger.escalation import Place
from ledger.held import Event, Held
from ledger.orders import Event as OrderEvent
from ledger.recording import Written
from ledger.records import Kind, OrderNote, Record
from rules.model import JST, WorkOrder


def of_hold(held: Held, event: Event, *, by: str, reason: str, written: Written) -> Record:
    """Return the record of one step of a transfer that waits. `reason` is masked already."""
    return Record(
        **written,
        kind=Kind.HOLD,
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
    )


def of_notice(actor: str, digest: str, written: Written) -> Record:
    """Return the record that somebody has read the notice with this digest."""
    return Record(
        **written,
        kind=Kind.NOTICE,
        actor=actor,
        known=True,
        what=digest,
    )


def of_step(place: Place, event: StepEvent, *, by: str, reason: str, transfer: str, written: Written) -> Record:
    """Return the record that somebody stands on a higher step, or that a step was taken from them. `reason` is masked already."""
    falls = f", falls {place.falls_at.astimezone(JST):%Y-%m-%dT%H:%M:%S%z}" if place.falls_at and event.lasts else ""
    return Record(
        **written,
        kind=Kind.STEP,
        transfer=transfer,
        actor=printable(by, 200),
        known=True,
        step=place.step,
        divisor=place.divisor,
        what=f"{event} {place.account}{falls}",
        reason=printable(reason, 500),
    )


def of_order(order: WorkOrder, event: OrderEvent, *, by: str, reason: str, written: Written) -> Record:
    """Return the record of one step of a work order. `reason` is masked already."""
    return Record(
        **written,
        kind=Kind.ORDER,
        actor=printable(by, 200),
        known=True,
        tenant=printable(next(iter(order.tenants)), 100) if len(order.tenants) == 1 else "",
        order=printable(order.ticket, 100),
        order_people=order.people,
        work=OrderNote(
            accounts=tuple(printable(account, 200) for account in sorted(order.accounts)),
            tenants=tuple(printable(tenant, 100) for tenant in sorted(order.tenants)),
            begins=order.begins.astimezone(UTC),
            ends=order.ends.astimezone(UTC),
        ),
        what=event.value,
        reason=printable(reason, 500),
    )

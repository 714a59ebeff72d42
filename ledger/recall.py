"""What the rules looked at when a recorded transfer was decided, made again from its record. It must not know what is asked of it."""

from collections import Counter
from collections.abc import Iterable

from ledger.records import PastCount, Record
from rules.facts import Facts, foreign, gap_sizes
from rules.model import UNASSIGNED, Actor, Count, Destination, Transfer, Verdict, Window, WorkOrder


def transfer_of(record: Record) -> Transfer:
    """Return the transfer that `record` tells of, as far as it is kept: groups are told by unit, employment and account."""
    return Transfer(
        id=record.transfer,
        actor=Actor(id=record.actor, known=record.known, unit=record.unit, employment=record.employment, source=record.source),
        destination=Destination(host=record.host, port=record.port, category=record.category, tenant=record.tenant),
        direction=record.direction,
        at=record.happened,
        method=record.method,
        size_bytes=record.size_bytes,
        content_type=record.content_type,
        status=record.status,
        refusal=record.refusal,
        order=_order(record),
    )


def facts_of(record: Record, windows: Iterable[Window] = ()) -> Facts:
    """Return what was found in it and in its past; of many gaps, those that the record names.

    In `windows` that nobody asked for then, the transfer stands alone, and nobody is known to be drawn down or beyond an order.
    """
    alone = Count(people=record.people, names_only=record.names_only, exact=record.exact)
    nobody = Count(people=0)
    return Facts(
        people=record.people,
        names_only=record.names_only,
        entities=dict(record.entities),
        gaps=Counter(gap.reason for gap in record.gaps),
        gap_bytes=gap_sizes(record.gaps, record.size_bytes),
        customers=record.customers,
        foreign_customers=foreign(frozenset({record.tenant} - {UNASSIGNED}), record.customers),
        canaries=len(record.canaries),
        past={w: nobody if w.drawn or w.per == "order" else alone for w in windows} | dict(map(_count, record.past)),
        terminals=record.terminals,
        divisor=record.divisor,
    )


def verdict_of(record: Record) -> Verdict:
    """Return the verdict that was recorded."""
    return Verdict(action=record.action, matches=record.matches, would=record.would, policy=record.policy, divisor=record.divisor)


def _order(record: Record) -> WorkOrder | None:
    """Its accounts and its time are not kept with each transfer: that it was open then, and for how many, is what counts."""
    at = record.happened
    return WorkOrder(ticket=record.order, accounts=frozenset(), begins=at, ends=at, people=record.order_people) if record.order else None


def _count(kept: PastCount) -> tuple[Window, Count]:
    window = Window(
        per=kept.per,
        direction=kept.direction,
        categories=frozenset(kept.categories),
        days=kept.days,
        drawn=kept.drawn,
        uninspected=None if kept.uninspected is None else frozenset(kept.uninspected),
        per_call=kept.per_call,
    )
    return window, Count(people=kept.people, names_only=kept.names_only, exact=kept.exact, uninspected=kept.bytes, calls=kept.calls)

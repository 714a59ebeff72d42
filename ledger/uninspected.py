"""Bytes that were released without having been inspected, by day and reason: charged and added up. It must not know what a limit is."""

from collections.abc import Mapping

from sqlalchemy import Connection, func, select, text

from detectors.model import GapReason
from ledger.periods import day_before
from ledger.schema import uninspected
from ledger.sketches import day_of, scope_of
from rules.model import Transfer, Window

_CHARGE = text(
    "INSERT INTO uninspected (kind, scope, direction, day, category, reason, bytes)"
    " VALUES (:kind, :scope, :direction, :day, :category, :reason, :bytes)"
    " ON CONFLICT (kind, scope, direction, day, category, reason) DO UPDATE SET bytes = uninspected.bytes + excluded.bytes"
)


def charge(connection: Connection, transfer: Transfer, sizes: Mapping[GapReason, int]) -> bool:
    """Charge the gaps of a released transfer to its actor and its tenant. Returns whether there was anything."""
    rows = [
        {
            **scope_of(transfer, kind, transfer.direction)._asdict(),
            "scope": scope_of(transfer, kind, transfer.direction).id,
            "day": day_of(transfer),
            "category": transfer.destination.category.value,
            "reason": reason.value,
            "bytes": size,
        }
        for kind in ("actor", "tenant")
        for reason, size in sizes.items()
        if size
    ]
    if rows:
        connection.execute(_CHARGE, rows)
    return bool(rows)


def before(connection: Connection, transfer: Transfer, window: Window) -> int:
    """Return the bytes charged in `window` up to the day of `transfer`, without its own."""
    assert window.uninspected is not None
    columns, scope, last = uninspected.c, scope_of(transfer, window.per, window.direction), day_of(transfer)
    chosen = select(func.coalesce(func.sum(columns.bytes), 0)).where(
        columns.kind == scope.kind,
        columns.scope == scope.id,
        columns.direction == scope.direction,
        columns.day.between(day_before(last, window.days - 1), last),
    )
    if window.categories:
        chosen = chosen.where(columns.category.in_(sorted(window.categories)))
    if window.uninspected:
        chosen = chosen.where(columns.reason.in_(sorted(window.uninspected)))
    return int(connection.execute(chosen).scalar_one())

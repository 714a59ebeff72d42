"""Bytes that were released without having been inspected, by day and reason: charged and added up. It must not know what a limit is."""

from collections.abc import Mapping

from sqlalchemy import Connection, bindparam, func, select, text

from detectors.model import GapReason
from ledger.periods import day_before
from ledger.schema import uninspected
from ledger.sketches import day_of, scope_of
from rules.model import DestinationClass, Transfer, Window

_CHARGE = text(
    "INSERT INTO uninspected (kind, scope, direction, day, category, reason, bytes)"
    " VALUES (:kind, :scope, :direction, :day, :category, :reason, :bytes)"
    " ON CONFLICT (kind, scope, direction, day, category, reason) DO UPDATE SET bytes = uninspected.bytes + excluded.bytes"
)

_COLUMNS = uninspected.c
_SUM = select(func.coalesce(func.sum(_COLUMNS.bytes), 0)).where(
    *(_COLUMNS[name] == bindparam(name) for name in ("kind", "scope", "direction")),
    _COLUMNS.day.between(bindparam("first"), bindparam("last")),
    _COLUMNS.category.in_(bindparam("categories", expanding=True)),
    _COLUMNS.reason.in_(bindparam("reasons", expanding=True)),
)
"""Made once: putting it together would take longer than its answer."""


def charge(connection: Connection, transfer: Transfer, sizes: Mapping[GapReason, int]) -> bool:
    """Charge the gaps of a released transfer to its actor and its tenant. Returns whether there was anything."""
    rows = [
        {
            **scope_of(transfer, kind, transfer.direction).named,
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
    scope, last = scope_of(transfer, window.per, window.direction), day_of(transfer)
    asked = {
        **scope.named,
        "first": day_before(last, window.days - 1),
        "last": last,
        "categories": sorted(window.categories or DestinationClass),
        "reasons": sorted(window.uninspected or GapReason),
    }
    return int(connection.execute(_SUM, asked).scalar_one())

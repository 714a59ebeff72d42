"""Calls handled, by account and day: taken in from the telephone system, and added up for windows. It must not know limits, nor files."""

from dataclasses import dataclass
from itertools import batched

from sqlalchemy import Connection, bindparam, func, select, text

from ledger.callsheet import Sheet
from ledger.clean import printable
from ledger.periods import DAY, day_before
from ledger.recording import Written
from ledger.records import Kind, Record
from ledger.schema import calls, sketches
from ledger.sketches import day_of, scope_of
from rules.model import Transfer, Window

_TOGETHER = 500
"""Accounts that are asked for at once."""

_PUT = text(
    "INSERT INTO calls (actor, day, calls) VALUES (:actor, :day, :calls) ON CONFLICT (actor, day) DO UPDATE SET calls = excluded.calls"
)
_BETWEEN = select(calls.c.day, calls.c.calls).where(
    calls.c.actor == bindparam("actor"), calls.c.day.between(bindparam("first"), bindparam("last"))
)
_TOUCHED = select(sketches.c.period, sketches.c.category).where(
    *(sketches.c[name] == bindparam(name) for name in ("kind", "scope", "direction")),
    func.length(sketches.c.period) == DAY,
    sketches.c.period.between(bindparam("first"), bindparam("last")),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What was taken in."""

    rows: int
    """Accounts and days."""
    calls: int
    accounts: int
    first: str
    last: str
    """The days."""
    replaced: int
    """Rows that were there before with another number."""
    unseen: int
    """Accounts of which the proxy never saw anybody's data: perhaps the telephone system calls them otherwise."""
    digest: str
    """BLAKE2b of the list as it was given: `b2sum -l 256 FILE`."""

    def __str__(self) -> str:
        days = self.first if self.first == self.last else f"{self.first} to {self.last}"
        whose = f"{self.rows:,} rows, {self.accounts:,} accounts ({self.unseen:,} unseen), {days}"
        return f"{whose}: {self.calls:,} calls, {self.replaced:,} rows replaced"


def take_in(connection: Connection, sheet: Sheet, digest: str) -> Taken:
    """Write the calls of each account and day, in place of those that are there; `digest` is that of the list."""
    rows = sorted((printable(account, 200), day, number) for (account, day), number in sheet.items())
    accounts, days = sorted({account for account, _, _ in rows}), sorted({day for _, day, _ in rows})
    former = _former(connection, accounts, days)
    connection.execute(_PUT, [{"actor": account, "day": day, "calls": number} for account, day, number in rows])
    return Taken(
        rows=len(rows),
        calls=sum(number for _, _, number in rows),
        accounts=len(accounts),
        first=days[0],
        last=days[-1],
        replaced=sum(former.get((account, day), number) != number for account, day, number in rows),
        unseen=len(accounts) - _seen(connection, accounts),
        digest=digest,
    )


def of_calls(taken: Taken, written: Written, *, by: str, reason: str) -> Record:
    """Return the record that calls were taken in: whose they are is not in it."""
    return Record(
        **written,
        kind=Kind.CALLS,
        actor=printable(by, 200),
        known=True,
        rows=taken.rows,
        what=str(taken),
        digest=taken.digest,
        reason=printable(reason, 500),
    )


def handled(connection: Connection, transfer: Transfer, window: Window) -> int | None:
    """Return the calls that the actor handled in `window` up to the day of `transfer`.

    None if they are not known for that day, or for an earlier one of the window on which the actor touched anybody whom it counts.
    """
    scope, last = scope_of(transfer, "actor", window.direction), day_of(transfer)
    first = day_before(last, window.days - 1)
    rows = connection.execute(_BETWEEN, {"actor": scope.id, "first": first, "last": last})
    known: dict[str, int] = {day: number for day, number in rows}  # noqa: C416 - rows are no pairs to a type checker
    if last not in known:
        return None
    own = {**scope.named, "first": first, "last": last}
    touched = {day for day, category in connection.execute(_TOUCHED, own) if not window.categories or category in window.categories}
    return sum(known.values()) if touched <= known.keys() else None


def _former(connection: Connection, accounts: list[str], days: list[str]) -> dict[tuple[str, str], int]:
    columns, found = calls.c, dict[tuple[str, str], int]()
    for some in batched(accounts, _TOGETHER):
        chosen = select(calls).where(columns.actor.in_(some), columns.day.between(days[0], days[-1]))
        found |= {(actor, day): number for actor, day, number in connection.execute(chosen)}
    return found


def _seen(connection: Connection, accounts: list[str]) -> int:
    """Return how many of `accounts` moved anybody's data at some time."""
    scope, found = sketches.c.scope, 0
    for some in batched(accounts, _TOGETHER):
        chosen = select(func.count(scope.distinct())).where(sketches.c.kind == "actor", scope.in_(some))
        found += connection.execute(chosen).scalar_one()
    return found

"""People touched for each call handled, operator by operator: the figures behind `people_per_call`, for days that are over.

It must not know how they are printed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import groupby
from statistics import median

from sqlalchemy import Connection, func, select

from ledger import sketchrows
from ledger.facts import transfer_of
from ledger.micros import micros
from ledger.periods import day_before
from ledger.schema import calls, facts, words
from ledger.search import moment
from ledger.sketchrows import Row, merge
from rules.model import login


@dataclass(frozen=True, slots=True, kw_only=True)
class PerCall:
    """One operator over some days."""

    who: str
    unit: str
    calls: int | None
    """None if not one of the days is known: then the people are those of all days."""
    days: int
    """Days whose calls are known."""
    people: int
    """Distinct people received or sent on these days."""
    exact: bool
    days_unknown: int
    """Days with people whose calls are not known: they are left out."""
    people_per_call: float | None
    """A day without a call counts as one call, so that it is not left out."""
    times_median: float | None = None
    """How often the median of the unit."""


def per_call(connection: Connection, first: str, last: str) -> list[PerCall]:
    """Return everybody with calls or people on these days, furthest above the median of the unit first; those without calls last."""
    known: dict[str, dict[str, int]] = {}
    for actor, day, number in connection.execute(select(calls).where(calls.c.day.between(first, last))):
        known.setdefault(actor, {})[day] = number
    rows, units = sketchrows.days_of_all(connection, "actor", first, last), _units(connection, first, last)
    found = {who: _of(who, units, list(its), known.get(who, {})) for who, its in groupby(rows, key=lambda row: row.scope.id)}
    found |= {who: _of(who, units, [], days) for who, days in known.items() if who not in found}
    return sorted(_compared(list(found.values())), key=_furthest_first)


def _of(who: str, units: Mapping[str, str], rows: list[Row], known: dict[str, int]) -> PerCall:
    counted = [row for row in rows if row.period in known] if known else rows
    people = merge(row.pair for row in counted).persons
    handled = sum(known.values()) if known else None
    return PerCall(
        who=who,
        unit=units.get(who, ""),
        calls=handled,
        days=len(known),
        people=people.count,
        exact=people.exact,
        days_unknown=len({row.period for row in rows} - known.keys()),
        people_per_call=None if handled is None else people.count / max(1, handled),
    )


def _compared(found: list[PerCall]) -> list[PerCall]:
    units: dict[str, list[float]] = {}
    for one in found:
        if one.people_per_call is not None:
            units.setdefault(one.unit, []).append(one.people_per_call)
    middle = {unit: median(shares) for unit, shares in units.items()}
    return [
        one if one.people_per_call is None or not middle[one.unit] else replace(one, times_median=one.people_per_call / middle[one.unit])
        for one in found
    ]


def _furthest_first(one: PerCall) -> tuple[bool, float, float, int, str]:
    return (one.people_per_call is None, -(one.times_median or 0), -(one.people_per_call or 0), -one.people, one.who)


def _units(connection: Connection, first: str, last: str) -> dict[str, str]:
    """Return the unit in which each account, spelled as logins are compared, was last seen on these days."""
    since, until = (micros(moment(day)) for day in (first, day_before(last, -1)))
    at, scene = func.max(facts.c.at), facts.c.scene
    seen = select(scene, at.label("at")).where(facts.c.at >= since, facts.c.at < until).group_by(scene).subquery()
    rows = connection.execute(select(words.c.text).join(seen, words.c.id == seen.c.scene).order_by(seen.c.at)).scalars()
    return {login(actor.id): actor.unit for actor in (transfer_of(text).actor for text in rows)}

"""Rolls people up: days to months, months to years, when these are over. Done again it gives the same, so any node may do it.

Every month and year up to a known one has its rows if anybody was counted in it. A day that is written late takes that back
(`sketchrows.remove_rolled`), and it is rolled up again when it is needed. It must not know windows, nor what is kept in memory.
"""

from typing import NamedTuple

from sqlalchemy import Connection

from ledger.periods import MONTH, YEAR, month_before
from ledger.sketchrows import Row, Scope, days_after, grouped, newest, of


class Rolled(NamedTuple):
    """The last month and the last year up to which everything is rolled up."""

    month: str
    year: str


def known(connection: Connection, scope: Scope) -> Rolled:
    """Return how far a scope is rolled up, as its rows show."""
    month, year = newest(connection, scope)
    return Rolled(max(month, f"{year}-12"), year)  # a month with nobody has no row, but its year is rolled up with it


def before(day: str) -> Rolled:
    """Return how far a scope is rolled up once everything from the month of `day` on is taken back."""
    return Rolled(month_before(day), f"{int(day[:YEAR]) - 1:04}")


def roll_up(connection: Connection, scope: Scope, rolled: Rolled, until: str) -> tuple[list[Row], Rolled]:
    """Return the rows that are missing up to the month `until`, which is over, and how far that goes."""
    months = [Row(scope, *key, pair) for key, pair in grouped(days_after(connection, scope, rolled.month, until), MONTH).items()]
    touched = {rolled.month[:YEAR], *(row.period[:YEAR] for row in months)}
    over = {year for year in touched if rolled.year < year and f"{year}-12" <= until}
    earlier = [month for year in over for month in _months(year) if month <= rolled.month]
    parts = [*(of(connection, scope, earlier) if earlier else ()), *(row for row in months if row.period[:YEAR] in over)]
    years = [Row(scope, *key, pair) for key, pair in grouped(parts, YEAR).items()]
    return months + years, Rolled(until, max(over, default=rolled.year))


def _months(year: str) -> list[str]:
    return [f"{year}-{month:02}" for month in range(1, 13)]

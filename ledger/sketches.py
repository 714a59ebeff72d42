"""People over time: the days, and windows of any length up to today, kept in memory and brought forward as people are added.

A set of people only grows, so a window that is kept takes in what is new, from here or from another node, and is never made again.
Months and years that are over are rolled up (`ledger.rolling`), so that the first look at a window reads few rows. Rows that other nodes
write are taken in at the start of each transaction, in which all writers wait for each other. It must not know what a limit is.
"""

from collections import OrderedDict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import chain

from sqlalchemy import Connection

from detectors.model import People
from ledger import drawdown, rolling, sketchrows
from ledger.clean import printable
from ledger.periods import DAY, MONTH, cover, day_before, month_before
from ledger.sketchrows import EXACT_LIMIT, Pair, Row, Scope, merge, pair_of
from rules.model import JST, Count, DestinationClass, Direction, Transfer, Window, login

MAX_BYTES = 128 << 20
"""Of the days and windows kept, 16 kB each if many people are in them; those not asked for longest go first."""

MARGIN = 0.02
"""Share of an estimate that is taken off before work is stopped for it: two and a half times its standard error of 0.8 %."""

NOBODY = Pair()

_OVERHEAD = 600
"""Bytes that a day or a window takes beside its people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Span:
    """A window that ends with a certain day."""

    categories: frozenset[DestinationClass]
    first: str
    last: str

    def counts(self, category: str) -> bool:
        return not self.categories or category in self.categories


@dataclass(slots=True, kw_only=True)
class _Book:
    """What is kept of one scope."""

    rolled: rolling.Rolled
    days: dict[str, dict[str, Pair]] = field(default_factory=dict)
    spans: dict[_Span, Pair] = field(default_factory=dict)
    weight: int = 0
    """Bytes, when last weighed."""

    def weigh(self) -> int:
        """Return by how many bytes it has grown since it was last weighed."""
        pairs = {id(pair): pair for pair in chain(self.spans.values(), *(day.values() for day in self.days.values()))}
        before, self.weight = self.weight, sum(_OVERHEAD + len(pair.persons.packed) + len(pair.names.packed) for pair in pairs.values())
        return self.weight - before

    def take_in(self, day: str, category: str, pair: Pair) -> None:
        """Add people to the windows that cover a day; windows that are one set stay one."""
        grown: dict[int, Pair] = {}
        for span, people in self.spans.items():
            if span.first <= day <= span.last and span.counts(category):
                if id(people) not in grown:
                    grown[id(people)] = merge((people, pair))
                self.spans[span] = grown[id(people)]

    def forget_before(self, day: str) -> None:
        """Let go of what ended before `day`: it will hardly be asked for again."""
        self.days = {one: pairs for one, pairs in self.days.items() if one >= day}
        self.spans = {span: pair for span, pair in self.spans.items() if span.last >= day}


class Sketches:
    """The people of each scope. Used by one thread at a time, inside writing transactions."""

    def __init__(self) -> None:
        self._books: OrderedDict[Scope, _Book] = OrderedDict()
        self._waiting: dict[Scope, dict[tuple[str, str], Pair]] = {}
        self._version = 0
        self._wrote = False
        self._touched: set[Scope] = set()
        self._bytes = 0

    def begin(self, connection: Connection, *, seen: int | None, version: int) -> None:
        """Start the transaction that writes `version`, having seen those up to `seen`; None to trust nothing that is kept."""
        self._version, self._wrote = version, False
        self._waiting.clear()
        if seen is None:
            self._books.clear()
            self._bytes = 0
        elif seen < version - 1:
            for row in sketchrows.since(connection, seen):
                self._refresh(row)

    def past(self, connection: Connection, transfer: Transfer, people: People, windows: Iterable[Window]) -> Iterator[tuple[Window, Count]]:
        """Yield the distinct people of each window up to the day of `transfer`, its own included where the window covers it."""
        day, own = day_of(transfer), pair_of(people)
        asked_for = tuple(windows)
        sides = {w: drawdown.sides(w) if w.drawn else (w,) for w in asked_for if w.per != "order" or transfer.order}
        scope = cache(lambda per, direction: scope_of(transfer, per, direction))
        asked = [(side, scope(side.per, side.direction), _span(side, day)) for side in dict.fromkeys(chain.from_iterable(sides.values()))]
        for one in dict.fromkeys(one for _, one, _ in asked):
            self._load(connection, one, self._open(connection, one, day), [span for _, its, span in asked if its == one])
        found = {side: (self._books[one].spans[span], own if _covers(side, transfer) else Pair()) for side, one, span in asked}
        for window in asked_for:
            if window not in sides:
                yield window, Count(people=0)
            elif window.per == "order":
                yield window, _beyond(_count(*found[window]), transfer, people)
            else:
                yield window, _drawn(*(merge(found[part]) for part in sides[window])) if window.drawn else _count(*found[window])

    def add(self, connection: Connection, transfer: Transfer, people: People) -> None:
        """Count the people of a released transfer from now on, for its actor, for its tenant and for its work order."""
        if not people.count and not people.names_only:
            return
        day, category, own = day_of(transfer), transfer.destination.category.value, pair_of(people)
        for kind in ("actor", "tenant", "order") if transfer.order else ("actor", "tenant"):
            scope = scope_of(transfer, kind, transfer.direction)
            book = self._open(connection, scope, day)
            if day[:MONTH] <= book.rolled.month:
                self._write(connection, [scope])
                sketchrows.remove_rolled(connection, scope, day[:MONTH])
                book.rolled = rolling.before(day)
            pair = merge((book.days[day].get(category, Pair()), own))
            book.days[day][category] = pair
            self._waiting.setdefault(scope, {})[day, category] = pair
            book.take_in(day, category, own)

    def flush(self, connection: Connection) -> bool:
        """Write what is waiting, and keep the memory within bounds. Returns whether anything was written since `begin`."""
        self._write(connection, sorted(self._waiting))
        self._bytes += sum(self._books[scope].weigh() for scope in self._touched if scope in self._books)
        self._touched.clear()
        while self._bytes > MAX_BYTES:
            self._bytes -= self._books.popitem(last=False)[1].weight
        return self._wrote

    def _refresh(self, row: Row) -> None:
        """Take in a row that another node has written."""
        book = self._books.get(row.scope)
        if book is None:
            return
        if len(row.period) != DAY or row.period[:MONTH] <= book.rolled.month:
            self._bytes -= self._books.pop(row.scope).weight  # what is rolled up has changed: read it anew
            return
        self._touched.add(row.scope)
        if row.period in book.days:
            book.days[row.period][row.category] = row.pair
        book.take_in(row.period, row.category, row.pair)

    def _open(self, connection: Connection, scope: Scope, day: str) -> _Book:
        """Return what is kept of a scope, with the day read and what was over before its month rolled up."""
        if scope not in self._books:
            self._books[scope] = _Book(rolled=rolling.known(connection, scope))
        self._books.move_to_end(scope)
        self._touched.add(scope)
        book = self._books[scope]
        if day not in book.days:
            self._write(connection, [scope])
            book.forget_before(day_before(day, 1))
            book.days[day] = {row.category: row.pair for row in sketchrows.of(connection, scope, [day])}
        if book.rolled.month < month_before(day):
            self._write(connection, [scope])
            rows, book.rolled = rolling.roll_up(connection, scope, book.rolled, month_before(day))
            self._put(connection, rows)
        return book

    def _load(self, connection: Connection, scope: Scope, book: _Book, spans: list[_Span]) -> None:
        """Make the windows that are missing from the longest periods that there are, and the day that they end with."""
        covers = {s: set(cover(s.first, day_before(s.last, 1), book.rolled.month)) for s in spans if s not in book.spans}
        if not covers:
            return
        self._write(connection, [scope])
        rows = list(sketchrows.of(connection, scope, set().union(*covers.values())))
        rows += [Row(scope, spans[0].last, category, pair) for category, pair in book.days[spans[0].last].items()]
        book.spans.update(_windows({span: {*periods, span.last} for span, periods in covers.items()}, rows))

    def _write(self, connection: Connection, scopes: Iterable[Scope]) -> None:
        """Write what is waiting of some scopes, before they are read."""
        waiting = [(scope, self._waiting.pop(scope)) for scope in scopes if scope in self._waiting]
        self._put(connection, [Row(scope, day, category, pair) for scope, rows in waiting for (day, category), pair in rows.items()])

    def _put(self, connection: Connection, rows: list[Row]) -> None:
        if rows:
            sketchrows.write(connection, rows, self._version)
            self._wrote = True


def day_of(transfer: Transfer) -> str:
    """Return the day of Japan on which a transfer began."""
    return transfer.at.astimezone(JST).date().isoformat()


def scope_of(transfer: Transfer, kind: str, direction: Direction) -> Scope:
    """Return whose count of `kind` (`actor`, `tenant` or, if it has one, `order`) the transfer belongs to.

    No spelling of an account has a count of its own: the staff directory may write it otherwise tomorrow, or at another node.
    """
    if kind == "order":
        assert transfer.order
        return order_scope(transfer.order.ticket)
    identity = printable(login(transfer.actor.id), 200) if kind == "actor" else printable(transfer.tenant, 100)
    return Scope(kind, identity, direction.value)


def order_scope(ticket: str) -> Scope:
    """Return the count of a work order: of the people touched, whichever way their data went."""
    return Scope("order", printable(ticket, 100), "both")


def _span(window: Window, last: str) -> _Span:
    return _Span(categories=window.categories, first=day_before(last, window.days - 1), last=last)


def _windows(covers: dict[_Span, set[str]], rows: list[Row]) -> Iterator[tuple[_Span, Pair]]:
    """Yield the people of windows that end on the same day: each takes in the next shorter one, and then what that lacks.

    Most people use one class of destination; then the windows of that class are those of all classes, and are one set.
    """
    made: dict[tuple[int, frozenset[tuple[str, str]]], Pair] = {}
    within: dict[frozenset[DestinationClass], tuple[set[str], Pair]] = {}
    for span in sorted(covers, key=lambda span: span.first, reverse=True):
        seen, people = within.get(span.categories, (set(), NOBODY))
        more = {(row.period, row.category): row.pair for row in rows if row.period in covers[span] - seen and span.counts(row.category)}
        key = (id(people), frozenset(more))
        if key not in made:
            made[key] = merge((people, *more.values())) if more else people
        within[span.categories] = (seen | covers[span], made[key])
        yield span, made[key]


def _covers(window: Window, transfer: Transfer) -> bool:
    category = transfer.destination.category
    return window.direction == transfer.direction and (not window.categories or category in window.categories)


def _drawn(received: Pair, sent: Pair) -> Count:
    people, exact = drawdown.both(received.persons, sent.persons)
    return Count(people=people, exact=exact)


def _beyond(counted: Count, transfer: Transfer, people: People) -> Count:
    """Return the people beyond the number of the work order, and how many more there are if a name alone is a person.

    Surely so: an estimate leans low, and the transfer itself is exact.
    """
    assert transfer.order
    expected, names = transfer.order.people, counted.names_only
    sure = counted.people if counted.exact else round(counted.people * (1 - MARGIN))
    sure_names = names if names <= EXACT_LIMIT else round(names * (1 - MARGIN))
    beyond = max(0, sure - expected, people.count - expected)
    all_beyond = max(0, sure + sure_names - expected, people.count + people.names_only - expected)
    return Count(people=beyond, names_only=all_beyond - beyond, exact=counted.exact)


def _count(before: Pair, own: Pair) -> Count:
    people, exact = before.persons.count_with(own.persons, exact_limit=EXACT_LIMIT)
    names, _ = before.names.count_with(own.names, exact_limit=EXACT_LIMIT)
    return Count(people=people, names_only=names, exact=exact)

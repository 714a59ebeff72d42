"""What a supervisor looks at once a day: the transfers of one unit on one day of Japan, in counts, with people by pseudonym.

It must not know how it is shown.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from sqlalchemy import Connection

from detectors.model import GapReason
from ledger.candidates import Clients
from ledger.egress import Egress
from ledger.held import Event
from ledger.incidents import Incident, Story, incident_of, is_incident
from ledger.pseudonyms import pseudonym, salt_of
from ledger.records import Kind, Record
from ledger.search import Query, search
from rules.model import JST, Action, DestinationClass, Direction, Outcome, RuleMatch

MOST = 20
"""Incidents and people that are named, those that weigh most first."""

_DAY = timedelta(days=1)
_LONGEST_WAIT = timedelta(days=29)
"""**Source:** `rules.schema_wait`: fourteen days for an answer, and fourteen more to use it; and the day itself."""


@dataclass(slots=True, kw_only=True)
class Line:
    """Transfers of one rule, client, kind of place or person. People are added up, not distinct."""

    name: str
    blocked: int = 0
    waiting: int = 0
    """Stopped until somebody answers; what passed then is another transfer."""
    alerted: int = 0
    """Passed, and somebody was told."""
    released: int = 0
    """Passed, those of `alerted` included."""
    people_stopped: int = 0
    people_released: int = 0

    def add(self, story: Story) -> None:
        """Count a transfer."""
        action = story.record.action
        if story.record.outcome is Outcome.RELEASED:
            self.released += 1
            self.alerted += action is Action.ALERT
            self.people_released += story.counts.people
        else:
            self.blocked += action not in (Action.HOLD, Action.JUSTIFY)
            self.waiting += action in (Action.HOLD, Action.JUSTIFY)
            self.people_stopped += story.counts.people

    @property
    def weight(self) -> tuple[int, int]:
        """What is looked at first: many people, then many transfers."""
        return self.people_stopped + self.people_released, self.blocked + self.waiting + self.released


@dataclass(frozen=True, slots=True, kw_only=True)
class Top:
    """One incident."""

    id: str
    at: str
    """HH:MM of Japan."""
    who: str
    action: Action
    egress: Egress
    people: int
    exact: bool
    rule: str
    """The one that decided, or would have."""
    direction: Direction
    category: DestinationClass
    tenant: str
    candidates: tuple[str, ...]


@dataclass(slots=True, kw_only=True)
class Excused:
    """An exception that was met."""

    exception: str
    rule: str
    lapsed: bool
    """It had ended, so the rule decided."""
    transfers: int = 0
    people: int = 0


@dataclass(slots=True, kw_only=True)
class Unread:
    """Parts that were not inspected, for one reason."""

    reason: GapReason
    parts: int = 0
    size_bytes: int = 0
    released: int = 0
    """Parts that passed all the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """One unit, one day."""

    unit: str
    day: date
    total: Line
    rules: tuple[Line, ...]
    """Each transfer under the rule that decided on it, or would have."""
    tenants: tuple[Line, ...]
    categories: tuple[Line, ...]
    """Kinds of place, by direction."""
    incidents: tuple[Top, ...]
    all_incidents: int
    who: tuple[Line, ...]
    """People with incidents, by pseudonym."""
    exceptions: tuple[Excused, ...]
    unread: tuple[Unread, ...]
    units: tuple[str, ...]
    """All units of which that day has records."""


def digest(connection: Connection, unit: str, day: date, clients: Clients) -> Digest:
    """Return what the records of `day` tell of `unit`."""
    start = datetime.combine(day, time(), JST)
    units: dict[str, None] = {}
    kept = []
    for record in search(connection, Query(since=start, until=start + _DAY)):
        units[record.unit] = None
        if record.unit == unit:
            kept.append(record)
    sums = _Sums(salt_of(connection))
    for story in _stories(connection, kept, start):
        sums.add(story, clients)
    return sums.digest(unit, day, tuple(sorted(units)))


def _stories(connection: Connection, kept: Iterable[Record], start: datetime) -> Iterator[Story]:
    """Yield each transfer with what came after it: a count may go on past midnight, an answer may come days later."""
    recounts = {r.transfer: r for r in search(connection, Query(since=start, until=start + 2 * _DAY, kinds=(Kind.RECOUNT,)))}
    answers = search(connection, Query(since=start, until=start + _LONGEST_WAIT, kinds=(Kind.HOLD,)))
    released = {answer.hold for answer in answers if answer.what == Event.RELEASED}
    for record in kept:
        yield Story(record=record, recount=recounts.get(record.transfer), released_later=bool(record.hold) and record.hold in released)


@dataclass(slots=True)
class _Sums:
    salt: bytes
    total: Line = field(default_factory=lambda: Line(name=""))
    lines: dict[tuple[str, str], Line] = field(default_factory=dict)
    incidents: list[Incident] = field(default_factory=list)
    exceptions: dict[tuple[str, str, bool], Excused] = field(default_factory=dict)
    unread: dict[GapReason, Unread] = field(default_factory=dict)

    def add(self, story: Story, clients: Clients) -> None:
        record = story.record
        self.total.add(story)
        self._line("tenant", record.tenant).add(story)
        self._line("category", f"{record.direction}:{record.category}").add(story)
        if rule := _decisive(record.matches):
            self._line("rule", rule).add(story)
        for match in record.matches:
            self._except(match, story)
        for gap in story.counts.gaps:
            unread = self.unread.setdefault(gap.reason, Unread(reason=gap.reason))
            unread.parts += 1
            unread.size_bytes += gap.size_bytes
            unread.released += record.outcome is Outcome.RELEASED
        if is_incident(record):
            self.incidents.append(incident_of(story, clients))
            self._line("who", pseudonym(record.actor, self.salt)).add(story)

    def digest(self, unit: str, day: date, units: tuple[str, ...]) -> Digest:
        first = sorted(self.incidents, key=lambda one: (max(one.action, one.would, key=lambda a: a.strength).strength, one.people))
        return Digest(
            unit=unit,
            day=day,
            total=self.total,
            rules=self._lines("rule"),
            tenants=self._lines("tenant"),
            categories=self._lines("category"),
            incidents=tuple(self._top(one) for one in reversed(first[-MOST:])),
            all_incidents=len(first),
            who=self._lines("who")[:MOST],
            exceptions=tuple(sorted(self.exceptions.values(), key=lambda one: (not one.lapsed, one.exception, one.rule))),
            unread=tuple(sorted(self.unread.values(), key=lambda one: (-one.parts, one.reason))),
            units=units,
        )

    def _line(self, kind: str, name: str) -> Line:
        return self.lines.setdefault((kind, name), Line(name=name))

    def _lines(self, kind: str) -> tuple[Line, ...]:
        return tuple(sorted((line for (of, _), line in self.lines.items() if of == kind), key=lambda line: line.weight, reverse=True))

    def _except(self, match: RuleMatch, story: Story) -> None:
        if name := match.excused_by or match.lapsed:
            key = name, match.rule, bool(match.lapsed)
            one = self.exceptions.setdefault(key, Excused(exception=name, rule=match.rule, lapsed=bool(match.lapsed)))
            one.transfers += 1
            one.people += story.counts.people

    def _top(self, one: Incident) -> Top:
        return Top(
            id=one.id,
            at=f"{one.at.astimezone(JST):%H:%M}",
            who=pseudonym(one.actor, self.salt),
            action=one.action,
            egress=one.passed.egress,
            people=one.people,
            exact=one.exact,
            rule=_decisive(one.matches),
            direction=one.direction,
            category=one.category,
            tenant=one.tenant,
            candidates=tuple(candidate.label for candidate in one.candidates),
        )


def _decisive(matches: tuple[RuleMatch, ...]) -> str:
    """Return the rule that decided, or the one that would have; matches come strongest first."""
    first = next((match for match in matches if match.enforced), matches[0] if matches else None)
    return first.rule if first else ""

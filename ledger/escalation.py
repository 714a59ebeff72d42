"""Steps that people stand on after repeated attempts: up by attempts, down by quiet or by somebody else, in the ledger's transactions.

Each step up, and each reset, is a record in the chain. It must not know what an attempt is, nor what a step does to a verdict.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Connection

from ledger.clean import printable
from ledger.errors import Refused
from ledger.holds import same_person
from ledger.standings import Kept, Standings, every
from rules.escalation import Standing, attempted, divisor, falls_at, locks, normal_at, settled, step
from rules.model import login
from rules.schema_work import Escalation


class Counted(StrEnum):
    """What became of an attempt."""

    COUNTED = "counted"
    REPEATED = "repeated"
    """The same was asked for a short time ago: software that repeats itself counts once."""
    LOCKED = "locked"
    """It was tried during a lockout, which it does not make longer."""


class Event(StrEnum):
    """What happened; each is a record in the chain. That it falls by itself is none: the time is in the last one."""

    RAISED = "raised"
    LOCKED = "locked"
    RESET = "reset"
    REFUSED = "refused"
    """Somebody wanted to reset their own; nothing was changed."""

    @property
    def lasts(self) -> bool:
        """Whether it is stricter from then on."""
        return self in (Event.RAISED, Event.LOCKED)


class Refusal(StrEnum):
    """Why a reset is not done."""

    OWN = "nobody resets their own limits: somebody else has to"
    NOTHING = "nothing counts against this account"


class ResetRefused(Refused[Refusal]):
    """A reset that is not done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where one person stands at a certain time."""

    account: str
    """Spelled as logins are compared."""
    step: int
    points: int
    divisor: int
    locked: bool
    since: datetime | None
    """From when on it has been stricter."""
    falls_at: datetime | None
    """When it next falls by itself: the end of a lockout, or of a quiet time."""
    normal_at: datetime | None
    """When nothing is left of it, if nothing more is tried."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What an attempt did."""

    result: Counted
    event: Event | None
    """Raised or locked; None if the step is as it was."""


type Tell = Callable[[Place, Event, str, str, str, datetime], object]
"""Puts a record into the chain: where somebody stands now, what happened, who did it, their reason, by which transfer, when."""


class Steps:
    """Where people stand, inside one writing transaction."""

    def __init__(self, connection: Connection, standings: Standings, plan: Escalation, tell: Tell) -> None:
        self._connection, self._standings, self._plan, self._tell = connection, standings, plan, tell

    def place(self, account: str, now: datetime) -> Place:
        """Return where somebody stands."""
        account = printable(login(account), 200)
        return place(account, self._settled(account, now), self._plan)

    def attempt(self, account: str, endpoint: str, transfer: str, now: datetime) -> Tried:
        """Count an attempt by `transfer`, unless it only repeats one at the same `endpoint`."""
        account, plan = printable(login(account), 200), self._plan
        kept, apart = self._settled(account, now), timedelta(minutes=plan.apart_minutes or plan.quiet_minutes)
        last = self._standings.tried(self._connection, account, endpoint, now, forget=now - apart)
        if last is not None and abs(now - last) < apart:
            return Tried(result=Counted.REPEATED, event=None)
        if kept.standing.until is not None:
            return Tried(result=Counted.LOCKED, event=None)
        standing, before = attempted(kept.standing, plan, now), step(kept.standing, plan)
        after = step(standing, plan)
        self._standings.put(self._connection, account, Kept(standing=standing, since=(kept.since if before else now) if after else None))
        if after <= before:
            return Tried(result=Counted.COUNTED, event=None)
        event = Event.LOCKED if locks(plan, after) else Event.RAISED
        self._tell(self.place(account, now), event, account, "", transfer, now)
        return Tried(result=Counted.COUNTED, event=event)

    def reset(self, account: str, *, by: str, reason: str, now: datetime) -> Place:
        """Let somebody start anew, and return where they stood. Raises ResetRefused."""
        if same_person(by, account):
            raise ResetRefused(Refusal.OWN)
        stood = self.place(account, now)
        if not stood.points:
            raise ResetRefused(Refusal.NOTHING)
        self._standings.put(self._connection, stood.account, Kept())
        self._tell(stood, Event.RESET, by, reason, "", now)
        return stood

    def refused(self, account: str, *, by: str, now: datetime) -> None:
        """Write that somebody wanted to reset their own."""
        self._tell(self.place(account, now), Event.REFUSED, by, "", "", now)

    def _settled(self, account: str, now: datetime) -> Kept:
        """Return what counts now. Where the clock went back it is written, so that quiet and lockouts pass by the new time."""
        kept = self._standings.get(self._connection, account)
        current = Kept(standing=settled(kept.standing, self._plan, now), since=kept.since and min(kept.since, now))
        if _went_back(current.standing, kept.standing):
            self._standings.put(self._connection, account, current)
        return current


def place(account: str, kept: Kept, plan: Escalation) -> Place:
    """Return where somebody stands whose row says `kept`, settled to a certain time."""
    at = step(kept.standing, plan)
    return Place(
        account=account,
        step=at,
        points=kept.standing.points,
        divisor=divisor(plan, at),
        locked=locks(plan, at),
        since=kept.since if at else None,
        falls_at=falls_at(kept.standing, plan) if at else None,
        normal_at=normal_at(kept.standing, plan) if at else None,
    )


def listed(connection: Connection, plan: Escalation, now: datetime) -> Iterator[Place]:
    """Yield everybody who stands on a step now, highest first. Changes nothing."""
    rows = ((account, Kept(standing=settled(kept.standing, plan, now), since=kept.since)) for account, kept in every(connection))
    found = (place(account, kept, plan) for account, kept in rows)
    yield from sorted((one for one in found if one.step), key=lambda one: (-one.step, one.account))


def _went_back(now: Standing, kept: Standing) -> bool:
    return any(one and other and one < other for one, other in ((now.last, kept.last), (now.until, kept.until)))

"""Transfers that wait: asked for, answered, released once, in the transactions of the ledger, each step a record in the chain.

Who may answer is decided here, so that no way in can forget it. It must not know content, pages or tokens.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import orjson
from sqlalchemy import ColumnElement, Connection, Row, case, func, insert, select, update

from detectors.model import Inspection
from ledger.clean import printable
from ledger.held import WAITS, Approver, Crowded, Event, Held, HoldRefused, Refusal, Share, State
from ledger.micros import instant, micros
from ledger.schema import holds
from rules.model import Action, Direction, Transfer, Verdict, login

MAX_LISTED = 500
MAX_EXPIRED = 200
"""Of one transaction: each is a signed record, and takes about as long as a transfer."""


class Open(NamedTuple):
    """What is open at a certain time, by numbers alone: there may be tens of thousands."""

    ids: frozenset[str]
    over: bool
    """Whether the end of some has come that nobody has written down."""
    waiting: Mapping[Action, tuple[int, datetime]]
    """How many wait for a reason, and for an approval; since when the oldest of them does."""


_OPEN = holds.c.state.in_([state.value for state in State if state.open])
"""Something may still happen to it."""

type Tell = Callable[[Held, Event, str, str, datetime], object]
"""Puts a record into the chain: what waits, what happened, who did it, their reason, when."""


class Holds:
    """The transfers that wait, inside one writing transaction."""

    def __init__(self, connection: Connection, node: str, tell: Tell) -> None:
        self._connection, self._node, self._tell = connection, node, tell

    def claim(
        self,
        transfer: Transfer,
        inspection: Inspection,
        verdict: Verdict,
        content: str,
        *,
        wait: timedelta,
        needed: int,
        now: datetime,
        share: Share = Share(),
    ) -> tuple[Verdict, Held]:
        """Let a transfer pass that was answered for, once; else make it wait, under the number that it waits under already.

        Args:
            transfer: what was stopped.
            inspection: for the number of people.
            verdict: `justify` or `hold`.
            content: digest of what was inspected; only the same content, actor, destination and direction are the same.
            wait: how long it waits for an answer.
            needed: how many different people must approve.
            now: when.
            share: what the person may have waiting at a time.

        Raises: Crowded if it would have to wait beyond that; nothing was written.

        """
        assert verdict.action in WAITS
        people = inspection.people.count
        found = self._same(transfer, verdict.action, content, people=people, needed=needed, now=now)
        if found is None:
            self._check_room(transfer, share, now)
            return verdict, self._ask(transfer, people, verdict.action, content, now + wait, needed, now)
        if found.state is not State.READY:
            return verdict, found
        released = self._move(found, Event.RELEASED, now, by=found.actor, state=State.RELEASED)
        return replace(verdict, granted=found.id), released

    def give(self, hold: str, *, by: str, reason: str, lasts: timedelta, now: datetime) -> Held:
        """Take the reason of the person themselves. Raises HoldRefused."""
        held = self._waiting(hold, now)
        if held.actor != printable(by, 200):
            raise HoldRefused(Refusal.OTHER)
        if held.kind is not Action.JUSTIFY:
            raise HoldRefused(Refusal.KIND)
        return self._move(held, Event.GIVEN, now, by=by, reason=reason, state=State.READY, expires=now + lasts)

    def approve(self, hold: str, *, by: Approver, reason: str, lasts: timedelta, now: datetime) -> Held:
        """Take an approval, never that of the person who asks; when enough people have approved, it can be released for `lasts`.

        Raises HoldRefused.
        """
        self._another(hold, by)
        held, who = self._waiting(hold, now), by.account
        if held.kind is not Action.HOLD:
            raise HoldRefused(Refusal.KIND)
        if same_person(who, *held.approvers):
            raise HoldRefused(Refusal.TWICE)
        approvers = (*held.approvers, printable(who, 200))
        if len(approvers) < held.needed:
            return self._move(held, Event.APPROVED, now, by=who, reason=reason, approvers=approvers)
        return self._move(held, Event.APPROVED, now, by=who, reason=reason, approvers=approvers, state=State.READY, expires=now + lasts)

    def deny(self, hold: str, *, by: Approver, reason: str, now: datetime) -> Held:
        """Take a no, also after an approval that nobody has used. Raises HoldRefused."""
        held = self._another(hold, by)
        if not held.at(now).open:
            raise HoldRefused(Refusal[held.at(now).name])
        return self._move(held, Event.DENIED, now, by=by.account, reason=reason, state=State.DENIED)

    def refused(self, hold: str, *, by: Approver, why: Refusal, now: datetime) -> Held:
        """Write that an approver tried what was refused to them. Raises HoldRefused if there is nothing of this number."""
        return self._move(self.get(hold), Event.REFUSED, now, by=by.account, reason=why.value)

    def drop(self, hold: str, *, now: datetime) -> Held:
        """End what cannot be kept: its content could not be stored."""
        return self._move(self.get(hold), Event.DENIED, now, by="sekimori", reason="not stored", state=State.EXPIRED)

    def expire(self, now: datetime, *, most: int = MAX_EXPIRED) -> list[Held]:
        """Write down what is over, at most so many: transfers wait for the end of this transaction."""
        over = list(self._find(_OPEN, holds.c.expires <= micros(now), most=most))
        return [self._move(held, Event.EXPIRED, now, by="sekimori", state=State.EXPIRED) for held in over]

    def get(self, hold: str) -> Held:
        """Return one. Raises HoldRefused."""
        return get(self._connection, hold)

    def _check_room(self, transfer: Transfer, share: Share, now: datetime) -> None:
        theirs = select(func.count(), func.coalesce(func.sum(holds.c.size_bytes), 0))
        open_now = theirs.where(holds.c.login == _login(transfer), _OPEN, holds.c.expires > micros(now))
        number, size = self._connection.execute(open_now).one()
        if number >= share.number or size + transfer.size_bytes > share.size_bytes:
            raise Crowded

    def _ask(self, transfer: Transfer, people: int, kind: Action, content: str, expires: datetime, needed: int, now: datetime) -> Held:
        held = Held(
            id=printable(transfer.id, 19),
            node=self._node,
            kind=kind,
            state=State.WAITING,
            actor=printable(transfer.actor.id, 200),
            host=printable(transfer.destination.host, 255),
            port=transfer.destination.port,
            direction=transfer.direction,
            tenant=printable(transfer.tenant, 100),
            content=content,
            people=people,
            began=now.astimezone(UTC),
            expires=expires.astimezone(UTC),
            needed=needed,
        )
        whose = {"login": _login(transfer), "size_bytes": transfer.size_bytes}
        self._connection.execute(insert(holds), [_row(held) | whose])
        self._tell(held, Event.ASKED, held.actor, "", now)
        return held

    def _same(self, transfer: Transfer, action: Action, content: str, *, people: int, needed: int, now: datetime) -> Held | None:
        """Return what is still open, or was denied and would be still open, for the same content by the same person to the same place.

        An answer counts for no more than was asked: not for another client, for more people than were found then, or where more must
        approve by now. What has been answered goes before what still waits, the answer of another person before one's own reason, then
        the newest.
        """
        found = self._find(
            holds.c.content == content,
            holds.c.actor == printable(transfer.actor.id, 200),
            holds.c.host == printable(transfer.destination.host, 255),
            holds.c.port == transfer.destination.port,
            holds.c.direction == transfer.direction.value,
            _OPEN | (holds.c.state == State.DENIED.value),
            holds.c.expires > micros(now),
        )
        client = printable(transfer.tenant, 100)
        enough = [
            held
            for held in found
            if held.kind.strength >= action.strength
            and (held.state is State.DENIED or (held.tenant == client and held.people >= people and held.needed >= needed))
        ]
        return min(enough, key=lambda held: (held.state is State.WAITING, -held.kind.strength), default=None)

    def _waiting(self, hold: str, now: datetime) -> Held:
        held = self.get(hold)
        if held.at(now) is not State.WAITING:
            raise HoldRefused(Refusal[held.at(now).name])
        return held

    def _another(self, hold: str, by: Approver) -> Held:
        held = self.get(hold)
        if not by.answers_for(held):
            raise HoldRefused(Refusal.TENANT)
        if same_person(by.account, held.actor):
            raise HoldRefused(Refusal.OWN)
        return held

    def _move(self, held: Held, event: Event, now: datetime, *, by: str, reason: str = "", **changes: Any) -> Held:
        moved = replace(held, **changes)
        self._connection.execute(update(holds).where(holds.c.id == held.id).values(_row(moved)))
        self._tell(moved, event, by, reason, now)
        return moved

    def _find(self, *conditions: ColumnElement[bool], most: int | None = None) -> Iterator[Held]:
        query = select(holds).where(*conditions).order_by(holds.c.began.desc(), holds.c.id.desc()).limit(most)
        return (_held(row) for row in self._connection.execute(query).all())


def get(connection: Connection, hold: str) -> Held:
    """Return what waits, or has waited, under a number. Raises HoldRefused."""
    row = connection.execute(select(holds).where(holds.c.id == printable(hold, 100))).one_or_none()
    if row is None:
        raise HoldRefused(Refusal.UNKNOWN)
    return _held(row)


def of_actor(connection: Connection, actor: str) -> list[Held]:
    """Return what waits, or has waited, for one person."""
    return _first(connection, holds.c.actor == printable(actor, 200))


def for_approver(connection: Connection, by: Approver) -> list[Held]:
    """Return what an approver may know of."""
    return _first(connection, *(() if by.tenants is None else (holds.c.tenant.in_(sorted(by.tenants)),)))


def still_open(connection: Connection, now: datetime) -> Open:
    """Return what something may still happen to at `now`: all of it, however much."""
    later = holds.c.expires > micros(now)
    kinds = select(holds.c.kind, func.count(), func.min(holds.c.began)).where(holds.c.state == State.WAITING.value, later)
    return Open(
        ids=frozenset(connection.execute(select(holds.c.id).where(_OPEN, later)).scalars()),
        over=connection.execute(select(holds.c.id).where(_OPEN, ~later).limit(1)).one_or_none() is not None,
        waiting={Action(kind): (number, instant(began)) for kind, number, began in connection.execute(kinds.group_by(holds.c.kind))},
    )


def _first(connection: Connection, *conditions: ColumnElement[bool]) -> list[Held]:
    """Return what is open, then what is over, each newest first: what waits for an answer is never pushed out by what has one."""
    over = case((_OPEN, 0), else_=1)
    query = select(holds).where(*conditions).order_by(over, holds.c.began.desc()).limit(MAX_LISTED)
    return [_held(row) for row in connection.execute(query)]


def same_person(account: str, *others: str) -> bool:
    """Whether an account is one of `others`: directories tell neither capitals nor width apart, nor the domain that one is written with."""
    return _bare(account) in {_bare(other) for other in others}


def _bare(account: str) -> str:
    # A yen sign is what a keyboard of Japan has in the place of the backslash.
    return login(printable(account, 200)).replace("¥", "\\").rpartition("\\")[2].partition("@")[0].strip()


def _login(transfer: Transfer) -> str:
    return printable(login(transfer.actor.id), 200)


def _row(held: Held) -> dict[str, str | int]:
    names = ("id", "node", "actor", "host", "port", "tenant", "content", "people", "needed")
    return {name: getattr(held, name) for name in names} | {
        "kind": held.kind.value,
        "state": held.state.value,
        "direction": held.direction.value,
        "began": micros(held.began),
        "expires": micros(held.expires),
        "approvers": orjson.dumps(held.approvers).decode(),
    }


def _held(row: Row[tuple[object, ...]]) -> Held:
    return Held(
        id=row.id,
        node=row.node,
        kind=Action(row.kind),
        state=State(row.state),
        actor=row.actor,
        host=row.host,
        port=row.port,
        direction=Direction(row.direction),
        tenant=row.tenant,
        content=row.content,
        people=row.people,
        began=instant(row.began),
        expires=instant(row.expires),
        needed=row.needed,
        approvers=tuple(orjson.loads(row.approvers)),
    )

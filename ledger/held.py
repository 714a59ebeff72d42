"""What waits: a transfer that was stopped until its reason is given or somebody approves. It must not know how it is stored."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from ledger.errors import Refused
from rules.model import Action, Direction

WAITS = frozenset({Action.JUSTIFY, Action.HOLD})
"""Actions that stop a transfer until somebody answers."""


class State(StrEnum):
    """Where a waiting transfer stands."""

    WAITING = "waiting"
    READY = "ready"
    """The same content may pass once."""
    RELEASED = "released"
    DENIED = "denied"
    EXPIRED = "expired"
    """Nobody answered in time, or nobody used the answer: nothing passes."""

    @property
    def open(self) -> bool:
        """Whether something may still happen."""
        return self in (State.WAITING, State.READY)


class Event(StrEnum):
    """What happened to a waiting transfer; each is a record in the chain."""

    ASKED = "asked"
    GIVEN = "given"
    """A reason, by the person."""
    APPROVED = "approved"
    DENIED = "denied"
    RELEASED = "released"
    EXPIRED = "expired"
    REFUSED = "refused"
    """An approver tried what was not theirs to do; nothing else was changed."""


class Refusal(StrEnum):
    """Why an answer is not taken; what is over is refused under the name of its state."""

    UNKNOWN = "no such transfer waits"
    OWN = "nobody answers for a transfer of their own"
    TENANT = "it concerns a client that this approver does not answer for"
    TWICE = "this person has approved already: another one must"
    READY = "it was answered already, and can be released"
    RELEASED = "it was released already"
    DENIED = "it was denied, and stays so"
    EXPIRED = "its time is over: nothing passes, and it cannot be answered any more"
    OTHER = "only the person who asked can do this"
    KIND = "this is not what it waits for"


class HoldRefused(Refused[Refusal]):
    """An answer that is not taken."""


class Crowded(Exception):
    """Somebody has as much waiting as one person may have: nothing more of theirs can wait."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """What one person may have waiting at a time, at all nodes together, so that nobody takes the room of all others.

    **Source:** our own choice. Ten people at these numbers still fit into what an approver is shown at once (500), sixteen into the room
    that a node has unless its settings say otherwise (4 GiB); four of the largest bodies (64 MiB) fit into one share.
    """

    number: int = 50
    size_bytes: int = 256 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """One transfer that waits, or has waited."""

    id: str
    """That of the transfer that was stopped first."""
    node: str
    """Where its content lies."""
    kind: Action
    """`justify` or `hold`."""
    state: State
    actor: str
    host: str
    port: int
    direction: Direction
    tenant: str
    content: str
    """Keyed digest of what was inspected."""
    people: int
    began: datetime
    expires: datetime
    """When the present state ends by itself."""
    needed: int
    """Different people who must approve."""
    approvers: tuple[str, ...] = ()

    def at(self, now: datetime) -> State:
        """Return the state at `now`: what is over is over, whether somebody has written it down or not."""
        return State.EXPIRED if self.state.open and now >= self.expires else self.state


@dataclass(frozen=True, slots=True, kw_only=True)
class Approver:
    """Somebody who may answer for transfers of others."""

    account: str
    tenants: frozenset[str] | None
    """Clients that they answer for, as the policy names them; None for all. Clients must not learn of each other."""
    only: frozenset[str] | None = None
    """Names of the API that their token is good for; None for all. A machine that sends numbers must not approve anything."""

    def answers_for(self, held: Held) -> bool:
        """Whether they may know of `held` at all."""
        return self.tenants is None or held.tenant in self.tenants

"""What a held exchange and the addon pass to each other, and the hooks that carry it. The only way for a verdict into the layer."""

from collections import Counter
from dataclasses import dataclass, field

from mitmproxy import connection, http
from mitmproxy.proxy import commands

from proxy.exchange import Exchange
from proxy.spool import Spool
from rules.model import Direction, Transfer, Verdict


@dataclass(kw_only=True, eq=False)
class Ticket:
    """One half of an exchange that waits for a verdict. Not a `Flow`, so that mitmproxy's `resume` and `intercept` stay out of it."""

    flow: http.HTTPFlow = field(repr=False)
    direction: Direction
    spool: Spool | None = field(default=None, repr=False)
    """The body, sealed; None when there is none. The addon may put another one in its place, and leaves the first to its owner."""
    overflow: bool = False
    """The body was larger than can be held: it is judged as a gap, and whatever the verdict, it cannot be sent on."""
    early: bool = False
    """The body is still arriving, and what came decides already: it cannot be sent on either."""
    verdict: Verdict | None = None
    """Set by the addon. None means that nobody decided, and nothing passes."""
    answer: http.Response | None = field(default=None, repr=False)
    """What the terminal gets when the verdict does not release."""
    transfer: Transfer | None = None
    """Set with the verdict: under this name it is on record."""
    exchange: Exchange | None = None
    """Set by the addon on the request's ticket, and found again on the answer's."""

    @property
    def released(self) -> bool:
        """Whether a verdict was given, and it lets the bytes pass."""
        return self.verdict is not None and self.verdict.releases and not (self.overflow or self.early)


@dataclass(kw_only=True, eq=False)
class Look:
    """A look at a body that is still arriving, so that a clear case need not wait for its end."""

    flow: http.HTTPFlow = field(repr=False)
    direction: Direction
    spool: Spool = field(repr=False)
    """What has arrived, sealed; the hook closes it."""
    exchange: Exchange | None = None
    done: bool = False
    decides: bool = False
    """Set by the addon: whatever follows, the verdict will stop it."""


@dataclass(kw_only=True, eq=False)
class Pace:
    """A connection that has to take what was written to it before more is read from the spool."""

    flow: http.HTTPFlow = field(repr=False)
    connection: connection.Connection
    abort: bool = False
    """Drop the connection instead: a half-sent body must never look like a whole one."""


PIECE_BYTES = 4 << 20
"""Both directions together. About so much of a person can pass beyond a budget, or be lost with the node: see ADR 0121."""


@dataclass(kw_only=True, eq=False)
class Passage:
    """A connection that passes unopened: whose it is, and what has passed since it was last charged."""

    client: connection.Client
    exchange: Exchange
    passed: Counter[Direction] = field(default_factory=Counter)
    """Bytes by direction."""
    piece_bytes: int = PIECE_BYTES
    """What it may move before it is charged: the share of a piece that is left to each open connection of its person."""
    goes_on: bool = False
    """Set by the addon at each charge. False means that nobody said so, and the connection ends."""
    told: set[tuple[str, ...]] = field(default_factory=set)
    """Direction, action and rules that somebody was told of: once for a connection, not once for each charge."""


@dataclass
class SekimoriVerdictHook(commands.StartHook):
    """Ask for a verdict on a held body."""

    ticket: Ticket


@dataclass
class SekimoriLookHook(commands.StartHook):
    """Look at a body that is still arriving; nothing waits for the answer, which is read from the look when more arrives."""

    look: Look
    blocking = False


@dataclass
class SekimoriRecountHook(commands.StartHook):
    """Put the full count of a body that was decided early on record."""

    ticket: Ticket


@dataclass
class SekimoriPaceHook(commands.StartHook):
    """Wait until a connection has taken what was written, or drop it."""

    pace: Pace


@dataclass
class SekimoriChargeHook(commands.StartHook):
    """Charge what has passed unopened, and ask whether more may."""

    passage: Passage

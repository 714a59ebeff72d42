"""What a held exchange and the addon pass to each other, and the hooks that carry it. The only way for a verdict into the layer."""

from dataclasses import dataclass, field

from mitmproxy import connection, http
from mitmproxy.proxy import commands

from proxy.exchange import Exchange
from proxy.spool import Spool
from rules.model import Direction, Verdict


@dataclass(kw_only=True, eq=False)
class Ticket:
    """One half of an exchange that waits for a verdict. Not a `Flow`, so that mitmproxy's `resume` and `intercept` stay out of it."""

    flow: http.HTTPFlow = field(repr=False)
    direction: Direction
    spool: Spool | None = field(default=None, repr=False)
    """The body, sealed; None when there is none."""
    overflow: bool = False
    """The body was larger than can be held: it is judged as a gap, and whatever the verdict, it cannot be sent on."""
    verdict: Verdict | None = None
    """Set by the addon. None means that nobody decided, and nothing passes."""
    answer: http.Response | None = field(default=None, repr=False)
    """What the terminal gets when the verdict does not release."""
    exchange: Exchange | None = None
    """Set by the addon on the request's ticket, and found again on the answer's."""

    @property
    def released(self) -> bool:
        """Whether a verdict was given, and it lets the bytes pass."""
        return self.verdict is not None and self.verdict.action.releases and not self.overflow


@dataclass(kw_only=True, eq=False)
class Pace:
    """A connection that has to take what was written to it before more is read from the spool."""

    flow: http.HTTPFlow = field(repr=False)
    connection: connection.Connection
    abort: bool = False
    """Drop the connection instead: a half-sent body must never look like a whole one."""


@dataclass
class SekimoriVerdictHook(commands.StartHook):
    """Ask for a verdict on a held body."""

    ticket: Ticket


@dataclass
class SekimoriPaceHook(commands.StartHook):
    """Wait until a connection has taken what was written, or drop it."""

    pace: Pace

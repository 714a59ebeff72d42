"""The words of this room: a movement of data, its past, and what is decided about it. Frozen, slotted, keyword-only, picklable."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from detectors.model import GapReason

JST = ZoneInfo("Asia/Tokyo")
"""Windows are calendar days of Japan (DESIGN: the ledger's day is a JST day)."""

UNASSIGNED = "unassigned"


def login(account: str) -> str:
    """Return an account as directories compare it: they tell neither capitals nor wide letters apart."""
    return unicodedata.normalize("NFKC", account).casefold().strip()


class Direction(StrEnum):
    """Upload: from the terminal to the destination. Download: the answer of a guarded destination."""

    UPLOAD = "upload"
    DOWNLOAD = "download"


class Action(StrEnum):
    """What a rule asks for, weakest first."""

    ALLOW = "allow"
    ALERT = "alert"
    JUSTIFY = "justify"
    HOLD = "hold"
    BLOCK = "block"

    @property
    def strength(self) -> int:
        """0 for allow to 4 for block."""
        return list(Action).index(self)

    @property
    def releases(self) -> bool:
        """Whether bytes may pass now."""
        return self in (Action.ALLOW, Action.ALERT)


class Outcome(StrEnum):
    """What became of a transfer."""

    RELEASED = "released"
    STOPPED = "stopped"
    ERROR = "error"


class DestinationClass(StrEnum):
    """The kinds of place that data can go to or come from."""

    CRM = "crm"
    APPROVED = "approved"
    PERSONAL_STORAGE = "personal-storage"
    WEBMAIL = "webmail"
    GENERATIVE_AI = "generative-ai"
    PASTE = "paste"
    UNKNOWN = "unknown"


class Employment(StrEnum):
    """How a person works here (the seed's case was a dispatched worker of a maintenance contractor)."""

    EMPLOYEE = "employee"
    DISPATCH = "dispatch"
    CONTRACTOR = "contractor"
    MAINTENANCE = "maintenance"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who moves the data."""

    id: str
    """Account name; for an unknown user whatever is known (an address), never a credential."""
    known: bool
    """Whether the identity was proven or assigned; an unknown user is a case of policy."""
    unit: str = ""
    employment: Employment = Employment.UNKNOWN
    tenants: tuple[str, ...] = ()
    source: str = ""
    """Network address of the terminal."""
    many_terminals: bool = False
    """Whether the account or the address stands for several terminals: an account of a whole network, the address of a front proxy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """Where data goes to, or comes from: the address that is really connected to."""

    host: str
    port: int = 443
    category: DestinationClass = DestinationClass.UNKNOWN
    tenant: str = ""
    guarded: bool = False
    """Whether its answers are inspected as downloads."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkOrder:
    """作業申請: leave for some accounts to work on the data of some tenants, for a time and up to a number of people."""

    ticket: str
    """Its number where it was applied for."""
    accounts: frozenset[str]
    tenants: frozenset[str] = frozenset()
    """Empty: of every tenant."""
    begins: datetime
    ends: datetime
    """The first moment after it, with a time zone."""
    people: int
    """Distinct people whose data the work is expected to touch, all accounts together."""
    owner: str = ""
    """Who opened it and answers for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """One logical movement of data."""

    id: str
    """Sortable by time, easy to read out on the telephone; incident and transfer share it."""
    actor: Actor
    destination: Destination
    direction: Direction
    at: datetime
    """When it began, with a time zone."""
    method: str = ""
    size_bytes: int = 0
    """Body as received; 0 for none."""
    content_type: str = ""
    status: int = 0
    """Status of the answer for a download."""
    refusal: str = ""
    """Why it is blocked whatever the policy says (a key of `rules.refusals.REFUSALS`); empty for no such reason."""
    order: WorkOrder | None = None
    """The open work order under which it happens."""
    passed: bool = False
    """It has left already, of a connection that passes unopened: it is charged whatever the verdict, which stops what would follow."""
    endpoint: str = ""
    """Keyed digest of what was asked for, by which repetitions of one software are known; empty if it is not told."""

    @property
    def tenant(self) -> str:
        """The client whose customers these are: the destination's, else the actor's only one, else `unassigned`."""
        if self.destination.tenant:
            return self.destination.tenant
        return self.actor.tenants[0] if len(self.actor.tenants) == 1 else UNASSIGNED


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A count over time that some rule asks for: distinct people per actor (or tenant), direction and destination classes."""

    per: str = "actor"
    """`actor`, `tenant`, or `order`: those beyond the number of the transfer's work order."""
    direction: Direction
    categories: frozenset[DestinationClass] = frozenset()
    """Empty: all classes."""
    days: int = 1
    """JST calendar days, today included."""
    uninspected: frozenset[GapReason] | None = None
    """Instead of people, the bytes that were not inspected for one of these reasons; empty: for any."""
    drawn: bool = False
    """Of the people sent out (uploads to `categories`, no CRM), only those whom the same actor or tenant received from a CRM too."""
    per_call: bool = False
    """The calls that the actor handled are asked for beside the people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """Distinct people in a window, this transfer included."""

    people: int
    names_only: int = 0
    exact: bool = True
    uninspected: int = 0
    """Bytes, in a window that asks for them."""
    calls: int | None = None
    """Calls handled, in a window that asks for them; None if that is not known for each of its days."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """The counts of every window that the policy asks for."""

    counts: tuple[tuple[Window, Count], ...] = ()
    ladder: tuple[tuple[Window, Count], ...] = ()
    """Counts that no rule asked for, kept so that later drafts of a policy can be tried on them."""
    terminals: int = 0
    """Terminals at which the actor is active at once; 0 if there is nothing in the transfer."""
    step: int = 0
    """Step of the escalation that the actor stands on."""

    def count(self, window: Window) -> Count:
        """Return the count of `window`; raises KeyError if the past was taken without it."""
        return dict(self.counts)[window]


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleMatch:
    """One rule that applied, and by how much."""

    rule: str
    action: Action
    enforced: bool
    """False in monitor mode: it is recorded, and decides nothing."""
    severity: str = "medium"
    measure: str = ""
    """What passed its threshold: `people.transfer`, `people.1d`, `names_only.transfer`, `findings.JP_MY_NUMBER`, `gap.encrypted`, …"""
    found: int = 0
    threshold: int = 0
    kitei: str = ""
    """Clause of the company's own regulation."""
    law: str = ""
    message: str = ""
    """For the person stopped: Japanese first."""
    excused_by: str = ""
    """The exception by which it does not decide."""
    lapsed: str = ""
    """The exception by which it would not decide, had it not ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The strongest enforced action, and every rule that led to it."""

    action: Action
    matches: tuple[RuleMatch, ...] = ()
    """Strongest first; the first enforced one decided."""
    would: Action = Action.ALLOW
    """The strongest action if every monitored rule were enforced."""
    policy: str = ""
    """Digest of the policy that decided."""
    divisor: int = 1
    """By how much an escalation divided the numbers of people that it was held against."""
    granted: str = ""
    """Number of the transfer that waited, and whose reason or approval lets this one pass although `action` does not."""

    @property
    def releases(self) -> bool:
        """Whether bytes may pass now."""
        return self.action.releases or bool(self.granted)

    def outcome(self, transfer: Transfer) -> Outcome:
        """Return what becomes of `transfer`."""
        return Outcome.RELEASED if self.releases or transfer.passed else Outcome.STOPPED

    @property
    def rules(self) -> tuple[str, ...]:
        """Ids of the enforced rules, strongest first."""
        return tuple(m.rule for m in self.matches if m.enforced)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One mistake in a configuration file."""

    path: str
    line: int
    """From 1; 0 when the file as a whole is meant."""
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}"


class ConfigError(ValueError):
    """Configuration that cannot be used. `faults` holds every mistake of every file at once, each with its place."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        self.faults = faults
        super().__init__("\n".join(str(f) for f in faults))

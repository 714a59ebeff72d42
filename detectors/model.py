"""The words of this room: what an inspection found, what it could not read, whom it concerns.

Types here are frozen, slotted, keyword-only and picklable. None of them holds the text that was inspected, and none shows it in `repr`.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from detectors.peopleset import EMPTY, PeopleSet

ENTITIES: tuple[str, ...] = (
    "PERSON",
    "PHONE_NUMBER",
    "EMAIL_ADDRESS",
    "CREDIT_CARD",
    "CARD_SECURITY_CODE",
    "BIRTH_DATE",
    "JP_ADDRESS",
    "JP_POSTAL_CODE",
    "JP_MY_NUMBER",
    "JP_DRIVERS_LICENSE",
    "JP_PASSPORT",
    "JP_RESIDENCE_CARD",
    "JP_HEALTH_INSURANCE",
    "JP_BANK_ACCOUNT",
    "JP_SENSITIVE",
    "LOCATION",
)
"""The shipped entity names, as Presidio writes them. A site may add its own; `LOCATION` alone is never personal data."""

IDENTIFIERS: tuple[str, ...] = (
    "JP_MY_NUMBER",
    "JP_DRIVERS_LICENSE",
    "JP_PASSPORT",
    "JP_RESIDENCE_CARD",
    "JP_HEALTH_INSURANCE",
    "CREDIT_CARD",
    "JP_BANK_ACCOUNT",
    "EMAIL_ADDRESS",
    "PHONE_NUMBER",
)
"""Entities of which one value is enough to make a person, strongest first."""


class GapReason(StrEnum):
    """Why a part was not inspected."""

    TOO_LARGE = "too_large"
    UNSUPPORTED = "unsupported"
    ENCRYPTED = "encrypted"
    UNDECODABLE = "undecodable"
    TRUNCATED = "truncated"
    DEPTH_LIMIT = "depth_limit"
    BOMB = "bomb"
    TIMEOUT = "timeout"
    OVERLOAD = "overload"
    DETECTOR_ERROR = "detector_error"
    STREAMED = "streamed"
    WEBSOCKET = "websocket"
    PINNED = "pinned"
    TLS_PASSTHROUGH = "tls_passthrough"
    EXEMPT_BY_POLICY = "exempt_by_policy"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one inspection may cost. Sizes in bytes, times in seconds."""

    max_decoded_bytes: int = 1 << 30
    """All decoded output of one body together, through every layer; more is a `bomb` gap."""
    max_ratio: int = 200
    """Decoded to encoded size, counted once the output is over 10 MB (a bomb); real text rarely passes 30."""
    max_depth: int = 5
    """Containers inside containers, content encodings included."""
    max_parts: int = 10_000
    """Archive members or multipart parts."""
    max_columns: int = 20_000
    child_memory_bytes: int = 1 << 30
    """Address space that a child parsing a binary format may add."""
    child_cpu_seconds: float = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A piece of text with its place, as decoded. Lives inside one inspection only."""

    text: str = field(repr=False)
    place: str
    """For example `body.zip!/客先.xlsx#Sheet1!C12`. May name files, so it is masked before it is stored."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows of cells as decoded, the header line (if any) still among them. Lives inside one inspection only."""

    rows: list[list[str]] = field(repr=False)
    place: str
    headed: bool = False
    """Whether the format itself says that `rows[0]` holds names (JSON keys, form fields); otherwise it may still be a header line."""
    start: int = 0
    """Rows of the same table that came in earlier pieces. A long table comes in pieces; every piece after the first (`start` > 0) begins
    with a copy of the table's very first row, so that its header is known: that copy was given before and is not to be counted again."""


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Half-open code points of a segment."""

    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One piece of personal data: what, where and why it is thought so. Never the text itself."""

    entity: str
    place: str
    span: Span
    score: float
    """0 to 1."""
    recogniser: str
    evidence: tuple[str, ...] = ()
    masked: str = ""
    """At most a quarter of the characters shown."""
    tenants: tuple[str, ...] = ()
    """Clients whose customer this is, by exact match."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A part that was not inspected. Data for policy and metrics, never just a log line."""

    reason: GapReason
    place: str
    size_bytes: int
    """Size of the part as found (compressed, if it was); 0 when unknown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """The data subjects of one transfer, as keyed fingerprints."""

    persons: PeopleSet = EMPTY
    names: PeopleSet = EMPTY
    """Names alone in prose, which identify nobody by themselves (`names_only`)."""

    @property
    def count(self) -> int:
        """Distinct persons."""
        return self.persons.count

    @property
    def exact(self) -> bool:
        """Whether `count` is exact, not an estimate."""
        return self.persons.exact

    @property
    def names_only(self) -> int:
        """Distinct names that nothing else identifies."""
        return self.names.count


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """All that is known of one body after looking at it."""

    format: str = ""
    """Of the outermost layer: `csv`, `json`, `xlsx`, `zip`, `text`, …; empty for an empty body."""
    charset: str = ""
    entities: tuple[tuple[str, int], ...] = ()
    """(entity, number of spans), sorted by entity, zeros left out. Counts everything, unlike `findings`."""
    findings: tuple[Finding, ...] = ()
    """A sample: the first of each entity, at most `MAX_FINDINGS` together."""
    gaps: tuple[Gap, ...] = ()
    people: People = People()
    customers: tuple[tuple[tuple[str, ...], int], ...] = ()
    """(tenants, people), sorted: how many people are, by exact match, customers of exactly these clients."""
    canaries: tuple[str, ...] = ()
    """Labels of the planted people that were seen, sorted."""
    seconds: tuple[tuple[str, float], ...] = ()
    """(stage, seconds) with stages decode, extract, regex, ner, score, total."""
    size_bytes: int = 0
    """Of the body as received."""
    complete: bool = True
    """False when counting stopped early, so that the counts are lower bounds."""

    def entity_count(self, entity: str) -> int:
        """Count the spans of `entity`."""
        return dict(self.entities).get(entity, 0)

    def customers_by_tenant(self) -> dict[str, int]:
        """Count the customers of each client; who is a customer of several counts for each of them."""
        counts: dict[str, int] = {}
        for tenants, people in self.customers:
            for tenant in tenants:
                counts[tenant] = counts.get(tenant, 0) + people
        return counts


MAX_FINDINGS = 100

"""What metrics and labels are, and the labels with all values they can take. It must not know which metrics there are."""

from dataclasses import dataclass
from enum import StrEnum

OTHER = "other"
"""Stands for every value that is not in a bounded list."""


class Kind(StrEnum):
    """Metric types, as Prometheus writes them."""

    COUNTER = "counter"
    GAUGE = "gauge"
    HISTOGRAM = "histogram"


class Named(StrEnum):
    """Lists of label values that the configuration names; a value outside of its list becomes `other`."""

    TENANTS = "tenants"
    UNITS = "units"
    RULES = "rules"
    EXCEPTIONS = "exceptions"
    ENTITIES = "entities"


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """One label and all values it can take."""

    name: str
    values: tuple[str, ...] = ()
    """Fixed values; empty for an information label, of which one value is shown at a time."""
    named: Named | None = None
    """The list of the configuration that gives further values."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """One metric family."""

    name: str
    """As it is written in a query, with the unit, and `_total` on a counter."""
    kind: Kind
    help: str
    labels: tuple[Label, ...] = ()
    buckets: tuple[float, ...] = ()
    """Upper bounds of a histogram, in its base unit, without +Inf."""
    unit: str = ""
    """Base unit for display: `seconds`, `bytes`, `timestamp`, `bool`, `people`, or empty for a plain number."""


LIMITS: dict[Named, int] = {Named.TENANTS: 100, Named.UNITS: 50, Named.RULES: 200, Named.ENTITIES: 30, Named.EXCEPTIONS: 50}
"""How many values of each list get a series of their own; the rest is counted as `other`."""

DIRECTION = Label(name="direction", values=("upload", "download"))
ACTION = Label(name="action", values=("allow", "alert", "justify", "hold", "block"))
HOLD_KIND = Label(name="kind", values=("justify", "hold"))
OUTCOME = Label(name="outcome", values=("released", "stopped", "error"))
DESTINATION_CLASS = Label(
    name="destination_class",
    values=("crm", "approved", "personal-storage", "webmail", "generative-ai", "paste", "unknown"),
)
TENANT = Label(name="tenant", values=("unassigned", OTHER), named=Named.TENANTS)
UNIT = Label(name="unit", values=(OTHER,), named=Named.UNITS)
RULE = Label(name="rule", values=(OTHER,), named=Named.RULES)
EXCEPTION = Label(name="exception", values=(OTHER,), named=Named.EXCEPTIONS)
GAP_REASON = Label(
    name="reason",
    values=(
        "too_large",
        "unsupported",
        "encrypted",
        "undecodable",
        "truncated",
        "depth_limit",
        "bomb",
        "timeout",
        "overload",
        "detector_error",
        "streamed",
        "websocket",
        "pinned",
        "tls_passthrough",
        "exempt_by_policy",
    ),
)
STAGE = Label(name="stage", values=("decode", "extract", "regex", "ner", "score", "total"))
ENTITY = Label(
    name="entity",
    values=(
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
        OTHER,
    ),
    named=Named.ENTITIES,
)

"""The shape of one rule in a policy file: when it applies, over which counts, and the examples it must pass."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, GetJsonSchemaHandler, WithJsonSchema, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from detectors.model import GapReason
from rules.hosts import check_pattern
from rules.model import JST, Action, DestinationClass, Direction, Employment
from rules.profile import WORDS, Profile
from rules.schema_time import Hours, Moment, Weekday
from rules.schema_words import Id, Text
from rules.yaml_source import did_you_mean, narrow
from rules.zones import check_source

MAX_DAYS = 3660
"""Ten years: the sketches are kept that long."""

MAX_CALL_DAYS = 31
"""Calls are asked for day by day."""


class Shape(BaseModel):
    """A mapping in a policy file. Words that it does not know are faults."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True, serialize_by_alias=True)


def _listed(value: Any) -> Any:
    return value if isinstance(value, list | tuple) else [value]


class _OneOrMany:
    """Tells editors that one value may stand without a list."""

    def __get_pydantic_json_schema__(self, core_schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        many = handler(core_schema)
        return {"anyOf": [many["items"], many]}


def one_of(words: list[str]) -> Callable[[str], str]:
    """Return a validator that knows `words` alone."""

    def check(word: str) -> str:
        if word not in words:
            raise ValueError(f"unknown word {word!r}{did_you_mean(word, words)}")
        return word

    return check


def _window(word: str) -> str:
    if word != "transfer" and not (re.fullmatch(r"[1-9][0-9]{0,3}d", word) and int(word[:-1]) <= MAX_DAYS):
        raise ValueError(f"{word!r} is no window: 'transfer', or days of Japan such as '1d', '30d', up to '{MAX_DAYS}d'{narrow(word)}")
    return word


def _something(over: Any) -> Any:
    if over == {}:
        raise ValueError("'over' is empty: say a count, such as 'people: {transfer: 100}', or leave the word out")
    return over


def _profile(word: Any) -> Any:
    return WORDS[one_of([*WORDS])(str(word))]


_REASONS = ["default", *(r.value for r in GapReason)]
_CLASSES = ["default", *(c.value for c in DestinationClass)]

type Many[T] = Annotated[tuple[T, ...], BeforeValidator(_listed), _OneOrMany()]
type Host = Annotated[str, AfterValidator(check_pattern)]
type WindowWord = Annotated[str, AfterValidator(_window), WithJsonSchema({"type": "string", "pattern": "^(transfer|[1-9][0-9]{0,3}d)$"})]
type Threshold = Annotated[int, Field(strict=True, ge=0, le=10**12)]
type Made = Annotated[int, Field(strict=True, ge=0, le=1_000_000)]
type Counts = dict[WindowWord, Threshold]
type Limits = Annotated[Counts, Field(min_length=1)]
type ProfileWord = Annotated[Profile, BeforeValidator(_profile), WithJsonSchema({"enum": [*WORDS]})]
type ClassWord = Annotated[str, AfterValidator(one_of(_CLASSES)), WithJsonSchema({"enum": _CLASSES})]
type ReasonWord = Annotated[str, AfterValidator(one_of(_REASONS)), WithJsonSchema({"enum": _REASONS})]


class Message(Shape):
    """What the person stopped is told."""

    ja: Text
    """Shown first."""
    en: Text
    """Shown below it."""


class When(Shape):
    """Which transfers a rule looks at: all lines must fit, and of each line one word. A line left out fits everything."""

    direction: Many[Direction] = ()
    """`upload` (from the terminal) or `download` (the answer of a guarded destination)."""
    category: Many[DestinationClass] = Field(default=(), alias="class")
    """Classes of destination."""
    host: Many[Host] = ()
    """Hosts, as in `destinations`."""
    group: Many[str] = ()
    """Names in `groups`."""
    tenant: Many[str] = ()
    """Ids in `tenants`, or `unassigned`."""
    entity: Many[str] = ()
    """Entities of which at least one must be found; `over: findings` counts these."""
    customers_of: Many[str] = ()
    """Ids in `tenants`: a customer of one of them must be found by exact match; `over: customers` counts these."""
    gap: Many[GapReason] = ()
    """Reasons of which at least one must be why a part was not inspected; `over: uninspected_bytes` counts these."""
    hours: Many[Hours] = ()
    """Japan time, the end not included: `09:00-18:00`, over midnight `18:00-09:00`."""
    weekdays: Many[Weekday] = ()
    """`mon` to `sun`, by the calendar of Japan."""
    shift: Many[str] = ()
    """Names in `shifts`: one of them is on."""
    outside_shift: Many[str] = ()
    """Names in `shifts`: none of them is on."""
    holiday: bool | None = None
    """`true`: only on holidays, national ones of Japan and those of `holidays`; `false`: only on other days."""
    zone: Many[str] = ()
    """Names in `zones`: the terminal is in one of them."""
    outside_zone: Many[str] = ()
    """Names in `zones`: the terminal is in none of them. One whose address is not known never is."""
    unknown_user: bool | None = None
    """`true`: only people whose identity is not known; `false`: only those whose identity is."""
    work_order: bool | None = None
    """`true`: only inside an open work order (作業申請) of this account for this tenant; `false`: only outside of one."""


class Over(Shape):
    """A rule applies when one of these counts is passed: strictly more than the number."""

    people: Limits = Field(default_factory=dict)
    """Distinct people, by window (`transfer`, `1d`, `30d`, …; today included)."""
    names_only: Limits = Field(default_factory=dict)
    """Distinct names that nothing else identifies, by window."""
    drawdown: Limits = Field(default_factory=dict)
    """Distinct people who were received from a CRM and sent out elsewhere within the same days (`30d`, …)."""
    findings: Limits = Field(default_factory=dict)
    """Pieces of personal data (`LOCATION` left out) in the `transfer`; only of the entities of `when`, if it names some."""
    customers: Limits = Field(default_factory=dict)
    """Customers in the `transfer`, by exact match; only of the tenants of `customers_of`, if it names some."""
    foreign_customers: Limits = Field(default_factory=dict)
    """Customers in the `transfer` who belong to another tenant than the destination, or than any of the person's, if it has none."""
    canaries: Limits = Field(default_factory=dict)
    """Planted people in the `transfer`."""
    uninspected_bytes: Limits = Field(default_factory=dict)
    """Bytes that could not be inspected, by window; only for the reasons of `gap` in `when`, if it names some. Counted like people."""
    beyond_order: Limits = Field(default_factory=dict)
    """Distinct people beyond the number of the work order, all that passed under it (write `transfer: 0`); 厳格: with names alone."""
    terminals: Limits = Field(default_factory=dict)
    """Terminals at which the account is in use at once, seen with this `transfer`: more than 1 is a shared account."""
    people_per_call: Limits = Field(default_factory=dict)
    """Distinct people for each call that the person handled in the same days; without calls on record the rule does not apply."""

    @model_validator(mode="after")
    def _only_of_the_transfer(self) -> Self:
        for word in ("findings", "customers", "foreign_customers", "canaries", "beyond_order", "terminals"):
            if set(getattr(self, word)) - {"transfer"}:
                raise ValueError(f"{word!r} is counted in one 'transfer' only; over days use 'people' or 'names_only'")
        if "transfer" in self.drawdown:
            raise ValueError("'drawdown' compares two directions, so it is counted over days only, such as '30d'")
        if any(word == "transfer" or int(word[:-1]) > MAX_CALL_DAYS for word in self.people_per_call):
            raise ValueError(f"'people_per_call' is counted over days only, such as '7d', up to '{MAX_CALL_DAYS}d'")
        return self


class ActorCase(Shape):
    """A made-up person of an example."""

    id: str = "example"
    """Account name."""
    known: bool = True
    """`false` for a user without a proven identity."""
    unit: str = ""
    """部署・拠点."""
    employment: Employment = Employment.EMPLOYEE
    """How they work here."""
    tenants: Many[str] = ()
    """Whose customers they look after."""


class Case(Shape):
    """A made-up transfer. What is left out is what the rule asks for (in an example), or harmless."""

    actor: ActorCase | None = None
    """Who."""
    direction: Direction | None = None
    """`upload` or `download`."""
    host: str = ""
    """Where; its class is looked up."""
    category: DestinationClass | None = Field(default=None, alias="class")
    """Where, by class alone."""
    tenant: str = ""
    """The destination's tenant, if `class` is given."""
    at: Moment = datetime(2026, 1, 6, 10, tzinfo=JST)
    """When, Japan time; left out: a Tuesday at ten."""
    source: Annotated[str, AfterValidator(check_source)] = ""
    """Address of the terminal; left out: one in the zones that the rule asks for, or none that is known."""
    people: Made = 0
    """Distinct people in it."""
    names_only: Made = 0
    """Names alone in it."""
    findings: dict[str, Threshold] = Field(default_factory=dict)
    """Entity to number of pieces."""
    customers: dict[str, Made] = Field(default_factory=dict)
    """Tenant to number of its customers; `alpha+beta` for those of both."""
    canaries: Made = 0
    """Planted people in it."""
    gaps: Many[GapReason] = ()
    """Reasons for which a part was not inspected."""
    gap_bytes: Threshold = 0
    """Size of each such part."""
    past_uninspected: Counts = Field(default_factory=dict)
    """Bytes not inspected in windows of days (`1d: 5000000`), this transfer included; left out: this transfer alone."""
    past: Counts = Field(default_factory=dict)
    """People in windows of days (`1d: 320`), this transfer included; left out: this transfer alone."""
    drawdown: Counts = Field(default_factory=dict)
    """People received from a CRM and sent out in windows of days (`30d: 101`); left out: nobody."""
    order: Made | None = None
    """It happens inside an open work order that expects so many people; left out: outside of any, unless the rule asks for one."""
    under_order: Made = 0
    """Distinct people that passed under the order, this transfer included; left out: this transfer alone."""
    terminals: Made = 1
    """Terminals at which the account is in use at once."""
    calls: Counts = Field(default_factory=dict)
    """Calls handled in windows of days (`1d: 40`); left out: not known."""
    step: Annotated[int, Field(strict=True, ge=0, le=6)] = 0
    """Step of the escalation that the person stands on."""


class Examples(Shape):
    """Transfers that the rule must match, and others that it must not. Loading the policy tries them all."""

    match: tuple[Case, ...] = ()
    """It must match each of these."""
    no_match: tuple[Case, ...] = ()
    """It must match none of these."""


class Clauses(Shape):
    """Why something is decided, and who answers for it."""

    purpose: str = ""
    """What it is for, in a sentence."""
    owner: str = ""
    """Who answers for it and may change it."""
    kitei: str = ""
    """Clause of the company's own regulation (社内規程の条番号); each record cites it."""
    law: str = ""
    """Law or guideline behind it."""
    severity: Literal["low", "medium", "high", "critical"] = "medium"
    """How soon somebody has to look."""
    mode: Literal["enforce", "monitor"] = "enforce"
    """`monitor`: recorded, decides nothing."""
    message: Message | None = None
    """For the person stopped."""


class RuleEntry(Clauses):
    """One rule: what it looks at, over which counts it applies, and what then happens."""

    id: Id
    """Short, permanent, with hyphens: `outside-people`. Records and reports refer to it."""
    when: When = When()
    """Which transfers it looks at."""
    over: Annotated[Over, BeforeValidator(_something)] = Over()
    """Counts over which it applies; left out: it applies to every transfer that `when` fits."""
    per: Literal["actor", "tenant"] = "actor"
    """Whose past is counted: this person's, or everybody's with the customers of this tenant."""
    profile: ProfileWord | None = None
    """A position of the dial for this rule alone; `標準` takes its numbers as they are written. Left out: that of the policy."""
    action: Action
    """`allow`, `alert` (released, and somebody is told), `justify` (the person says why first), `hold` (a second person approves first) or
    `block`. The strongest action of all rules counts."""
    examples: Examples = Examples()
    """Proof that it does what it should."""

    @model_validator(mode="after")
    def _looks_at_something(self) -> Self:
        if self.when == When() and self.over == Over():
            raise ValueError("needs 'when' or 'over': it would apply to every transfer")
        if self.per == "tenant" and self.over.people_per_call:
            raise ValueError("'people_per_call' counts the calls of one person: leave out 'per: tenant'")
        return self

"""The shape of a policy file, for people who write one: pydantic models, whose descriptions are also the editor's help.

What only shows across entries and files (does this group exist?) is in `rules.merge`; what a rule does is in `rules.rule`.
"""

from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from rules.model import Action, DestinationClass, Employment
from rules.profile import Profile
from rules.schema_context import Holidays, ShiftEntry, Zone
from rules.schema_entity import Entity
from rules.schema_rule import ClassWord, Clauses, Host, Many, ProfileWord, ReasonWord, RuleEntry, Shape, When
from rules.schema_time import Day
from rules.schema_wait import Hold, Justify
from rules.schema_words import Id, Text
from rules.schema_work import Escalation, WorkOrderEntry


class DestinationEntry(Shape):
    """Places of one class. A site's own entry wins over the shipped list."""

    category: DestinationClass = Field(alias="class")
    """What kind of place it is."""
    hosts: Annotated[Many[Host], Field(min_length=1)]
    """Names (`crm.example.jp`), everything below a name (`*.example.jp`, not the name itself), addresses or networks (`10.1.0.0/16`)."""
    tenant: str = ""
    """The client whose customers these are: an id in `tenants`."""
    guarded: bool | None = None
    """Whether its answers are inspected as downloads. Left out: yes for `crm`, no for the rest."""

    @property
    def inspects_answers(self) -> bool:
        """`guarded` as it counts."""
        return self.category is DestinationClass.CRM if self.guarded is None else self.guarded


class PassthroughEntry(Shape):
    """Hosts whose TLS is not opened. Nothing sent there is inspected; each connection is still metered as a gap."""

    hosts: Annotated[Many[Host], Field(min_length=1)]
    """As in `destinations`."""
    reason: Text
    """Why. Printed in reports."""
    owner: Text
    """Who answers for it."""


class GroupEntry(Shape):
    """Accounts with something in common. Who fits any of the three lines belongs to it; an unknown user belongs to none."""

    units: Many[str] = ()
    """部署・拠点."""
    employment: Many[Employment] = ()
    """How they work here."""
    accounts: Many[str] = ()
    """Single accounts by name."""


class Tenant(Shape):
    """委託元: a client whose customers' data is handled here."""

    id: Id
    """Short and permanent: a label of metrics and reports."""
    name: Text
    """As it is printed."""
    sector: Literal["private", "public"]
    """A public body's own threshold for reporting a leak is lower (個人情報保護法施行規則 第7条, 第43条)."""
    approvals: Annotated[int, Field(strict=True, ge=1, le=2)] | None = None
    """How many different people must approve a transfer of this client's customers that is on hold. Left out: what `hold` says."""


class Notice(Shape):
    """What staff are told of the monitoring (個人情報保護委員会 FAQ 5-7: purpose, responsible person, made known beforehand)."""

    purpose: Text
    """What the monitoring is for, concretely. Printed on the notice page and on reports."""
    owner: Text
    """Who is responsible for the monitoring."""
    contact: Text
    """Whom to ask when something was stopped."""
    first_use: bool = False
    """Whether a browser shows this to each person before its first page, and keeps the answer that it was read."""
    text: str = ""
    """What else is told on that page (Japanese): the regulation, who reads the records. A changed notice is shown again."""


class ExceptionEntry(Shape):
    """Some rules do not decide for some transfers, for a time. The rules still appear in the records."""

    id: Id
    """Short and permanent."""
    rules: Annotated[Many[str], Field(min_length=1)]
    """Ids of the rules that do not decide; for parts not inspected `gap-encrypted` and so on."""
    when: When
    """For which transfers."""
    reason: Text
    """Why."""
    control: Text
    """What protects the data meanwhile (代替策)."""
    owner: Text
    """Who asked for it and answers for it."""
    expires: Day
    """The last day on which it counts. Whoever uses it later is stopped, and somebody is told."""

    @model_validator(mode="after")
    def _is_for_some(self) -> Self:
        if self.when == When():
            raise ValueError("'when' is empty: for everybody, set the rule's 'mode' to 'monitor'")
        return self


def _by_reason(value: Any) -> Any:
    return {"default": value} if isinstance(value, str) else value


type ReasonActions = Annotated[
    dict[ReasonWord, Action],
    BeforeValidator(_by_reason, json_schema_input_type=Action | dict[ReasonWord, Action]),
]


class OnGap(Clauses):
    """What happens to a transfer of which a part could not be inspected."""

    actions: dict[ClassWord, ReasonActions] = Field(default_factory=dict)
    """Class (or `default`) to an action, or to actions by reason (or `default`). A reason said by name, be it under the class or under
    `default`, goes before a `default` for all reasons. What is said nowhere is `block`."""


class PolicyFile(Shape):
    """A policy file. Several files make one policy: lists are joined, anything else is said in one of them."""

    mode: Literal["enforce", "monitor"] = "enforce"
    """`monitor`: the whole policy records what it would do and stops nothing, until `monitor_until`."""
    monitor_until: Day | None = None
    """The last day of `monitor`; from the next day on the policy enforces."""
    profile: ProfileWord = Profile.STANDARD
    """The one dial: `緩い` (lenient) takes twice the numbers of the rules, `標準` (standard) the numbers as they are written, `厳格`
    (strict) half of them, and counts a name alone as a person. A rule may say its own."""
    notice: Notice | None = None
    """What staff are told. Must be in one of the files."""
    destinations_pack: Literal["shipped", "none"] = "shipped"
    """`shipped`: the list of cloud storage, web mail, paste sites and generative AI that comes with Sekimori is used too."""
    destinations: tuple[DestinationEntry, ...] = ()
    """Places and their classes. What is in no entry is `unknown`."""
    passthrough: tuple[PassthroughEntry, ...] = ()
    """Hosts whose TLS is not opened."""
    internal_destinations: Many[Host] = ()
    """Addresses of the own network that may be connected to through the proxy; all others are refused."""
    tenants: tuple[Tenant, ...] = ()
    """委託元."""
    groups: dict[str, GroupEntry] = Field(default_factory=dict)
    """Groups of accounts, by name."""
    zones: dict[Text, Zone] = Field(default_factory=dict)
    """Parts of the company's network, by name: networks (`10.1.0.0/16`) and addresses of terminals. They may overlap."""
    shifts: dict[Text, ShiftEntry] = Field(default_factory=dict)
    """Working time, by name."""
    holidays: Holidays | None = None
    """The company's own calendar beside the national holidays."""
    staff: tuple[str, ...] = ()
    """What is never customers' data: names of the staff directory, the own switchboard numbers."""
    entities: tuple[Entity, ...] = ()
    """Entities of the site: its numbers and words; or the bare name of one that its Presidio recognisers find, so that rules may use it."""
    rules: tuple[RuleEntry, ...] = ()
    """The rules. The strongest action wins; order does not matter."""
    on_gap: OnGap | None = None
    """What happens when a part could not be inspected. Left out: `block`."""
    justify: Justify | None = None
    """Reasons and time for `action: justify`."""
    hold: Hold | None = None
    """Time and number of approvals for `action: hold`."""
    work_orders: tuple[WorkOrderEntry, ...] = ()
    """作業申請 that are known beforehand; `sekimori orders open` adds others while the proxy runs."""
    escalation: Escalation | None = None
    """How repeated attempts make it stricter for a person, and for how long. Left out: they do not."""
    exceptions: tuple[ExceptionEntry, ...] = ()
    """Who is excepted from which rules, why, and until when."""

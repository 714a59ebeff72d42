"""The policy: frozen, ready to be asked about hosts and transfers, and its loading. What a verdict is, `rules.decide` says."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Literal

from detectors.config import CustomEntity
from rules.calendar import Calendar
from rules.cases import example_faults
from rules.compile import NET_DESTINATION, NET_USER, compile_calendar, compile_gaps, compile_order, compile_rule, end_of
from rules.exempt import Excuses, Exemption
from rules.facts import Scene
from rules.groups import GroupIndex
from rules.hosts import HostTable, normalise
from rules.merge import merge, read
from rules.model import Action, ConfigError, Destination, DestinationClass, Direction, Transfer, Window, WorkOrder
from rules.profile import Profile
from rules.rule import Measure, Rule
from rules.schema import DestinationEntry, Notice, OnGap, PolicyFile, Tenant
from rules.schema_rule import RuleEntry, When
from rules.schema_wait import Hold, Justify
from rules.schema_work import Escalation
from rules.zones import ZoneIndex

type Mode = Literal["enforce", "monitor"]

SHIPPED = Path(__file__).parent / "policies"
DEFAULT = SHIPPED / "default.yaml"
PACK = SHIPPED / "destinations.yaml"
"""Used beside a site's own `destinations`, unless it says `destinations_pack: none`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """All that is decided by. Immutable: a changed file makes another one."""

    digest: str
    """SHA-256 of what the files say, whatever their order or layout."""
    mode: Mode
    """As written; `effective_mode` knows the time."""
    profile: Profile
    """How much is too much, where a rule does not say it for itself."""
    monitor_until: datetime | None
    """First moment at which a policy in monitor mode enforces."""
    rules: tuple[Rule, ...]
    """Those of the files, for gaps, and the net that is always there."""
    exemptions: tuple[Exemption, ...]
    tenants: tuple[Tenant, ...]
    notice: Notice
    justify: Justify
    hold: Hold
    work_orders: tuple[WorkOrder, ...]
    escalation: Escalation | None
    staff: tuple[str, ...] = field(repr=False)
    """Values that are never customers' data, for the detectors."""
    entities: tuple[str, ...]
    """Names of the site's own entities."""
    custom: tuple[CustomEntity, ...] = field(repr=False)
    """Those that are declared in full, for the detectors."""
    groups: GroupIndex = field(repr=False)
    zones: ZoneIndex = field(repr=False)
    calendar: Calendar
    destinations: HostTable[DestinationEntry] = field(repr=False)
    pack: HostTable[DestinationEntry] = field(repr=False)
    passthroughs: HostTable[str] = field(repr=False)
    """Reason by host."""
    internals: HostTable[bool] = field(repr=False)
    by_place: Mapping[tuple[Direction, DestinationClass], tuple[Rule, ...]] = field(repr=False)
    """The rules that can apply at all, so that most are never asked."""

    def destination(self, host: str, port: int) -> Destination:
        """Return what is known of `host`; of class `unknown` if nothing is."""
        entry = self.destinations.find(host) or self.pack.find(host)
        if entry is None:
            return Destination(host=normalise(host), port=port)
        guarded, category = entry.inspects_answers, entry.category
        return Destination(host=normalise(host), port=port, category=category, tenant=entry.tenant, guarded=guarded)

    def passthrough(self, host: str) -> bool:
        """Whether the TLS of `host` is left closed."""
        return self.passthroughs.find(host) is not None

    def internal(self, host: str) -> bool:
        """Whether `host`, a name or an address of the own network, may be connected to."""
        return self.internals.find(host) is not None

    def scene(self, transfer: Transfer) -> Scene:
        """Return what conditions look at."""
        actor = transfer.actor
        return Scene.of(transfer, self.groups.of_actor(actor), self.zones.of_source(actor.source), self.calendar)

    @property
    def names_under_orders(self) -> bool:
        """Whether a name alone is one of the people of a work order."""
        return any(limit.names_too for rule in self.rules for limit in rule.limits if limit.measure is Measure.BEYOND_ORDER)

    def rule(self, name: str) -> Rule:
        """Return the rule with the id `name`, which must be one of this policy."""
        return next(rule for rule in self.rules if rule.id == name)

    def candidates(self, transfer: Transfer) -> tuple[Rule, ...]:
        """Return the rules that can apply to this direction and class of destination."""
        return self.by_place.get((transfer.direction, transfer.destination.category), ())

    def windows(self, transfer: Transfer) -> tuple[Window, ...]:
        """Return the windows whose counts deciding on `transfer` needs, each once."""
        scene = self.scene(transfer)
        return tuple(
            dict.fromkeys(
                window
                for rule in self.candidates(transfer)
                if any(limit.windows for limit in rule.limits) and rule.condition.fits(scene)
                for limit in rule.limits
                for direction, window in limit.windows
                if direction is transfer.direction
            )
        )

    def stop_at(self, transfer: Transfer) -> int | None:
        """Return the number of people from which a block is certain whatever else is in the body; None if no number makes it so."""
        if self.effective_mode(transfer.at) == "monitor":
            return None
        scene = self.scene(transfer)
        exempt = self.excuses(scene, transfer.at).running
        certain = [
            threshold + 1
            for rule in self.candidates(transfer)
            if rule.action is Action.BLOCK and rule.enforced and rule.id not in exempt and rule.condition.fits(scene)
            for threshold in _people_thresholds(rule)
        ]
        return max(1, min(certain)) if certain else None

    def may_wait(self, transfer: Transfer) -> bool:
        """Whether some rule can make this transfer wait for a reason or an approval."""
        return any(rule.action in (Action.JUSTIFY, Action.HOLD) for rule in self.candidates(transfer))

    def approvals(self, tenant: str) -> int:
        """Return how many different people must approve a transfer on hold that concerns the customers of `tenant`."""
        named = next((t.approvals for t in self.tenants if t.id == tenant), None)
        return named or self.hold.approvals

    def excuses(self, scene: Scene, now: datetime) -> Excuses:
        """Return the exceptions that fit this transfer, running or ended."""
        return Excuses.of(self.exemptions, scene, now)

    def effective_mode(self, now: datetime) -> Mode:
        """Return the mode at `now`: monitor mode ends by itself."""
        return "monitor" if self.mode == "monitor" and self.monitor_until and now < self.monitor_until else "enforce"

    def enforcing(self) -> "Policy":
        """Return this policy as it is outside monitor mode."""
        return replace(self, mode="enforce")


def load(paths: Sequence[Path]) -> Policy:
    """Load the policy in `paths`, files or folders of `*.yaml`; the examples of its rules are tried.

    Raises: ConfigError with every fault of every file, each with its line.
    """
    sources = read(paths)
    file = merge(sources)
    policy = build(file)
    # Examples show a rule with its numbers as they are written, whatever the profile makes of them.
    written = file.model_copy(update={"profile": Profile.STANDARD, "rules": tuple(map(_unadjusted, file.rules))})
    if faults := tuple(example_faults(sources, policy if written == file else build(written))):
        raise ConfigError(faults)
    return policy


def _unadjusted(rule: RuleEntry) -> RuleEntry:
    return rule.model_copy(update={"profile": None})


def build(file: PolicyFile) -> Policy:
    """Make a policy of what merged and checked files say."""
    pack = _shipped(PACK).destinations if file.destinations_pack == "shipped" else ()
    below = net(file)
    rules = (*(compile_rule(entry, file.profile) for entry in (*file.rules, *below)), *compile_gaps(file.on_gap or OnGap()))
    notice = file.notice
    assert notice is not None, "merge() demands a notice"
    return Policy(
        digest=_digest(file, pack, below),
        mode=file.mode,
        profile=file.profile,
        monitor_until=end_of(file.monitor_until) if file.monitor_until else None,
        rules=rules,
        exemptions=tuple(Exemption.of(entry) for entry in file.exceptions),
        tenants=file.tenants,
        notice=notice,
        justify=file.justify or Justify(),
        hold=file.hold or Hold(),
        work_orders=tuple(compile_order(entry) for entry in file.work_orders),
        escalation=file.escalation,
        staff=file.staff,
        entities=tuple(entry.name for entry in file.entities),
        custom=tuple(entry.declared for entry in file.entities if entry.pattern or entry.deny_list),
        groups=GroupIndex.of(file.groups),
        zones=ZoneIndex(file.zones),
        calendar=compile_calendar(file),
        destinations=HostTable.of((host, entry) for entry in file.destinations for host in entry.hosts),
        pack=HostTable.of((host, entry) for entry in pack for host in entry.hosts),
        passthroughs=HostTable.of((host, entry.reason) for entry in file.passthrough for host in entry.hosts),
        internals=HostTable.of((host, True) for host in file.internal_destinations),
        by_place={(d, c): tuple(r for r in rules if _can_apply(r, d, c)) for d in Direction for c in DestinationClass},
    )


def net(file: PolicyFile) -> tuple[RuleEntry, ...]:
    """Return the shipped rules that hold because `file` has none for every unknown user, or for every upload to unknown destinations."""
    said = set()
    if any(rule.when == When(unknown_user=True) for rule in file.rules):
        said.add(NET_USER)
    if any(_governs_unknown(rule) for rule in file.rules):
        said.add(NET_DESTINATION)
    return tuple(rule for rule in _shipped(DEFAULT).rules if rule.id in {NET_USER, NET_DESTINATION} - said)


def _governs_unknown(rule: RuleEntry) -> bool:
    """Whether the rule is for each upload of people to unknown destinations: not only for some, nor only for many over time."""
    when = rule.when
    place = not when.category or DestinationClass.UNKNOWN in when.category
    way = not when.direction or Direction.UPLOAD in when.direction
    return place and way and when.model_fields_set <= {"category", "direction"} and "transfer" in rule.over.people


@cache
def _shipped(path: Path) -> PolicyFile:
    return read([path])[0].file


def _can_apply(rule: Rule, direction: Direction, category: DestinationClass) -> bool:
    directions, categories = rule.condition.directions, rule.condition.categories
    return (not directions or direction in directions) and (not categories or category in categories)


def _people_thresholds(rule: Rule) -> Iterator[int]:
    condition = rule.condition
    if condition.entities or condition.customers_of or condition.gaps:  # what they ask for may yet not be found
        return
    if not rule.limits:
        yield 0
    for limit in rule.limits:
        if limit.measure is Measure.PEOPLE:
            yield limit.threshold


def _digest(file: PolicyFile, pack: Sequence[DestinationEntry], net: Sequence[RuleEntry]) -> str:
    content = file.model_dump(mode="json") | {"pack": _plain(pack), "net": _plain(net)}
    # Lists at the top say the same in any order, because the strongest action wins and no host has two meanings.
    ordered = {name: sorted(map(_canonical, value)) if isinstance(value, list) else value for name, value in content.items()}
    return hashlib.sha256(_canonical(ordered).encode()).hexdigest()


def _plain(entries: Sequence[DestinationEntry | RuleEntry]) -> list[object]:
    return [entry.model_dump(mode="json") for entry in entries]


def _canonical(value: object) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))

"""One rule, ready to be asked: does it look at this transfer, and is one of its counts passed? Knows nothing of the other rules."""

from dataclasses import dataclass
from enum import StrEnum

from detectors.model import GapReason
from rules.calendar import Moment
from rules.facts import Facts, Scene
from rules.hosts import HostTable
from rules.model import Action, Count, DestinationClass, Direction, RuleMatch, Window

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Measure(StrEnum):
    """What is counted, as `over` names it (`gap`: as `on_gap` does); of several counts that are passed the first one here is told."""

    PEOPLE = "people"
    NAMES_ONLY = "names_only"
    DRAWDOWN = "drawdown"
    FINDINGS = "findings"
    CUSTOMERS = "customers"
    FOREIGN_CUSTOMERS = "foreign_customers"
    CANARIES = "canaries"
    UNINSPECTED = "uninspected_bytes"
    TERMINALS = "terminals"
    PER_CALL = "people_per_call"
    BEYOND_ORDER = "beyond_order"
    GAP = "gap"


OF_PEOPLE = frozenset({Measure.PEOPLE, Measure.NAMES_ONLY, Measure.DRAWDOWN, Measure.CUSTOMERS})
"""What an escalation divides."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """A count that must be passed: strictly more than `threshold`."""

    measure: Measure
    threshold: int
    windows: tuple[tuple[Direction, Window], ...] = ()
    """Empty: in this transfer alone. Else the window of each direction that the rule looks at."""
    reason: GapReason | None = None
    """For `gap` alone: parts not inspected for this reason."""
    names_too: bool = False
    """For `people` and `beyond_order` alone: a name that nothing else identifies is a person too."""

    @property
    def name(self) -> str:
        """As records show it: `people.transfer`, `people.30d`, `gap.encrypted`."""
        if self.reason:
            return f"gap.{self.reason}"
        if not self.windows or self.measure is Measure.BEYOND_ORDER:
            return f"{self.measure}.transfer"
        return f"{self.measure}.{self.windows[0][1].days}d"

    def window(self, direction: Direction) -> Window | None:
        """Return the window that a transfer in this direction is held against, None if it stands alone."""
        return next((window for one, window in self.windows if one is direction), None)

    def counted(self, count: Count) -> int:
        """Return what of the count of a window is held against the threshold."""
        match self.measure:
            case Measure.PEOPLE | Measure.BEYOND_ORDER:
                return count.people + (count.names_only if self.names_too else 0)
            case Measure.NAMES_ONLY:
                return count.names_only
            case Measure.UNINSPECTED:
                return count.uninspected
            case Measure.PER_CALL:
                return 0 if count.calls is None else -(-count.people // max(count.calls, 1))  # rounded up, so that > is exact
            case _:
                return count.people

    @property
    def adds(self) -> bool:
        """Whether what the transfer has by itself counts too; else only what the window makes of it."""
        return self.measure not in (Measure.DRAWDOWN, Measure.BEYOND_ORDER, Measure.PER_CALL)

    def at(self, divisor: int) -> int:
        """Return the threshold for somebody whose numbers of people are divided."""
        return self.threshold // divisor if divisor > 1 and self.measure in OF_PEOPLE else self.threshold


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """Which transfers are meant. Every part fits everything when it is empty (or None)."""

    directions: frozenset[Direction] = frozenset()
    categories: frozenset[DestinationClass] = frozenset()
    hosts: HostTable[bool] | None = None
    groups: frozenset[str] = frozenset()
    tenants: frozenset[str] = frozenset()
    entities: frozenset[str] = frozenset()
    customers_of: frozenset[str] = frozenset()
    gaps: frozenset[GapReason] = frozenset()
    hours: tuple[tuple[int, int], ...] = ()
    """Half-open minutes since midnight in Japan; over midnight if the first is the larger."""
    weekdays: frozenset[int] = frozenset()
    shifts: frozenset[str] = frozenset()
    outside_shifts: frozenset[str] = frozenset()
    holiday: bool | None = None
    zones: frozenset[str] = frozenset()
    outside_zones: frozenset[str] = frozenset()
    unknown_user: bool | None = None
    work_order: bool | None = None

    def fits(self, scene: Scene) -> bool:
        """Whether the transfer is meant, as far as can be said before its body is known."""
        return self.meant(scene) and self.runs(scene.now)

    def meant(self, scene: Scene) -> bool:
        """Whether it is by somebody, at a place and to a place that are meant, whenever it is."""
        transfer = scene.transfer
        destination = transfer.destination
        return (
            (not self.directions or transfer.direction in self.directions)
            and (not self.categories or destination.category in self.categories)
            and (self.unknown_user is None or self.unknown_user is not transfer.actor.known)
            and (self.work_order is None or self.work_order is (transfer.order is not None))
            and (not self.groups or not self.groups.isdisjoint(scene.groups))
            and (not self.tenants or transfer.tenant in self.tenants)
            and (not self.zones or not self.zones.isdisjoint(scene.zones))
            and (not self.outside_zones or self.outside_zones.isdisjoint(scene.zones))
            and (self.hosts is None or self.hosts.find(destination.host) is not None)
        )

    def runs(self, now: Moment) -> bool:
        """Whether `now` is a time that is meant."""
        return (
            (not self.weekdays or now.weekday in self.weekdays)
            and (self.holiday is None or self.holiday is now.holiday)
            and (not self.shifts or not self.shifts.isdisjoint(now.shifts))
            and (not self.outside_shifts or self.outside_shifts.isdisjoint(now.shifts))
            and (not self.hours or any(_within(now.minute, *hours) for hours in self.hours))
        )

    @property
    def times(self) -> "Condition":
        """Return the part of it that `runs` looks at."""
        return Condition(
            hours=self.hours, weekdays=self.weekdays, shifts=self.shifts, outside_shifts=self.outside_shifts, holiday=self.holiday
        )

    def finds(self, facts: Facts) -> bool:
        """Whether what was found is meant, too."""
        entities, tenants, gaps = self.entities, self.customers_of, self.gaps
        return (
            (not entities or any(facts.entities.get(entity) for entity in entities))
            and (not tenants or facts.customers_of(tenants) > 0)
            and (not gaps or not gaps.isdisjoint(facts.gaps))
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A condition, counts, and what happens when one of them is passed."""

    id: str
    condition: Condition
    limits: tuple[Limit, ...]
    """Empty: it applies to all that the condition means."""
    action: Action
    severity: str
    enforced: bool
    """False in monitor mode."""
    purpose: str = ""
    owner: str = ""
    kitei: str = ""
    law: str = ""
    message: str = ""
    """Japanese, and English below it."""

    def match(self, scene: Scene, facts: Facts) -> RuleMatch | None:
        """Return how the rule applies, with the first count passed; None if it does not.

        Raises: KeyError if the past was taken without a window of this rule.
        """
        if not (self.condition.fits(scene) and self.condition.finds(facts)):
            return None
        for limit in self.limits:
            found, threshold = self.found(limit, scene, facts), limit.at(facts.divisor)
            if found > threshold:
                return self.matched(measure=limit.name, found=found, threshold=threshold)
        if self.limits:
            return None
        return self.matched(measure="unknown_user" if self.condition.unknown_user else "condition", found=1)

    def found(self, limit: Limit, scene: Scene, facts: Facts) -> int:
        """Return the count that `limit` is held against; never less than what this transfer has by itself.

        A transfer with nobody in it adds nothing to what came before, so it passes no limit over time.
        """
        here, window = self.here(limit, facts), limit.window(scene.transfer.direction)
        if window is None or not here:
            return here
        counted = limit.counted(facts.past[window])
        # The past is an estimate beyond some thousand people, so it may fall short of an exact count of now.
        return max(here, counted) if limit.adds else counted

    def matched(self, *, measure: str, found: int, threshold: int = 0) -> RuleMatch:
        """Say that this rule applies."""
        return RuleMatch(
            rule=self.id,
            action=self.action,
            enforced=self.enforced,
            severity=self.severity,
            measure=measure,
            found=found,
            threshold=threshold,
            kitei=self.kitei,
            law=self.law,
            message=self.message,
        )

    def here(self, limit: Limit, facts: Facts) -> int:
        """Return what the transfer has by itself: a sum over what was found, so twice as much of all is twice as much."""
        match limit.measure:
            case Measure.PEOPLE | Measure.DRAWDOWN | Measure.BEYOND_ORDER | Measure.PER_CALL:
                return facts.people + (facts.names_only if limit.names_too else 0)
            case Measure.NAMES_ONLY:
                return facts.names_only
            case Measure.UNINSPECTED:
                return sum(size for reason, size in facts.gap_bytes.items() if not self.condition.gaps or reason in self.condition.gaps)
            case Measure.GAP:
                return facts.gaps.get(limit.reason, 0) if limit.reason else 0
            case Measure.FINDINGS if self.condition.entities:
                return sum(facts.entities.get(entity, 0) for entity in self.condition.entities)
            case Measure.FINDINGS:
                return facts.findings
            case Measure.CUSTOMERS:
                return facts.customers_of(self.condition.customers_of)
            case Measure.FOREIGN_CUSTOMERS:
                return facts.foreign_customers
            case Measure.CANARIES:
                return facts.canaries
            case Measure.TERMINALS:
                return facts.terminals


def _within(minute: int, start: int, end: int) -> bool:
    return start <= minute < end if start < end else minute >= start or minute < end

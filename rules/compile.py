"""From what is written in policy files to what is asked: entries become rules and conditions. No checks here; `rules.merge` makes them."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta

from detectors.model import GapReason
from rules.calendar import Calendar, Shift
from rules.hosts import HostTable
from rules.model import JST, Action, DestinationClass, Direction, Window, WorkOrder
from rules.profile import Profile, adjusted, told
from rules.rule import WEEKDAYS, Condition, Limit, Measure, Rule
from rules.schema import OnGap, PolicyFile
from rules.schema_context import Holidays, ShiftEntry
from rules.schema_rule import Clauses, RuleEntry, When
from rules.schema_work import LONGEST_ORDER, WorkOrderEntry

NET_USER, NET_DESTINATION = "unknown-user", "unknown-destination-people"
"""Rules of the shipped default that hold where a policy has none for every unknown user, or for every upload to unknown destinations."""


def compile_rule(entry: RuleEntry, profile: Profile = Profile.STANDARD) -> Rule:
    """Return the rule that `entry` describes, under its own profile or else that of the policy."""
    limits = tuple(adjusted(limit, entry.profile or profile) for limit in _limits(entry))
    return _rule(entry.id, compile_condition(entry.when), limits, entry.action, entry)


def compile_gaps(on_gap: OnGap) -> Iterator[Rule]:
    """Yield a rule for each reason and action of `on_gap`; none for what it allows."""
    for reason in GapReason:
        limit = Limit(measure=Measure.GAP, threshold=0, reason=reason)
        by_action: dict[Action, set[DestinationClass]] = {}
        for category in DestinationClass:
            by_action.setdefault(gap_action(on_gap, category, reason), set()).add(category)
        for action, categories in by_action.items():
            if action is not Action.ALLOW:
                yield _rule(gap_rule_id(reason), Condition(categories=frozenset(categories)), (limit,), action, on_gap)


def gap_action(on_gap: OnGap, category: DestinationClass, reason: GapReason) -> Action:
    """Return what happens to a gap: what names the reason goes before what is for all reasons, `block` is last."""
    own, default = on_gap.actions.get(category, {}), on_gap.actions.get("default", {})
    for table, word in ((own, reason), (default, reason), (own, "default"), (default, "default")):
        if word in table:
            return table[word]
    return Action.BLOCK


def gap_rule_id(reason: GapReason) -> str:
    """Return the rule id under which gaps of `reason` are decided."""
    return f"gap-{reason.replace('_', '-')}"


def compile_condition(when: When) -> Condition:
    """Return the condition that `when` describes."""
    return Condition(
        directions=frozenset(when.direction),
        categories=frozenset(when.category),
        hosts=HostTable.of((host, True) for host in when.host) if when.host else None,
        groups=frozenset(when.group),
        tenants=frozenset(when.tenant),
        entities=frozenset(when.entity),
        customers_of=frozenset(when.customers_of),
        gaps=frozenset(when.gap),
        hours=tuple(_minutes(hours) for hours in when.hours),
        weekdays=_weekdays(when.weekdays),
        shifts=frozenset(when.shift),
        outside_shifts=frozenset(when.outside_shift),
        holiday=when.holiday,
        zones=frozenset(when.zone),
        outside_zones=frozenset(when.outside_zone),
        unknown_user=when.unknown_user,
        work_order=when.work_order,
    )


def compile_calendar(file: PolicyFile) -> Calendar:
    """Return the calendar of `file`, with holidays only if something depends on them."""
    shifts = {name: _shift(entry) for name, entry in file.shifts.items()}
    whens = [*(rule.when for rule in file.rules), *(exception.when for exception in file.exceptions)]
    if all(when.holiday is None for when in whens) and all(entry.holidays is True for entry in file.shifts.values()):
        return Calendar(shifts=shifts)
    own = file.holidays or Holidays()
    return Calendar.of(shifts, closed=own.closed, opened=own.open)


def compile_order(entry: WorkOrderEntry) -> WorkOrder:
    """Return the work order that `entry` describes."""
    return WorkOrder(
        ticket=entry.ticket,
        accounts=frozenset(entry.accounts),
        tenants=frozenset(entry.tenants),
        begins=entry.begins,
        ends=entry.ends,
        people=entry.people,
        owner=entry.owner,
    )


def end_of(day: date) -> datetime:
    """Return the first moment after `day` in Japan."""
    return datetime.combine(day + timedelta(days=1), time(), JST)


def _rule(name: str, condition: Condition, limits: tuple[Limit, ...], action: Action, clauses: Clauses) -> Rule:
    message = clauses.message
    return Rule(
        id=name,
        condition=condition,
        limits=limits,
        action=action,
        severity=clauses.severity,
        enforced=clauses.mode == "enforce",
        purpose=clauses.purpose,
        owner=clauses.owner,
        kitei=clauses.kitei,
        law=clauses.law,
        message=told(f"{message.ja}\n{message.en}", limits) if message else "",
    )


def _limits(entry: RuleEntry) -> Iterator[Limit]:
    for measure in Measure:
        for word, threshold in getattr(entry.over, measure, {}).items():
            yield Limit(measure=measure, threshold=threshold, windows=_windows(entry, measure, word))


def _of_order(entry: RuleEntry) -> tuple[tuple[Direction, Window], ...]:
    """An order ends, so the people of its longest time are all that it ever had."""
    days = LONGEST_ORDER.days + 1
    return tuple((way, Window(per="order", direction=way, days=days)) for way in entry.when.direction or tuple(Direction))


def _windows(entry: RuleEntry, measure: Measure, word: str) -> tuple[tuple[Direction, Window], ...]:
    if measure is Measure.BEYOND_ORDER:
        return _of_order(entry)
    if word == "transfer":
        return ()
    classes = frozenset(entry.when.category)
    drawn = measure is Measure.DRAWDOWN
    uninspected = frozenset(entry.when.gap) if measure is Measure.UNINSPECTED else None
    if drawn:
        elsewhere = frozenset(DestinationClass) - {DestinationClass.CRM}
        classes = classes & elsewhere or elsewhere
    return tuple(
        (
            direction,
            Window(
                per=entry.per,
                direction=Direction.UPLOAD if drawn else direction,
                categories=classes,
                days=int(word[:-1]),
                drawn=drawn,
                uninspected=uninspected,
                per_call=measure is Measure.PER_CALL,
            ),
        )
        for direction in entry.when.direction or tuple(Direction)
    )


def _shift(entry: ShiftEntry) -> Shift:
    return Shift(
        weekdays=_weekdays(entry.weekdays),
        hours=tuple(_minutes(hours) for hours in entry.hours),
        on_holidays=entry.holidays is not False,
        on_other_days=entry.holidays != "only",
    )


def _weekdays(words: Iterable[str]) -> frozenset[int]:
    return frozenset(WEEKDAYS.index(word) for word in words)


def _minutes(hours: str) -> tuple[int, int]:
    start, end = (int(clock[:2]) * 60 + int(clock[3:]) for clock in hours.split("-"))
    return start, end

"""What is not wrong in a policy and yet not wise: rules that cannot matter, missing owners, thresholds that the law would not wait for.

Whether a rule can matter at all is in `rules.reach` and `rules.shade`.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial

from rules.compile import compile_condition, end_of
from rules.hosts import HostTable, example
from rules.merge import Source
from rules.model import Action, Direction, Fault
from rules.policy import Policy
from rules.profile import LEGAL, NUMBER
from rules.reach import apart, hidden, never, places
from rules.schema_rule import RuleEntry
from rules.shade import Shade
from rules.yaml_source import Loc

LEGAL_PUBLIC = 100
"""People of public bodies above which a leak must be reported. **Source:** 個人情報の保護に関する法律施行規則 第43条."""

OF_PEOPLE = ("people", "drawdown", "customers", "foreign_customers")
"""Counts of people who are known, as `over` names them."""

FAR = timedelta(days=366)
"""An exception, or monitor mode, is looked at again at least once a year."""


def warnings(sources: Sequence[Source], policy: Policy, now: datetime) -> tuple[Fault, ...]:
    """Return what somebody should look at in a policy that loads, in order of place."""
    checks = (_entries, partial(_matters, Shade(policy)), _legal, _excepted, _closed, _ends, _work)
    found = [*_without_rules(sources), *(w for source in sources for check in checks for w in check(source, policy, now))]
    return tuple(sorted(found, key=lambda w: (w.path, w.line)))


def _without_rules(sources: Sequence[Source]) -> Iterator[Fault]:
    if not any(source.file.rules for source in sources):
        told = "no rules: only what is built in decides, on unknown users, unknown destinations and what cannot be inspected"
        yield sources[0].document.fault(told, "rules")


def _entries(source: Source, policy: Policy, _now: datetime) -> Iterator[Fault]:
    for i, rule in enumerate(source.file.rules):
        for word in ("purpose", "owner", "kitei", "message"):
            said = getattr(rule, word)
            if not (said.strip() if isinstance(said, str) else said):
                yield source.document.fault(f"rule {rule.id!r} has no {word!r}", "rules", i)
        if not (rule.examples.match and rule.examples.no_match):
            yield source.document.fault(f"rule {rule.id!r} has no examples of both kinds ('match' and 'no_match')", "rules", i)
        for number in dict.fromkeys(NUMBER.findall(policy.rule(rule.id).message)):
            told = f"the message of rule {rule.id!r} names {{{number}}}, and the rule has no such number: people would read just that"
            yield source.document.fault(told, "rules", i, "message")
    for word in ("purpose", "owner"):
        if source.file.on_gap and not getattr(source.file.on_gap, word).strip():
            yield source.document.fault(f"'on_gap' has no {word!r}", "on_gap")


def _matters(shade: Shade, source: Source, policy: Policy, _now: datetime) -> Iterator[Fault]:
    for i, rule in enumerate(source.file.rules):
        loc: Loc = ("rules", i)
        if rule.action is Action.ALLOW:
            yield source.document.fault(f"rule {rule.id!r} allows: that never weakens another rule; use 'exceptions'", *loc)
        if reason := never(rule, policy):
            yield source.document.fault(f"rule {rule.id!r} can never match: {reason}", *loc)
        elif other := shade.over(rule.id):
            yield source.document.fault(f"rule {rule.id!r} never changes a verdict: {other!r} does as much for the same or more", *loc)
        for measure, word, first in hidden(rule):
            told = f"{measure!r} over '{word}' of rule {rule.id!r} never decides: '{first}' is passed first"
            yield source.document.fault(told, *loc, "over", measure, word)


def _legal(source: Source, policy: Policy, _now: datetime) -> Iterator[Fault]:
    for i, rule in enumerate(source.file.rules):
        legal = _line_of(rule.when.tenant or _of_hosts(rule, policy), policy)
        in_force = {limit.name: limit.threshold for limit in policy.rule(rule.id).limits}
        for measure, word in [(measure, word) for measure, words in rule.over if measure in OF_PEOPLE for word in words]:
            # What is received over weeks is no leak by itself; what is sent, or passes in a day, is one if it was wrong.
            counts = measure != "people" or word in ("transfer", "1d") or rule.when.direction != (Direction.DOWNLOAD,)
            number = in_force[f"{measure}.{word}"]
            if number > legal and counts:
                told = f"rule {rule.id!r} waits for {number:,} people, above the {legal:,} of whom a leak must be reported (施行規則7条)"
                yield source.document.fault(told, "rules", i, "over", measure, word)


def _of_hosts(rule: RuleEntry, policy: Policy) -> list[str]:
    """Return the clients of the hosts that a rule names."""
    hosts = compile_condition(rule.when).hosts
    return [place.tenant for place in places(hosts, policy)] if hosts else []


def _excepted(source: Source, policy: Policy, _now: datetime) -> Iterator[Fault]:
    for i, exception in enumerate(source.file.exceptions):
        condition = compile_condition(exception.when)
        for j, name in enumerate(exception.rules):
            its = [rule.condition for rule in policy.rules if rule.id == name]  # a gap has one for each action
            if its and all(apart(one, condition, policy) for one in its):
                told = f"exception {exception.id!r} never excuses: rule {name!r} does not look at such transfers"
                yield source.document.fault(told, "exceptions", i, "rules", j)


def _closed(source: Source, policy: Policy, _now: datetime) -> Iterator[Fault]:
    for i, entry in enumerate(source.file.passthrough):
        for j, host in enumerate(entry.hosts):
            shut = next((place for place in places(HostTable.of([(host, True)]), policy) if place.guarded), None)
            if shut:
                name = host if shut.host == example(host) else f"{shut.host} in {host}"
                told = f"{name!r} is of class {shut.category}, and its TLS is not opened: its answers are never inspected"
                yield source.document.fault(told, "passthrough", i, "hosts", j)


def _ends(source: Source, policy: Policy, now: datetime) -> Iterator[Fault]:
    if source.file.monitor_until and policy.effective_mode(now) == "enforce":
        yield source.document.fault("'monitor_until' has passed: the policy enforces", "monitor_until")
    if source.file.monitor_until and end_of(source.file.monitor_until) > now + FAR:
        yield source.document.fault("'monitor_until' is more than a year away: nothing is stopped until then", "monitor_until")
    for i, exception in enumerate(source.file.exceptions):
        if end_of(exception.expires) <= now:
            yield source.document.fault(f"exception {exception.id!r} has expired: its rules decide again", "exceptions", i, "expires")
        elif end_of(exception.expires) > now + FAR:
            yield source.document.fault(f"exception {exception.id!r} runs for more than a year", "exceptions", i, "expires")


def _work(source: Source, policy: Policy, now: datetime) -> Iterator[Fault]:
    if source.file.work_orders and all(rule.condition.work_order is None for rule in policy.rules):
        yield source.document.fault("no rule looks at work orders: they change no verdict", "work_orders")
    for i, order in enumerate(source.file.work_orders):
        legal = _line_of(order.tenants, policy)
        if order.ends <= now:
            yield source.document.fault(f"work order {order.ticket!r} has ended", "work_orders", i, "ends")
        if order.people > legal:
            told = f"work order {order.ticket!r} expects {order.people:,} people, above the {legal:,} of whom a leak must be reported"
            yield source.document.fault(told, "work_orders", i, "people")


def _line_of(tenants: Sequence[str], policy: Policy) -> int:
    """Return the line that a leak is held against: that of public bodies only if all `tenants` are some."""
    public = {tenant.id for tenant in policy.tenants if tenant.sector == "public"}
    return LEGAL_PUBLIC if tenants and public.issuperset(tenants) else LEGAL

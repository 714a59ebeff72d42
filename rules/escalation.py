"""How strict it is for somebody who was stopped again and again: steps up with attempts, down with quiet. Pure; knows no storage.

A lockout has its end from its first moment on, and nothing that is tried meanwhile moves it. Hypothesis holds that.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from rules.model import Action, RuleMatch
from rules.schema_work import Escalation

LOCKOUT = "escalation-lockout"
"""Id under which records show it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where somebody stands."""

    points: int = 0
    """Attempts that still count."""
    last: datetime | None = None
    """From when quiet is counted: the last attempt, or the last step down."""
    until: datetime | None = None
    """When the lockout ends; None outside one."""


def top(plan: Escalation) -> int:
    """Return the highest step: the lockout, if there is one."""
    return len(plan.divide) + (plan.lockout_minutes is not None)


def _most(plan: Escalation) -> int:
    """Return the points beyond which none count."""
    return top(plan) * plan.after


def step(standing: Standing, plan: Escalation) -> int:
    """Return the step of a standing that `settled` has brought up to now; 0 for none."""
    return top(plan) if standing.until is not None else min(standing.points // plan.after, len(plan.divide))


def settled(standing: Standing, plan: Escalation, now: datetime) -> Standing:
    """Return the standing as it is at `now`: a lockout that is over has left its step, and each quiet time takes one step back."""
    if standing.until is not None:
        if plan.lockout_minutes is None:
            return settled(replace(standing, until=None), plan, now)
        # A clock that was set back must not make it longer than it was meant to be.
        end = min(standing.until, now + timedelta(minutes=plan.lockout_minutes))
        if now < end:
            return replace(standing, until=end)
        return settled(Standing(points=len(plan.divide) * plan.after, last=end), plan, now)
    if standing.last is None:
        return standing
    # Attempts that were counted by another plan are no more than its own make.
    points = min(standing.points, _most(plan) - (plan.lockout_minutes is not None))
    if now <= standing.last:
        return replace(standing, points=points, last=now)  # nor may it make the quiet time longer
    quiet = timedelta(minutes=plan.quiet_minutes)
    steps = (now - standing.last) // quiet
    points = max(0, points - steps * plan.after)
    return Standing(points=points, last=standing.last + steps * quiet if points else None)


def attempted(standing: Standing, plan: Escalation, now: datetime) -> Standing:
    """Return the standing after one more attempt at `now`; during a lockout none counts."""
    current = settled(standing, plan, now)
    if current.until is not None:
        return current
    points = min(current.points + 1, _most(plan))
    locked = plan.lockout_minutes is not None and points == _most(plan)
    return Standing(points=points, last=now, until=now + timedelta(minutes=plan.lockout_minutes or 0) if locked else None)


def falls_at(standing: Standing, plan: Escalation) -> datetime | None:
    """Return when a settled standing next falls by itself; None if there is nothing to fall."""
    if standing.until is not None or standing.last is None:
        return standing.until
    return standing.last + timedelta(minutes=plan.quiet_minutes)


def normal_at(standing: Standing, plan: Escalation) -> datetime | None:
    """Return when nothing will be left of a settled standing, if nothing more is tried; None if there is nothing to fall."""
    falls = falls_at(standing, plan)
    steps = len(plan.divide) if standing.until is not None else standing.points // plan.after - 1
    return falls + timedelta(minutes=plan.quiet_minutes) * max(0, steps) if falls else None


def divisor(plan: Escalation | None, step: int) -> int:
    """Return by how much the numbers of people are divided on `step`; 1 for not at all."""
    if plan is None or step < 1:
        return 1
    return plan.divide[min(step, len(plan.divide)) - 1]


def locks(plan: Escalation | None, step: int) -> bool:
    """Whether `step` is the lockout."""
    return plan is not None and plan.lockout_minutes is not None and step > len(plan.divide)


def lockout(people: int) -> RuleMatch:
    """Return the match that blocks a transfer with `people` in it during a lockout."""
    return RuleMatch(
        rule=LOCKOUT,
        action=Action.BLOCK,
        enforced=True,
        severity="high",
        measure="people.transfer",
        found=people,
        message="短い間に何度も止められたため、お客様の情報を含む送受信を、しばらくの間すべて止めています。\n"
        "You were stopped several times within a short time, so for a while nothing with customers' data passes.",
    )

"""Which stops are attempts, by which `rules.escalation` makes it stricter for a person. Pure; counts nothing itself.

What would have passed at the limits as they are written is none: somebody who goes on working under divided limits climbs no further by
that alone.
"""

from dataclasses import replace
from datetime import datetime

from detectors.model import GapReason, Inspection
from rules.decide import decide
from rules.facts import NOT_COUNTED
from rules.model import Action, Past, RuleMatch, Transfer, Verdict
from rules.policy import Policy

CLOSED = frozenset({GapReason.ENCRYPTED, GapReason.BOMB, GapReason.DEPTH_LIMIT})
"""Reasons that tell of what a person made. All others come of programs by themselves, or of a failure of ours."""


def is_attempt(transfer: Transfer, inspection: Inspection, verdict: Verdict, past: Past, policy: Policy, now: datetime) -> bool:
    """Whether `verdict` stopped a known person who tried to move somebody's data, or what was closed, against the policy as it is written.

    Takes what the verdict was reached by. Refusals, and stops that wait for a reason or an approval, are none.
    """
    if verdict.action is not Action.BLOCK or transfer.refusal or not transfer.actor.known:
        return False
    if past.step:
        verdict = decide(transfer, inspection, replace(past, step=0), policy, now)
    somebody = _somebody(inspection)
    return any(_tells(match, somebody=somebody) for match in verdict.matches if match.enforced and match.action is Action.BLOCK)


def _somebody(inspection: Inspection) -> bool:
    people = inspection.people
    return bool(people.count or people.names_only or any(entity not in NOT_COUNTED for entity, _ in inspection.entities))


def _tells(match: RuleMatch, *, somebody: bool) -> bool:
    kind, _, reason = match.measure.partition(".")
    return reason in CLOSED if kind == "gap" else somebody

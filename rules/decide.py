"""The decision: every rule that applies, and the strongest action of those that are enforced.

Pure. More findings, people or gaps never weaken the action: each rule only compares a growing count with a threshold, or asks whether
something is there, and the strongest wins. A property test holds this.
"""

from dataclasses import replace
from datetime import datetime

from detectors.model import Inspection
from rules.escalation import divisor, lockout, locks
from rules.facts import Facts
from rules.model import Action, Past, RuleMatch, Transfer, Verdict
from rules.policy import Policy
from rules.refusals import refusal

SEVERITIES = ("low", "medium", "high", "critical")


def decide(transfer: Transfer, inspection: Inspection, past: Past, policy: Policy, now: datetime) -> Verdict:
    """Return the verdict on an inspected transfer.

    Args:
        transfer: what moves; its `at` has a time zone.
        inspection: what was found in it. A part not inspected is a gap, decided like a finding.
        past: the counts of all of `policy.windows(transfer)`, this transfer included.
        policy: what to decide by.
        now: when it is decided, with a time zone: monitor mode and exceptions end by it.

    Raises:
        KeyError: `past` lacks a window.

    """
    scene = policy.scene(transfer)
    facts = Facts.of(transfer, inspection, past, divisor(policy.escalation, past.step))
    found = [match for rule in policy.candidates(transfer) if (match := rule.match(scene, facts))]
    if (somebody := facts.people + facts.names_only) and locks(policy.escalation, past.step):
        found.append(lockout(somebody))
    if policy.effective_mode(now) == "monitor":
        found = [_unenforced(match) for match in found]
    elif policy.exemptions:
        excuses = policy.excuses(scene, now)
        found = [excuses.applied(match) for match in found]
    if transfer.refusal:
        found.append(refusal(transfer.refusal))
    matches = tuple(sorted(found, key=_strongest_first))
    return Verdict(
        action=next((match.action for match in matches if match.enforced), Action.ALLOW),
        matches=matches,
        would=matches[0].action if matches else Action.ALLOW,
        policy=policy.digest,
        divisor=facts.divisor,
    )


def _unenforced(match: RuleMatch) -> RuleMatch:
    return replace(match, enforced=False)


def _strongest_first(match: RuleMatch) -> tuple[int, bool, int, str]:
    return (-match.action.strength, not match.enforced, -SEVERITIES.index(match.severity), match.rule)

"""Deciding again gives the verdicts of `rules.decide` whatever the policy says: policies of generated words over generated transfers."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from detectors.model import Inspection
from rules.decide import decide
from rules.model import Action, Count, Past, Transfer, Window, WorkOrder
from rules.policy import Policy
from tests.ledger.replay.test_again import decided_again, moved, past, seen
from tests.rules.generated import NUMBER, built, policies


@st.composite
def under_order(draw: st.DrawFn) -> Transfer:
    transfer, at = draw(moved()), timedelta(hours=1)
    order = WorkOrder(ticket="w", accounts=frozenset({"op-1"}), begins=transfer.at - at, ends=transfer.at + at, people=5)
    return replace(transfer, order=draw(st.sampled_from([None, order])))


def beyond(data: st.DataObject, windows: tuple[Window, ...], before: Past) -> Past:
    """What is beyond an order may be nobody, however many there are in the transfer."""
    counts = ((window, Count(people=data.draw(NUMBER)) if window.per == "order" else count) for window, count in before.counts)
    return replace(before, counts=tuple(counts))


def moves(data: st.DataObject, policy: Policy) -> list[tuple[Transfer, Inspection, Past]]:
    found = []
    for transfer in data.draw(st.lists(under_order(), min_size=1, max_size=4)):
        inspection, windows = data.draw(seen()), policy.windows(transfer)
        found.append((transfer, inspection, beyond(data, windows, past(data, windows, inspection))))
    return found


@settings(max_examples=100, deadline=None)
@given(words=policies(), data=st.data())
def test_every_policy_is_decided_again_as_it_was(words: dict[str, Any], data: st.DataObject) -> None:
    policy = built(words)
    moved_then = moves(data, policy)
    for (transfer, inspection, before), (action, rule) in zip(moved_then, decided_again(policy, moved_then), strict=True):
        verdict = decide(transfer, inspection, before, policy, transfer.at)
        assert action is verdict.action
        assert transfer.refusal or action is Action.ALLOW or rule == verdict.rules[0]

"""How a judged transfer ended. That verdicts are reached, recorded and kept is seen on the wire in tests/e2e.

There: test_traffic, test_counting, test_fail_closed and test_notices.
"""

import pytest
from mitmproxy.test import tflow

from proxy.gate.ticket import Ticket
from proxy.judge import _outcome
from rules.model import Action, Direction, Outcome, Verdict


@pytest.mark.parametrize(
    ("action", "overflow", "outcome"),
    [
        (None, False, Outcome.ERROR),
        (Action.ALLOW, False, Outcome.RELEASED),
        (Action.ALERT, False, Outcome.RELEASED),
        (Action.JUSTIFY, False, Outcome.STOPPED),
        (Action.HOLD, False, Outcome.STOPPED),
        (Action.BLOCK, False, Outcome.STOPPED),
        (Action.ALLOW, True, Outcome.STOPPED),
    ],
)
def test_an_outcome_says_what_became_of_the_bytes(action: Action | None, overflow: bool, outcome: Outcome) -> None:
    verdict = Verdict(action=action) if action else None
    ticket = Ticket(flow=tflow.tflow(), direction=Direction.UPLOAD, verdict=verdict, overflow=overflow)
    assert _outcome(ticket) is outcome
    assert ticket.released is (outcome is Outcome.RELEASED)

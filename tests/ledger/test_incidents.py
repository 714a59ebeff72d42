import pytest

from detectors.model import Inspection
from ledger.candidates import Case
from ledger.egress import Egress
from ledger.incidents import find, incident_of, is_incident
from ledger.store import Ledger
from rules.model import Action, Transfer, Verdict
from tests.ledger.made import Limit, inspection, transfer, verdict


@pytest.mark.parametrize(
    ("decided", "expected"),
    [
        pytest.param(verdict(Action.ALLOW), False, id="allow"),
        pytest.param(verdict(Action.ALERT), True, id="alert"),
        pytest.param(verdict(Action.BLOCK), True, id="block"),
        pytest.param(verdict(Action.ALLOW, would=Action.BLOCK), True, id="would-block"),
        pytest.param(verdict(Action.ALLOW, would=Action.ALERT), False, id="would-alert"),
    ],
)
def test_which_verdicts_are_incidents(decided: Verdict, expected: bool) -> None:
    assert is_incident(decided) is expected


def settle(ledger: Ledger, moved: Transfer, seen: Inspection, decided: Verdict) -> None:
    with ledger.transaction():
        ledger.append(moved, seen, decided, ledger.past(moved, seen.people, Limit()))


def test_an_incident_says_what_it_may_be_and_whether_it_got_across(ledger: Ledger) -> None:
    moved = transfer()
    settle(ledger, moved, inspection(1), verdict(Action.BLOCK))
    with ledger.engine.connect() as connection:
        story = find(connection, moved.id)
        assert find(connection, "0000-0000-0000-0000") is None
        assert [find(connection, nothing) for nothing in ("", " - ", "ー")] == [None, None, None]
    assert story is not None
    incident = incident_of(story, {})
    assert (incident.id, incident.people, incident.actor) == (moved.id, 1, "op-17")
    assert [candidate.case for candidate in incident.candidates] == [Case.IMPROPER]
    assert (incident.passed.egress, incident.passed.bytes) == (Egress.BLOCKED, 0)


def test_a_count_that_went_on_is_shown(ledger: Ledger) -> None:
    moved = transfer()
    early = Inspection(format="csv", entities=(("PHONE_NUMBER", 101),), people=inspection(*range(101)).people, complete=False)
    settle(ledger, moved, early, verdict(Action.BLOCK))
    with ledger.engine.connect() as connection:
        first = find(connection, moved.id)
    with ledger.transaction():
        ledger.recount(moved, inspection(*range(5000)), released=False)
    with ledger.engine.connect() as connection:
        then = find(connection, moved.id)
    assert first is not None
    assert then is not None
    shown, later = incident_of(first, {}), incident_of(then, {})
    assert (shown.people, shown.exact) == (101, False)
    assert (later.people, later.exact) == (5000, True)
    assert {c.case for c in later.candidates} == {Case.IMPROPER, Case.MANY}

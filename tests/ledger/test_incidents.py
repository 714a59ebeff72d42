import pytest

from detectors.model import Inspection, People
from detectors.peopleset import PeopleSet
from ledger.incidents import Candidate, find, incident_of, is_incident
from ledger.store import Ledger
from rules.model import Action, DestinationClass, Direction, Transfer, Verdict
from tests.ledger.made import ENCRYPTED, Limit, inspection, transfer, verdict

SENSITIVE, FINANCIAL, IMPROPER, MANY = Candidate


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


@pytest.mark.parametrize(
    ("moved", "seen", "decided", "expected"),
    [
        pytest.param(transfer(), inspection(1), verdict(Action.ALERT), (), id="approved-alert"),
        pytest.param(transfer(), inspection(1), verdict(Action.BLOCK), (IMPROPER,), id="blocked"),
        pytest.param(transfer(), inspection(1), verdict(Action.ALLOW, would=Action.BLOCK), (IMPROPER,), id="would-block"),
        pytest.param(transfer(category=DestinationClass.PASTE), inspection(1), verdict(Action.ALERT), (IMPROPER,), id="to-a-paste-site"),
        pytest.param(
            transfer(category=DestinationClass.PASTE, direction=Direction.DOWNLOAD),
            inspection(1),
            verdict(Action.ALERT),
            (),
            id="from-there",
        ),
        pytest.param(transfer(), inspection(1, entities=(("JP_SENSITIVE", 1),)), verdict(Action.ALERT), (SENSITIVE,), id="sensitive"),
        pytest.param(transfer(), inspection(1, entities=(("CREDIT_CARD", 1),)), verdict(Action.ALERT), (FINANCIAL,), id="card"),
        pytest.param(transfer(), inspection(1, entities=(("JP_BANK_ACCOUNT", 1),)), verdict(Action.ALERT), (FINANCIAL,), id="account"),
        pytest.param(transfer(), inspection(entities=(("JP_SENSITIVE", 1),)), verdict(Action.BLOCK), (), id="about-nobody"),
        pytest.param(transfer(), inspection(*range(1000)), verdict(Action.ALERT), (), id="a-thousand"),
        pytest.param(transfer(), inspection(*range(1001)), verdict(Action.ALERT), (MANY,), id="over-a-thousand"),
        pytest.param(transfer(), inspection(gaps=(ENCRYPTED,)), verdict(Action.BLOCK), (), id="unread"),
    ],
)
def test_candidates(ledger: Ledger, moved: Transfer, seen: Inspection, decided: Verdict, expected: tuple[Candidate, ...]) -> None:
    settle(ledger, moved, seen, decided)
    with ledger.engine.connect() as connection:
        incident = find(connection, moved.id)
    assert incident is not None
    assert incident.candidates == expected
    assert (incident.id, incident.people, incident.actor) == (moved.id, seen.people.count, "op-17")


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
    assert (first.people, first.exact, first.candidates) == (101, False, (IMPROPER,))
    assert (then.people, then.exact, then.candidates) == (5000, True, (IMPROPER, MANY))


def test_names_alone_are_people_too(ledger: Ledger) -> None:
    moved = transfer(category=DestinationClass.WEBMAIL)
    seen = Inspection(entities=(("PERSON", 1),), people=People(names=PeopleSet.of([1])))
    with ledger.transaction():
        record = ledger.append(moved, seen, verdict(Action.ALERT), ledger.past(moved, seen.people, Limit()))
    assert record is not None
    assert incident_of(record).candidates == (IMPROPER,)

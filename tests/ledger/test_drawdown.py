"""Draw-down against plain sets, and how far counts over time may be off."""

from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detectors.model import Inspection, People
from detectors.peopleset import PeopleSet
from ledger.drawdown import MARGIN, both
from ledger.sketchrows import EXACT_LIMIT
from ledger.store import Ledger
from rules.decide import decide
from rules.model import Action, Count, DestinationClass, Direction, Past, Transfer, Window
from rules.policy import Policy, load
from tests.ledger.made import NOON, Limit, inspection, people, transfer, verdict

OUTSIDE = frozenset(DestinationClass) - {DestinationClass.CRM}
DRAWN = Window(direction=Direction.UPLOAD, categories=OUTSIDE, days=30, drawn=True)
CRM, APPROVED, PASTE = DestinationClass.CRM, DestinationClass.APPROVED, DestinationClass.PASTE
UP, DOWN = Direction.UPLOAD, Direction.DOWNLOAD


def many(first: int, last: int) -> PeopleSet:
    """Numbered people, with fingerprints spread as a keyed hash spreads them."""
    numbers = np.arange(first, last, dtype=np.uint64)
    mixed = (numbers + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
    mixed ^= mixed >> np.uint64(29)
    return PeopleSet.of(mixed * np.uint64(0xBF58476D1CE4E5B9), exact_limit=EXACT_LIMIT)


def move(ledger: Ledger, moved: Transfer, *numbers: int, action: Action = Action.ALERT) -> None:
    with ledger.transaction():
        ledger.append(moved, inspection(*numbers), verdict(action), Past(), now=moved.at)


def drawn(ledger: Ledger, moved: Transfer, *numbers: int, window: Window = DRAWN) -> Count:
    with ledger.transaction():
        return ledger.past(moved, people(*numbers), Limit(asked=(window,))).count(window)


@pytest.mark.parametrize(
    ("window", "moved", "numbers", "expected"),
    [
        pytest.param(DRAWN, transfer(category=PASTE), (2, 9), 2, id="upload-adds-to-what-was-sent"),
        pytest.param(DRAWN, transfer(category=CRM, direction=DOWN), (8,), 2, id="download-adds-to-what-was-received"),
        pytest.param(DRAWN, transfer(category=CRM), (2,), 1, id="what-goes-back-to-a-crm-was-not-sent-out"),
        pytest.param(DRAWN, transfer(actor="op-18"), (1, 2), 0, id="another-actor-received-nothing"),
        pytest.param(DRAWN, transfer(at=NOON + timedelta(days=40)), (2,), 0, id="received-too-long-ago"),
        pytest.param(Window(direction=UP, categories=OUTSIDE, days=60, drawn=True), transfer(), (3,), 3, id="sixty-days"),
        pytest.param(Window(per="tenant", direction=UP, categories=OUTSIDE, days=30, drawn=True), transfer(), (), 2, id="per-tenant"),
        pytest.param(Window(direction=UP, categories=frozenset({PASTE}), days=30, drawn=True), transfer(), (2,), 0, id="other-class"),
    ],
)
def test_who_was_received_and_sent_out(ledger: Ledger, window: Window, moved: Transfer, numbers: tuple[int, ...], expected: int) -> None:
    move(ledger, transfer(category=CRM, direction=DOWN), 1, 2, 4)
    move(ledger, transfer(category=CRM, direction=DOWN, at=NOON - timedelta(days=35)), 3, 5)
    move(ledger, transfer(category=CRM, direction=DOWN), 7, action=Action.BLOCK)
    move(ledger, transfer(), 1, 8, 7)
    move(ledger, transfer(at=NOON - timedelta(days=40)), 5)
    move(ledger, transfer(actor="op-18"), 4)
    assert drawn(ledger, moved, *numbers, window=window) == Count(people=expected)


@settings(max_examples=60, deadline=None)
@given(st.sets(st.integers(0, 60)), st.sets(st.integers(0, 60)))
def test_small_sets_are_exact(received: set[int], sent: set[int]) -> None:
    assert both(PeopleSet.of(received), PeopleSet.of(sent)) == (len(received & sent), True)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize(
    ("received", "sent", "shared"),
    [
        pytest.param(20_000, 300, 0, id="nobody"),
        pytest.param(20_000, 300, 300, id="few-of-many"),
        pytest.param(100_000, 30_000, 20_000, id="many"),
        pytest.param(200_000, 100, 100, id="lost-in-the-error"),
    ],
)
def test_an_estimate_never_finds_more_than_there_are(received: int, sent: int, shared: int, seed: int) -> None:
    start = seed * 10_000_000
    ours = many(start, start + received)
    theirs = many(start + received - shared, start + received - shared + sent)
    found, exact = both(ours, theirs)
    together = received + sent - shared
    assert not exact
    assert shared - 2 * MARGIN * together <= found <= shared


def test_the_error_over_time_is_what_is_stated(ledger: Ledger) -> None:
    """Thirty days of 1,500 people, each day a third of them seen before: exact up to 4,096, then within 3 % (almost four times 0.8 %)."""
    window = Window(direction=UP, days=365)
    for day in range(30):
        at = NOON + timedelta(days=day)
        seen = Inspection(people=People(persons=many(day * 1000, day * 1000 + 1500)))
        with ledger.transaction():
            past = ledger.past(transfer(at=at), seen.people, Limit(asked=(window,)))
            ledger.append(transfer(at=at), seen, verdict(Action.ALERT), past, now=at)
        count, truth = past.count(window), day * 1000 + 1500
        assert count.exact is (truth <= EXACT_LIMIT)
        assert count.people == truth if count.exact else abs(count.people - truth) <= 0.03 * truth


CUMULATIVE = """\
notice: {purpose: 持ち出しを防ぐ, owner: 管理者, contact: 窓口}
rules:
  - id: drip
    purpose: 少しずつの持ち出しに気付く
    when: {direction: upload, class: approved}
    over: {people: {transfer: 3, 1d: 5, 7d: 6, 30d: 8, 365d: 10, 3650d: 11}}
    action: block
  - id: taken
    purpose: 受け取った人を送り出させない
    when: {class: approved}
    over: {drawdown: {30d: 2}}
    action: alert
exceptions:
  - id: delivery
    rules: drip
    when: {host: delivery.example}
    reason: 納品
    control: 委託元が受け取りを確かめる
    owner: 第一課長
    expires: 2026-04-12
"""


@pytest.fixture
def cumulative(tmp_path: Path) -> Policy:
    (tmp_path / "p.yaml").write_text(CUMULATIVE, encoding="utf-8")
    return load([tmp_path / "p.yaml"])


def settle(ledger: Ledger, policy: Policy, moved: Transfer, *numbers: int) -> tuple[Action, str]:
    seen = inspection(*numbers)
    with ledger.transaction():
        past = ledger.past(moved, seen.people, policy)
        found = decide(moved, seen, past, policy, moved.at)
        ledger.append(moved, seen, found, past, now=moved.at)
    return found.action, found.matches[0].measure if found.matches else ""


def test_each_window_of_a_rule_decides(ledger: Ledger, cumulative: Policy) -> None:
    def days_ago(days: int, *numbers: int) -> tuple[Action, str]:
        return settle(ledger, cumulative, transfer(at=NOON - timedelta(days=days)), *numbers)

    assert days_ago(3000, 1, 2) == (Action.ALLOW, "")
    assert days_ago(300, 3, 4) == (Action.ALLOW, "")
    assert days_ago(20, 5, 6, 7) == (Action.ALLOW, "")
    assert days_ago(3, 8, 9) == (Action.ALLOW, "")
    assert days_ago(0, 10, 11) == (Action.ALLOW, "")
    assert days_ago(0, 10, 11) == (Action.ALLOW, "")  # the same people again
    assert days_ago(0, 12) == (Action.BLOCK, "people.3650d")
    assert days_ago(0, 5, 6, 8) == (Action.ALLOW, "")  # known from before
    assert days_ago(0, 5, 6, 8, 9) == (Action.BLOCK, "people.transfer")
    assert days_ago(0, 9) == (Action.BLOCK, "people.1d")


def test_an_exception_inside_a_cumulative_rule_counts_on(ledger: Ledger, cumulative: Policy) -> None:
    """It keeps the rule from deciding, and not the people from being counted: they are there on the day after it ends."""
    for day, expected in ((0, Action.ALLOW), (1, Action.ALLOW), (2, Action.ALLOW), (3, Action.BLOCK)):
        moved = transfer(host="delivery.example", at=NOON + timedelta(days=day))
        assert settle(ledger, cumulative, moved, *range(10 * day, 10 * day + 4))[0] is expected
    assert settle(ledger, cumulative, transfer(at=NOON + timedelta(days=3)), 100) == (Action.BLOCK, "people.7d")


def test_nobody_in_a_transfer_passes_no_limit_over_time(ledger: Ledger, cumulative: Policy) -> None:
    move(ledger, transfer(), *range(20))
    assert settle(ledger, cumulative, transfer()) == (Action.ALLOW, "")
    assert settle(ledger, cumulative, transfer(), 1)[0] is Action.BLOCK


def test_drawing_down_is_a_rule(ledger: Ledger, cumulative: Policy) -> None:
    move(ledger, transfer(category=CRM, direction=DOWN), *range(50))
    assert settle(ledger, cumulative, transfer(), 1, 2) == (Action.ALLOW, "")
    assert settle(ledger, cumulative, transfer(), 90) == (Action.ALLOW, "")
    assert settle(ledger, cumulative, transfer(), 3) == (Action.ALERT, "drawdown.30d")


def test_both_directions_are_counted_by_two_nodes_and_after_a_restart(url: str, ledger: Ledger, other: Ledger) -> None:
    """The clock of the second node lags over midnight; what it writes late belongs to the day before and is seen by all."""
    midnight = NOON.replace(hour=23, minute=59)
    move(ledger, transfer(category=CRM, direction=DOWN, at=midnight + timedelta(minutes=2)), 1, 2, 3)
    assert drawn(other, transfer(at=midnight), 1) == Count(people=0)  # received on a day that has not come yet, by its clock
    move(other, transfer(at=midnight), 2)
    assert drawn(ledger, transfer(at=midnight + timedelta(minutes=3)), 1) == Count(people=2)
    move(ledger, transfer(at=midnight + timedelta(minutes=3)), 1)
    move(other, transfer(at=midnight + timedelta(minutes=4)), 3)
    again = Ledger(url, node="node-c", key_id="key-1")
    for one in (again, ledger, other):
        assert drawn(one, transfer(at=midnight + timedelta(minutes=5))) == Count(people=3)
        assert drawn(one, transfer(at=midnight + timedelta(days=31))) == Count(people=0)
    again.close()

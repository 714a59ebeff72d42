"""Steps up and down, and lockouts that end."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.decide import decide
from rules.escalation import Standing, attempted, divisor, falls_at, locks, normal_at, settled, step, top
from rules.model import Action, DestinationClass, Past
from rules.policy import DEFAULT, load
from rules.schema_work import Escalation
from tests.rules.made import NOW, found, past_alone, policy_of, transfer_to

PLAN = Escalation(after=3, quiet_minutes=30, divide=(2, 4), lockout_minutes=20)
MILD = Escalation(after=3, quiet_minutes=30, divide=(2, 4))
MINUTE = timedelta(minutes=1)

plans = st.builds(
    Escalation,
    after=st.integers(1, 5),
    quiet_minutes=st.integers(1, 120),
    divide=st.sets(st.integers(2, 50), min_size=1, max_size=4).map(lambda some: tuple(sorted(some))),
    lockout_minutes=st.none() | st.integers(1, 120),
)


def after(minutes: list[float], plan: Escalation = PLAN) -> Standing:
    standing = Standing()
    for minute in minutes:
        standing = attempted(standing, plan, NOW + minute * MINUTE)
    return standing


@pytest.mark.parametrize(
    ("attempts", "then", "expected"),
    [
        pytest.param([0, 1], 2, 0, id="two-are-no-step"),
        pytest.param([0, 1, 2], 3, 1, id="three-are-one"),
        pytest.param([0, 1, 2, 3, 4, 5], 6, 2, id="six-are-two"),
        pytest.param([0, 1, 2], 32, 0, id="quiet-takes-it-back"),
        pytest.param([0, 1, 2, 3, 4, 5], 36, 1, id="one-step-at-a-time"),
        pytest.param([0, 1, 2, 3, 4, 5], 66, 0, id="and-the-next"),
        pytest.param([0, 40, 80, 120], 121, 0, id="seldom-is-no-step"),
        pytest.param([0, 1, 2, 3, 4, 5, 6, 7, 8], 9, 3, id="nine-are-the-lockout"),
        pytest.param([0, 1, 2, 3, 4, 5, 6, 7, 8, 20, 27], 27.5, 3, id="attempts-meanwhile"),
        pytest.param([0, 1, 2, 3, 4, 5, 6, 7, 8, 20, 27], 28, 2, id="do-not-prolong-it"),
        pytest.param([0, 1, 2, 3, 4, 5, 6, 7, 8], 28 + 30, 1, id="and-it-falls-on"),
        pytest.param([0, 1, 2], -100, 1, id="a-clock-set-back"),
    ],
)
def test_steps(attempts: list[float], then: float, expected: int) -> None:
    assert step(settled(after(attempts), PLAN, NOW + then * MINUTE), PLAN) == expected


def test_without_a_lockout_the_last_step_divides() -> None:
    standing = after([0] * 30, MILD)
    assert (step(standing, MILD), standing.until) == (2, None)
    assert falls_at(standing, MILD) == NOW + 30 * MINUTE
    assert not locks(MILD, 2)


def test_a_plan_that_lost_its_lockout_lets_go() -> None:
    assert settled(after([0] * 9), MILD, NOW).until is None


def test_a_clock_set_back_does_not_make_quiet_longer() -> None:
    back = settled(after([0, 1, 2]), PLAN, NOW - timedelta(days=3))
    assert falls_at(back, PLAN) == NOW - timedelta(days=3) + 30 * MINUTE


def test_when_it_is_back_to_normal() -> None:
    assert normal_at(Standing(), PLAN) is None
    for attempts, minutes in (([0, 0, 0], 30), ([0] * 6, 60), ([0] * 9, 20 + 60)):
        standing = after(attempts)
        normal = normal_at(standing, PLAN)
        assert normal == NOW + minutes * MINUTE
        assert step(settled(standing, PLAN, normal), PLAN) == 0 < step(settled(standing, PLAN, normal - MINUTE), PLAN)


def test_a_clock_set_back_does_not_make_a_lockout_longer() -> None:
    standing = settled(after([0] * 9), PLAN, NOW - timedelta(days=3))
    assert falls_at(standing, PLAN) == NOW - timedelta(days=3) + 20 * MINUTE


@given(plans, st.lists(st.floats(0, 600), max_size=40).map(sorted), st.floats(0, 10_000))
def test_never_beyond_the_top_and_never_for_ever(plan: Escalation, minutes: list[float], later: float) -> None:
    standing = after(minutes, plan)
    assert 0 <= step(standing, plan) <= top(plan)
    last = NOW + (minutes[-1] if minutes else 0) * MINUTE
    bound = timedelta(minutes=(plan.lockout_minutes or 0) + plan.quiet_minutes * (top(plan) + 1))
    assert step(settled(standing, plan, last + bound), plan) == 0
    one = settled(standing, plan, last + later * MINUTE)
    assert settled(one, plan, last + later * MINUTE) == one


@given(plans, st.lists(st.tuples(st.floats(-10_000, 600), st.booleans()), max_size=40))
def test_a_clock_that_jumps_makes_nothing_longer(plan: Escalation, jumps: list[tuple[float, bool]]) -> None:
    now, standing = NOW, Standing()
    for jump, tries in jumps:
        now += jump * MINUTE
        standing = (attempted if tries else settled)(standing, plan, now)
        falls = falls_at(standing, plan)
        assert falls is None or now <= falls <= now + timedelta(minutes=max(plan.quiet_minutes, plan.lockout_minutes or 0))
    bound = timedelta(minutes=(plan.lockout_minutes or 0) + plan.quiet_minutes * (top(plan) + 1))
    assert step(settled(standing, plan, now + bound), plan) == 0


@given(plans, plans, st.integers(0, 20), st.floats(0, 200))
def test_another_plan_locks_nobody_out_by_itself_and_ends_as_it_says(
    former: Escalation, plan: Escalation, tries: int, later: float
) -> None:
    now = NOW + later * MINUTE
    standing = settled(after([0.0] * tries, former), plan, now)
    locked = locks(plan, step(standing, plan))
    assert locked == (standing.until is not None)
    assert not locked or former.lockout_minutes is not None
    normal = normal_at(standing, plan)
    assert normal is None or normal <= now + timedelta(minutes=(plan.lockout_minutes or 0) + plan.quiet_minutes * (top(plan) + 1))
    assert normal is None or step(settled(standing, plan, normal), plan) == 0


@given(plans.filter(lambda plan: plan.lockout_minutes is not None), st.lists(st.floats(0, 200), max_size=30).map(sorted))
def test_nothing_that_is_tried_prolongs_a_lockout(plan: Escalation, minutes: list[float]) -> None:
    locked = after([0.0] * (top(plan) * plan.after), plan)
    end, standing = locked.until, locked
    assert end
    for minute in minutes:
        now = NOW + minute * MINUTE
        standing = attempted(standing, plan, now)
        assert standing.until == end if now < end else standing.until != end


@pytest.mark.parametrize(
    ("at", "by", "locked"), [(0, 1, False), (1, 2, False), (2, 4, False), (3, 4, True)], ids=["none", "one", "two", "lockout"]
)
def test_what_a_step_does(at: int, by: int, locked: bool) -> None:
    assert (divisor(PLAN, at), locks(PLAN, at)) == (by, locked)
    assert (divisor(None, at), locks(None, at)) == (1, False)


POLICY = """
escalation: {after: 1, divide: [2, 4], lockout_minutes: 20}
rules:
- {id: many, action: block, when: {class: approved}, over: {people: {transfer: 100, 7d: 400}, findings: {transfer: 9}}}
"""


@pytest.mark.parametrize(
    ("at", "people", "action", "rules"),
    [
        pytest.param(0, 100, Action.ALLOW, (), id="as-written"),
        pytest.param(1, 50, Action.ALLOW, (), id="half"),
        pytest.param(1, 51, Action.BLOCK, ("many",), id="over-half"),
        pytest.param(2, 26, Action.BLOCK, ("many",), id="over-a-quarter"),
        pytest.param(3, 1, Action.BLOCK, ("escalation-lockout",), id="lockout"),
        pytest.param(3, 0, Action.ALLOW, (), id="nobody-in-it"),
    ],
)
def test_decided_on_a_step(tmp_path: Path, at: int, people: int, action: Action, rules: tuple[str, ...]) -> None:
    policy = policy_of(tmp_path, POLICY)
    transfer, inspection = transfer_to(DestinationClass.APPROVED), found(people)
    past = past_alone(transfer, inspection, policy)
    verdict = decide(transfer, inspection, Past(counts=past.counts, step=at), policy, NOW)
    assert (verdict.action, verdict.rules) == (action, rules)


@given(st.timedeltas(-timedelta(days=9999), timedelta(days=9999)))
def test_a_new_standing_is_quiet(later: timedelta) -> None:
    assert settled(Standing(), PLAN, NOW + later) == Standing()


def test_the_shipped_policy_has_it_ready(tmp_path: Path) -> None:
    shipped, line = DEFAULT.read_text(encoding="utf-8"), "# escalation: {"
    assert load([DEFAULT]).escalation is None
    assert shipped.count(line) == 1
    (tmp_path / "policy.yaml").write_text(shipped.replace(line, line[2:]), encoding="utf-8")
    assert load([tmp_path / "policy.yaml"]).escalation == Escalation(after=3, quiet_minutes=30, divide=(2, 4), lockout_minutes=30)


def test_the_example_for_policy_owners_means_the_same_as_the_line_that_is_ready(tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "policy-owners.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"^```yaml\n(escalation:\n.*?)```", page, re.DOTALL | re.MULTILINE)
    ready = Escalation(after=3, quiet_minutes=30, divide=(2, 4), lockout_minutes=30)
    assert policy_of(tmp_path, block).escalation == ready

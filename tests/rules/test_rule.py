"""One rule: names of counts, hours and what it is called when it has none."""

import pytest

from detectors.model import GapReason
from rules.compile import compile_rule
from rules.facts import Facts, Scene
from rules.model import Count, DestinationClass, Past
from rules.profile import Profile
from rules.rule import Limit, Measure
from rules.schema_rule import RuleEntry
from tests.rules.made import NOW, found, transfer_to


def test_names_of_counts() -> None:
    entry = RuleEntry.model_validate(
        {"id": "a", "action": "block", "over": {"people": {"transfer": 1, "30d": 2}, "names_only": {"1d": 3}, "findings": {"transfer": 4}}}
    )
    rule = compile_rule(entry)
    assert [(limit.name, limit.threshold) for limit in rule.limits] == [
        ("people.transfer", 1),
        ("people.30d", 2),
        ("names_only.1d", 3),
        ("findings.transfer", 4),
    ]
    assert Limit(measure=Measure.GAP, threshold=0, reason=GapReason.TOO_LARGE).name == "gap.too_large"


@pytest.mark.parametrize(
    ("hours", "clock", "fits"),
    [
        ("09:00-18:00", (9, 0), True),
        ("09:00-18:00", (17, 59), True),
        ("09:00-18:00", (18, 0), False),
        ("22:00-06:00", (23, 0), True),
        ("22:00-06:00", (5, 59), True),
        ("22:00-06:00", (6, 0), False),
        ("18:00-24:00", (23, 59), True),
        ("18:00-24:00", (0, 0), False),
    ],
)
def test_hours(hours: str, clock: tuple[int, int], fits: bool) -> None:
    rule = compile_rule(RuleEntry.model_validate({"id": "a", "action": "block", "when": {"hours": hours}}))
    hour, minute = clock
    scene = Scene.of(transfer_to(at=NOW.replace(hour=hour, minute=minute)), frozenset())
    assert rule.condition.fits(scene) is fits


@pytest.mark.parametrize(("when", "measure"), [({"unknown_user": True}, "unknown_user"), ({"class": "paste"}, "condition")])
def test_rules_without_counts(when: dict[str, object], measure: str) -> None:
    rule = compile_rule(RuleEntry.model_validate({"id": "a", "action": "block", "when": when}))
    transfer = transfer_to(DestinationClass.PASTE, known=False)
    match = rule.match(Scene.of(transfer, frozenset()), Facts.of(transfer, found(), Past()))
    assert match is not None
    assert (match.measure, match.found, match.threshold) == (measure, 1, 0)


@pytest.mark.parametrize(
    ("people", "calls", "reached"),
    [
        pytest.param(120, 40, None, id="three-a-call"),
        pytest.param(121, 40, 4, id="more-than-three"),
        pytest.param(3, 0, None, id="no-calls-is-one"),
        pytest.param(4, 0, 4, id="four-people-and-no-call"),
        pytest.param(9000, None, None, id="not-known"),
    ],
)
def test_people_per_call(people: int, calls: int | None, reached: int | None) -> None:
    entry = {"id": "a", "action": "alert", "when": {"direction": "upload"}, "over": {"people_per_call": {"7d": 3}}}
    rule = compile_rule(RuleEntry.model_validate(entry))
    window = rule.limits[0].windows[0][1]
    past = Past(counts=((window, Count(people=people, calls=calls)),))
    match = rule.match(Scene.of(transfer_to(), frozenset()), Facts.of(transfer_to(), found(1), past))
    assert (match and match.found) == reached
    assert window.per_call


@pytest.mark.parametrize(("terminals", "applies"), [(0, False), (1, False), (2, True)])
@pytest.mark.parametrize("profile", list(Profile))
def test_terminals(terminals: int, applies: bool, profile: Profile) -> None:
    rule = compile_rule(RuleEntry.model_validate({"id": "a", "action": "alert", "over": {"terminals": {"transfer": 1}}}), profile)
    facts = Facts.of(transfer_to(), found(1), Past(terminals=terminals))
    assert (rule.match(Scene.of(transfer_to(), frozenset()), facts) is not None) is applies

"""The dial: numbers follow it coherently, single rules may stand apart, and a stricter position never decides weaker."""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.model import GapReason
from rules.decide import decide
from rules.model import Action, ConfigError, Count, DestinationClass, Direction, Past, Window
from rules.policy import DEFAULT, Policy, load
from rules.profile import WORDS, Profile, adjusted
from rules.rule import Limit, Measure
from tests.rules.made import NOTICE, NOW, found, policy_of, transfer_to, write

TEXT = DEFAULT.read_text(encoding="utf-8")
POSITIONS: dict[str, Policy] = {}


def position(word: str, folder: Path) -> Policy:
    """Return the shipped policy at one position of the dial."""
    if word not in POSITIONS:
        POSITIONS[word] = load([write(folder, TEXT.replace("profile: 標準", f"profile: {word}"), f"{WORDS[word]}.yaml")])
    return POSITIONS[word]


def thresholds(policy: Policy, rule: str) -> list[int]:
    return [limit.threshold for one in policy.rules if one.id == rule for limit in one.limits]


@pytest.mark.parametrize(
    ("word", "bulk", "unknown"),
    [
        pytest.param("緩い", [200, 600], [0], id="lenient"),
        pytest.param("標準", [100, 300], [0], id="standard"),
        pytest.param("厳格", [50, 150], [0], id="strict"),
        pytest.param("strict", [50, 150], [0], id="in English"),
    ],
)
def test_the_shipped_numbers(tmp_path: Path, word: str, bulk: list[int], unknown: list[int]) -> None:
    policy = position(word, tmp_path)
    assert thresholds(policy, "approved-bulk")[:2] == bulk
    assert thresholds(policy, "unknown-destination-people") == unknown
    message = next(rule.message for rule in policy.rules if rule.id == "approved-bulk")
    assert f"1回{bulk[0]}人、1日{bulk[1]}人まで" in message
    assert f"{bulk[0]} at once, {bulk[1]} a day" in message


@pytest.mark.parametrize(
    ("measure", "number", "lenient"),
    [
        pytest.param(Measure.PEOPLE, 400, 800, id="doubled"),
        pytest.param(Measure.PEOPLE, 900, 1000, id="up to the legal thousand"),
        pytest.param(Measure.PEOPLE, 3000, 3000, id="above it as written"),
        pytest.param(Measure.UNINSPECTED, 3000, 6000, id="bytes"),
    ],
)
def test_lenient(measure: Measure, number: int, lenient: int) -> None:
    assert adjusted(Limit(measure=measure, threshold=number), Profile.LENIENT).threshold == lenient


def test_a_rule_may_stand_apart_and_its_examples_are_as_written(tmp_path: Path) -> None:
    rule = "{{id: {0}, {1}when: {{class: approved}}, over: {{people: {{transfer: 10}}}}, action: block, examples: {2}}}"
    examples = "{match: [{people: 11}], no_match: [{people: 10}]}"
    policy = policy_of(
        tmp_path, f"profile: 厳格\nrules:\n- {rule.format('a', '', examples)}\n- {rule.format('b', 'profile: 標準, ', examples)}\n"
    )
    assert (thresholds(policy, "a"), thresholds(policy, "b")) == ([5], [10])


def test_names_alone_are_people_when_strict(tmp_path: Path) -> None:
    transfer, names = transfer_to(), found(0, 1)
    standard, strict = (decide(transfer, names, Past(), position(word, tmp_path), NOW).action for word in ("標準", "厳格"))
    assert (standard, strict) == (Action.ALERT, Action.BLOCK)


def test_an_unknown_position(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r":2: profile: unknown word '標準的'; did you mean '標準'"):
        load([write(tmp_path, NOTICE + "profile: 標準的\n")])


@given(
    category=st.sampled_from(DestinationClass),
    direction=st.sampled_from(Direction),
    known=st.booleans(),
    people=st.integers(0, 1500),
    names=st.integers(0, 700),
    before=st.integers(0, 3000),
    gaps=st.lists(st.sampled_from(GapReason), max_size=3),
    size=st.integers(0, 3_000_000),
)
def test_a_stricter_position_never_decides_weaker(
    tmp_path_factory: pytest.TempPathFactory,
    category: DestinationClass,
    direction: Direction,
    known: bool,
    people: int,
    names: int,
    before: int,
    gaps: list[GapReason],
    size: int,
) -> None:
    transfer, inspection = transfer_to(category, direction=direction, known=known), found(people, names, *gaps, size=size)
    verdicts = []
    for word in ("緩い", "標準", "厳格"):
        policy = position(word, tmp_path_factory.getbasetemp())
        counts: tuple[tuple[Window, Count], ...] = tuple(
            (window, Count(people=people + before, names_only=names + before // 2, uninspected=before * 1000))
            for window in policy.windows(transfer)
        )
        verdicts.append(decide(transfer, inspection, Past(counts=counts), policy, NOW))
    for looser, stricter in pairwise(verdicts):
        assert stricter.action.strength >= looser.action.strength
        assert stricter.would.strength >= looser.would.strength

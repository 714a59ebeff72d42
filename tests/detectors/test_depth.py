"""How closely prose is read as time goes by."""

import time

import pytest

from detectors.depth import MODEL_SECONDS, Depth, Patience


@pytest.mark.parametrize(
    ("passed", "depth"),
    [
        pytest.param(0.0, Depth.MODEL, id="at first"),
        pytest.param(0.2, Depth.MODEL, id="early"),
        pytest.param(0.3, Depth.DICTIONARY, id="behind a quarter"),
        pytest.param(0.7, Depth.DICTIONARY, id="before three quarters"),
        pytest.param(0.8, Depth.PATTERNS, id="late"),
        pytest.param(2.0, Depth.PATTERNS, id="too late"),
    ],
)
def test_depth(passed: float, depth: Depth) -> None:
    seconds = 10_000.0
    began = time.monotonic() - passed * seconds
    assert Patience(began=began, deadline=began + seconds).depth(0.0) is depth


@pytest.mark.parametrize(
    ("reading", "depth"),
    [
        pytest.param(MODEL_SECONDS - 0.1, Depth.MODEL, id="its turn"),
        pytest.param(MODEL_SECONDS, Depth.DICTIONARY, id="had its turn"),
    ],
)
def test_the_model_has_its_turn(reading: float, depth: Depth) -> None:
    now = time.monotonic()
    assert Patience(began=now, deadline=now + 10_000).depth(reading) is depth


def test_no_time_at_all() -> None:
    now = time.monotonic()
    assert Patience(began=now, deadline=now - 1).depth(0.0) is Depth.PATTERNS

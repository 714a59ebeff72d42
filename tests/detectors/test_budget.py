import time

import pytest

from detectors.budget import Budget, OverBudget
from detectors.model import GapReason, Limits

LIMITS = Limits(max_decoded_bytes=100 << 20, max_depth=2, max_parts=3)


def budget(seconds: float = 10) -> Budget:
    return Budget(limits=LIMITS, deadline=time.monotonic() + seconds)


@pytest.mark.parametrize(
    ("size", "produced", "consumed", "allowed"),
    [
        pytest.param(1 << 20, 9 << 20, 1, True, id="any ratio while small"),
        pytest.param(1 << 20, 11 << 20, 1 << 20, True, id="large and honest"),
        pytest.param(1 << 20, 11 << 20, 1000, False, id="large from nothing"),
        pytest.param(101 << 20, 0, 0, False, id="too much together"),
    ],
)
def test_spending(size: int, produced: int, consumed: int, allowed: bool) -> None:
    if allowed:
        budget().spend(size, produced=produced, consumed=consumed)
    else:
        with pytest.raises(OverBudget) as over:
            budget().spend(size, produced=produced, consumed=consumed)
        assert over.value.reason is GapReason.BOMB


def test_depth_is_given_back() -> None:
    one = budget()
    for _ in range(5):
        with one.deeper(), one.deeper():
            assert one.depth == 2
            with pytest.raises(OverBudget), one.deeper():
                pass
    assert one.depth == 0


def test_parts_and_time() -> None:
    one = budget()
    for _ in range(3):
        one.add_part()
    with pytest.raises(OverBudget) as over:
        one.add_part()
    assert over.value.reason is GapReason.TOO_LARGE
    with pytest.raises(OverBudget) as over:
        budget(seconds=-1).check_time()
    assert over.value.reason is GapReason.TIMEOUT

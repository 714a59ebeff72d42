import os
import signal
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from detectors.budget import Budget, OverBudget
from detectors.formats.part import Part, Piece
from detectors.model import Gap, GapReason, Limits, Segment, Table
from detectors.sandbox import ChildFailed, isolated

PART = Part(data=memoryview(b"x" * 1000), place="body")
GOOD: list[Piece] = [
    Segment(text="山田\udcff", place="a"),
    Table(rows=[["氏名"], ["山田"]], place="b", headed=True, start=3),
    Gap(reason=GapReason.ENCRYPTED, place="c", size_bytes=5),
]


def children() -> set[int]:
    """The processes that this one has started and not buried; other tests may have left some, and threads that end meanwhile."""
    found = set[int]()
    for task in Path("/proc/self/task").iterdir():
        with suppress(FileNotFoundError, ProcessLookupError):
            found.update(map(int, (task / "children").read_text().split()))
    return found


def budget(seconds: float = 60, **limits: int) -> Budget:
    return Budget(limits=Limits(**limits), deadline=time.monotonic() + seconds)


def well(_part: Part, one: Budget) -> Iterator[Piece]:
    one.spend(7, produced=0, consumed=0)
    yield from GOOD


def aborts(_part: Part, _budget: Budget) -> Iterator[Piece]:
    yield GOOD[0]
    os.abort()


def hogs(_part: Part, _budget: Budget) -> Iterator[Piece]:
    hoard = bytearray(2 << 30)
    yield Segment(text=str(len(hoard)), place="a")


def hangs(_part: Part, _budget: Budget) -> Iterator[Piece]:
    signal.pause()
    yield GOOD[0]


def spins(_part: Part, _budget: Budget) -> Iterator[Piece]:
    while True:
        pass
    yield GOOD[0]


def panics(_part: Part, _budget: Budget) -> Iterator[Piece]:
    raise BaseException("as pyo3 does")
    yield GOOD[0]


def bursts(_part: Part, one: Budget) -> Iterator[Piece]:
    yield GOOD[0]
    one.spend(0, produced=1 << 30, consumed=1)


def rejects(_part: Part, _budget: Budget) -> Iterator[Piece]:
    raise ValueError
    yield GOOD[0]


def gives_parts(part: Part, _budget: Budget) -> Iterator[Piece]:
    yield part


def test_pieces_and_the_account_come_back() -> None:
    one = budget()
    assert list(isolated(well, PART, one)) == GOOD
    assert one.decoded_bytes == 7


@pytest.mark.parametrize(
    ("reader", "reason"),
    [
        pytest.param(aborts, GapReason.BOMB, id="abort"),
        pytest.param(hogs, GapReason.DETECTOR_ERROR, id="memory"),
        pytest.param(panics, GapReason.DETECTOR_ERROR, id="panic"),
    ],
)
def test_a_child_that_fails_says_how(reader, reason: GapReason) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ChildFailed) as failed:
        list(isolated(reader, PART, budget()))
    assert failed.value.reason is reason


def test_a_child_that_hangs_is_killed_at_the_deadline() -> None:
    started, before = time.monotonic(), children()
    with pytest.raises(OverBudget) as over:
        list(isolated(hangs, PART, budget(seconds=0.3)))
    assert over.value.reason is GapReason.TIMEOUT
    assert time.monotonic() - started < 5
    assert children() <= before


def test_a_child_that_spins_ends_by_its_processor_time() -> None:
    one = Budget(limits=Limits(child_cpu_seconds=0.5), deadline=time.monotonic() + 60)
    with pytest.raises(ChildFailed) as failed:
        list(isolated(spins, PART, one))
    assert failed.value.reason is GapReason.TIMEOUT


def test_limits_and_refusals_of_the_reader_pass_through() -> None:
    with pytest.raises(OverBudget):
        list(isolated(bursts, PART, budget()))
    for reader in (rejects, gives_parts):
        with pytest.raises(ValueError, match="not of this format"):
            list(isolated(reader, PART, budget()))


def test_leaving_early_leaves_no_child() -> None:
    before, pieces = children(), isolated(well, PART, budget())
    next(pieces)
    assert len(children() - before) == 1
    pieces.close()  # type: ignore[attr-defined]
    assert children() <= before

"""What is told of a ledger's place. Readiness, reload and gauges are seen in tests/e2e/test_lifecycle.py and test_fail_closed.py."""

from pathlib import Path

import pytest

from ledger.store import Ledger
from proxy.upkeep import _sizes


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger(f"sqlite:///{tmp_path / 'l.sqlite'}", node="n", key_id="k", create=True)


def test_an_embedded_ledger_has_a_size_and_room_beside_it(ledger: Ledger, tmp_path: Path) -> None:
    size, free = _sizes(ledger)
    assert size == (tmp_path / "l.sqlite").stat().st_size > 0
    assert free > 0
    ledger.close()

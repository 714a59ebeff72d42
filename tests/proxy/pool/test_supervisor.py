import asyncio
from pathlib import Path

import pytest

from proxy.pool import supervisor
from proxy.pool.protocol import Reason
from proxy.pool.supervisor import Supervisor
from tests.proxy.pool.conftest import TOY, settings
from tests.support.descriptors import descriptors


async def test_process_that_keeps_ending_is_started_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "BACKOFF_SECONDS", (0.01, 0.02))
    before = descriptors()
    kept = Supervisor(tmp_path / "s", settings(), module="tests.proxy.pool.fleeting")
    await kept.start(60)
    while kept.restarts[Reason.CRASH] < 3:
        await asyncio.sleep(0.01)
    await kept.stop()
    assert not kept.ready
    assert kept.workers == 0
    assert not descriptors() - before


async def test_says_how_it_is(tmp_path: Path) -> None:
    kept = Supervisor(tmp_path / "s", settings(workers=3), module=TOY)
    assert not kept.ready
    await kept.start(60)
    assert kept.ready
    assert kept.workers == 3
    assert dict(kept.restarts) == dict.fromkeys(Reason, 0)
    await kept.stop()
    await kept.stop()
    assert (kept.ready, kept.workers) == (False, 0)


async def test_stop_without_start(tmp_path: Path) -> None:
    await Supervisor(tmp_path / "s", settings(), module=TOY).stop()


async def test_ends_soon_after_a_start_that_failed(tmp_path: Path) -> None:
    kept = Supervisor(tmp_path / "s", settings(), module="tests.proxy.pool.conftest")
    with pytest.raises(RuntimeError, match="status 0"):
        await kept.start(60)

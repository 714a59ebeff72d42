"""Workers and pools that are killed, hang or grow: a gap for the body, and another worker for the next."""

import asyncio
import os
import signal
from pathlib import Path

import pytest

from detectors.model import GapReason
from proxy.pool.protocol import Reason
from tests.proxy.pool.asking import ask, at_once, occupied, reasons, until, worker
from tests.proxy.pool.conftest import MakePool


async def test_worker_killed_between_bodies(make_pool: MakePool) -> None:
    pool = await make_pool(workers=1)
    first = worker(await ask(pool, b"x"))
    os.kill(first, signal.SIGKILL)
    assert not (await ask(pool, b"x")).gaps
    await until(pool, Reason.CRASH)
    assert worker(await ask(pool, b"x")) != first


async def test_worker_killed_in_a_body_is_tried_again(make_pool: MakePool, tmp_path: Path) -> None:
    pool = await make_pool()
    seen = await ask(pool, b"kill-once " + os.fsencode(tmp_path / "mark"))
    assert not seen.gaps
    await until(pool, Reason.CRASH)


async def test_poison_body_costs_two_workers_and_no_more(make_pool: MakePool) -> None:
    pool = await make_pool()
    assert reasons(await ask(pool, b"kill")) == [GapReason.DETECTOR_ERROR]
    await until(pool, Reason.CRASH, 2)
    assert not (await ask(pool, b"x")).gaps
    assert pool.stats.restarts[Reason.CRASH] == 2


async def test_clean_bodies_pass_among_poison(make_pool: MakePool) -> None:
    pool = await make_pool()
    seen = await asyncio.gather(*(ask(pool, b"kill" if n % 4 == 0 else b"x" * n) for n in range(12)))
    poisoned = [reasons(s) == [GapReason.DETECTOR_ERROR] for s in seen]
    assert all(poisoned[::4])
    assert not (await ask(pool, b"x")).gaps


async def test_exception_in_the_inspector_prints_nothing(make_pool: MakePool, capfd: pytest.CaptureFixture[str]) -> None:
    pool = await make_pool()
    assert reasons(await ask(pool, b"raise")) == [GapReason.DETECTOR_ERROR]
    await until(pool, Reason.CRASH, 2)
    assert capfd.readouterr() == ("", "")


async def test_all_workers_hang(make_pool: MakePool) -> None:
    pool = await make_pool()
    hung = await asyncio.gather(*(ask(pool, b"hang", 3) for _ in range(2)))
    assert [reasons(s) for s in hung] == [[GapReason.TIMEOUT]] * 2
    assert not (await ask(pool, b"x")).gaps
    await until(pool, Reason.TIMEOUT, 2)
    assert pool.stats.restarts[Reason.CRASH] == 0


@pytest.mark.parametrize(
    ("settings_", "order", "reason"),
    [
        pytest.param({"growth_bytes": 20 << 20}, b"grow 50", Reason.MEMORY, id="memory kept"),
        pytest.param({"jobs_per_worker": 1}, b"x", Reason.RETIRED, id="number of bodies"),
    ],
)
async def test_worker_is_replaced(make_pool: MakePool, settings_: dict[str, int], order: bytes, reason: Reason) -> None:
    pool = await make_pool(workers=1, **settings_)
    first = await ask(pool, order)
    assert not first.gaps
    await until(pool, reason)
    second = await ask(pool, b"x")
    assert not second.gaps
    assert worker(second) != worker(first)


async def test_memory_that_is_not_there_ends_the_worker_alone(make_pool: MakePool) -> None:
    pool = await make_pool(address_space_bytes=64 << 20)
    assert reasons(await ask(pool, b"grow 200")) == [GapReason.DETECTOR_ERROR]
    assert not (await ask(pool, b"x")).gaps


async def test_pool_process_killed(make_pool: MakePool, tmp_path: Path) -> None:
    pool = await make_pool(workers=1)  # another would take a body in the moment before it ends too
    pid = worker(await ask(pool, b"x"))
    parent = int(Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[1])
    running = await occupied(pool, tmp_path / "busy")
    os.kill(parent, signal.SIGKILL)
    assert reasons(await running) == [GapReason.DETECTOR_ERROR]
    assert reasons(at_once(ask(pool, b"x"))) == [GapReason.DETECTOR_ERROR]
    await until(pool, Reason.CRASH)
    assert not (await ask(pool, b"x")).gaps
    assert worker(await ask(pool, b"x")) != pid

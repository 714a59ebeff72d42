import asyncio
import stat
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from detectors.model import GapReason
from proxy.pool.client import Pool
from proxy.pool.protocol import INLINE_BYTES
from proxy.spool import Spool
from tests.proxy.pool.asking import ask, at_once, occupied, reasons, worker
from tests.proxy.pool.conftest import TOY, MakePool, body, gone, settings
from tests.support.descriptors import descriptors

shared = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared_pool(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Pool]:
    pool = Pool(tmp_path_factory.mktemp("pool") / "s", settings(), module=TOY)
    await pool.start(30)
    yield pool
    await pool.stop()


@shared
@pytest.mark.parametrize(
    ("words", "size"),
    [
        pytest.param({"content_type": "text/csv", "content_encoding": "gzip", "filename": "客先.csv", "target": "/a?b=c"}, 10, id="short"),
        pytest.param({"target": "/?" + "q" * (1 << 20)}, 10, id="address of a megabyte"),
        pytest.param({"filename": "\udc8b\udce0.csv", "content_type": "text/plain"}, 10, id="header that is no UTF-8"),
        pytest.param({"target": "x" * (INLINE_BYTES - 300)}, 10, id="just inline"),
        pytest.param({}, 0, id="empty body"),
        pytest.param({"content_type": "text/csv"}, 3_000_000, id="3 MB"),
    ],
)
async def test_answers(shared_pool: Pool, words: dict[str, str], size: int) -> None:
    pool = shared_pool
    data = b"x" * size
    with body(data) as fd:
        seen = await pool.inspect(fd, size, seconds=100, stop_at=7, **words)  # type: ignore[arg-type]
    assert not seen.gaps
    assert seen.size_bytes == size
    assert (seen.format, seen.charset) == (words.get("content_type", ""), words.get("filename", ""))
    assert seen.entity_count("target") == len(words.get("target", ""))
    assert seen.entity_count("stop_at") == 7
    assert seen.entity_count("key") == 32
    assert 90 < dict(seen.seconds)["left"] < 100


@shared
async def test_large_answer_comes_beside(shared_pool: Pool) -> None:
    pool = shared_pool
    seen = await ask(pool, b"people 1000000")
    assert seen.people.count == 1_000_000
    assert seen.people.exact


@shared
async def test_spooled_file_is_read_with_its_key(shared_pool: Pool, tmp_path: Path) -> None:
    pool = shared_pool
    with Spool(tmp_path, memory_bytes=10) as spool:
        spool.write(b"people 3".ljust(108))
        spool.seal()
        assert spool.key
        seen = await pool.inspect(spool.fd, spool.size, key=spool.key, seconds=10)
    assert not seen.gaps
    assert seen.size_bytes == 108


@shared
async def test_size_that_is_not_true(shared_pool: Pool) -> None:
    pool = shared_pool
    with body(b"four") as fd:
        assert reasons(await pool.inspect(fd, 5, seconds=5)) == [GapReason.DETECTOR_ERROR]
    assert not (await ask(pool, b"next")).gaps


@shared
async def test_what_was_not_read_has_its_size_with_the_address(shared_pool: Pool) -> None:
    with body(b"") as fd:
        seen = await shared_pool.inspect(fd, 1, filename="a.csv", target="/?q=" + "x" * 500, seconds=5)
    assert [gap.size_bytes for gap in seen.gaps] == [1 + 5 + 504]
    assert seen.size_bytes == 1


@shared
async def test_fifty_at_once(shared_pool: Pool) -> None:
    pool = shared_pool
    seen = await asyncio.gather(*(ask(pool, b"x" * n) for n in range(1, 51)))
    assert [s.size_bytes for s in seen] == list(range(1, 51))
    assert not any(s.gaps for s in seen)


async def test_overload_is_told_at_once(make_pool: MakePool) -> None:
    pool = await make_pool(queue=3)
    waiting = [asyncio.create_task(ask(pool, b"slow 0.5")) for _ in range(5)]
    await asyncio.sleep(0)
    assert pool.stats.queue_length == pool.stats.queue_capacity == 3
    assert pool.stats.busy == 2
    assert reasons(at_once(ask(pool, b"x"))) == [GapReason.OVERLOAD]
    assert not any(s.gaps for s in await asyncio.gather(*waiting))
    assert pool.stats.queue_length == pool.stats.busy == 0


async def test_deadline_is_kept_while_waiting(make_pool: MakePool, tmp_path: Path) -> None:
    pool = await make_pool(workers=1)
    busy = await occupied(pool, tmp_path / "busy")
    assert reasons(await ask(pool, b"x", 0.2)) == [GapReason.TIMEOUT]
    assert not busy.done(), "the worker was never free"
    (tmp_path / "busy").unlink()
    assert not (await busy).gaps


async def test_cancelled_asker_frees_its_place(make_pool: MakePool) -> None:
    pool = await make_pool(workers=1, queue=1)
    tasks = [asyncio.create_task(ask(pool, b"slow 0.3")) for _ in range(2)]
    await asyncio.sleep(0)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    assert pool.stats.queue_length == pool.stats.busy == 0
    assert not (await ask(pool, b"x")).gaps


async def test_stop_leaves_nothing(make_pool: MakePool, tmp_path: Path) -> None:
    pool = await make_pool()
    pid = worker(await ask(pool, b"x"))
    socket = tmp_path / "pool" / "s"
    assert stat.S_IMODE(socket.stat().st_mode) == 0o600
    assert stat.S_IMODE(socket.parent.stat().st_mode) == 0o700
    await pool.stop()
    assert not socket.exists()
    assert reasons(await ask(pool, b"x")) == [GapReason.DETECTOR_ERROR]
    while not gone(pid):
        await asyncio.sleep(0.01)
    assert pool.stats.idle == 0


async def test_pool_that_cannot_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pool = Pool(tmp_path / "s", settings(), module="tests.proxy.pool.nowhere")
    with pytest.raises(RuntimeError, match="before it was ready"):
        await pool.start(20)
    late = Pool(tmp_path / "s", settings(), module=TOY)
    with pytest.raises(TimeoutError):
        await late.start(0.01)


async def test_no_descriptor_is_left(make_pool: MakePool, tmp_path: Path) -> None:
    pool = await make_pool(queue=3)
    pid = worker(await ask(pool, b"x"))

    ours, theirs = descriptors(), descriptors(pid)
    for order, target in ((b"x", "t" * 100_000), (b"people 100000", ""), (b"x", "")):
        await asyncio.gather(*(ask(pool, order, target=target) for _ in range(8)))
    with body(b"four") as fd:
        await pool.inspect(fd, 5, seconds=5)
    gave_up = await occupied(pool, tmp_path / "busy")
    gave_up.cancel()
    await asyncio.gather(gave_up, return_exceptions=True)
    (tmp_path / "busy").unlink()
    while pool.stats.busy or worker(await ask(pool, b"x")) != pid:
        pass
    while descriptors(pid) - theirs:
        await asyncio.sleep(0.01)
    assert not descriptors() - ours


async def test_folder_with_a_long_name(tmp_path: Path) -> None:
    pool = Pool(tmp_path / ("x" * 120) / "pool" / "s", settings(), module=TOY)
    await pool.start(30)
    try:
        assert not (await ask(pool, b"x")).gaps
    finally:
        await pool.stop()


async def test_observes_the_wait(tmp_path: Path) -> None:
    waits: list[float] = []
    pool = Pool(tmp_path / "pool" / "s", settings(workers=1), observe_wait=waits.append, module=TOY)
    await pool.start(30)
    try:
        began = time.monotonic()
        busy = await occupied(pool, tmp_path / "busy")
        taken = time.monotonic() - began
        waiting = asyncio.create_task(ask(pool, b"x"))
        await asyncio.sleep(0)
        await asyncio.sleep(0.1)
        (tmp_path / "busy").unlink()
        await asyncio.gather(busy, waiting)
    finally:
        await pool.stop()
    first, second = waits
    assert first <= taken
    assert 0.1 <= second <= time.monotonic() - began

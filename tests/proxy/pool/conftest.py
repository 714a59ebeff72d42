import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from detectors.config import DetectorConfig
from proxy.pool.client import Pool
from proxy.pool.protocol import Settings

ROOT = Path(__file__).parents[3]
TOY = "tests.proxy.pool.toy"
type MakePool = Callable[..., Awaitable[Pool]]


@pytest.fixture(autouse=True, scope="package")
def _import_tests() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(ROOT))
        yield


def settings(**values: int) -> Settings:
    return Settings(key=bytes(range(32)), detectors=DetectorConfig(model=False), **values)  # type: ignore[arg-type]


@pytest.fixture
async def make_pool(tmp_path: Path) -> AsyncIterator[MakePool]:
    pools: list[Pool] = []

    async def make(*, queue: int = 64, **values: int) -> Pool:
        pool = Pool(tmp_path / "pool" / "s", settings(**values), queue=queue, module=TOY)
        pools.append(pool)
        await pool.start(60)
        return pool

    yield make
    for pool in pools:
        await pool.stop()


@contextmanager
def body(data: bytes) -> Iterator[int]:
    fd = os.memfd_create("test")
    try:
        os.write(fd, data)
        yield fd
    finally:
        os.close(fd)


def gone(pid: int) -> bool:
    """Whether a process has ended; who adopted it may not have taken note yet."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except FileNotFoundError:
        return True

"""Asking a pool of toys, and waiting for what happens in it, never for a time."""

import asyncio
import os
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

import pytest

from detectors.model import GapReason, Inspection
from proxy.pool.client import Pool
from proxy.pool.protocol import Reason
from tests.proxy.pool.conftest import body


async def ask(pool: Pool, order: bytes, seconds: float = 60, **words: str) -> Inspection:
    with body(order) as fd:
        return await pool.inspect(fd, len(order), seconds=seconds, **words)  # type: ignore[arg-type]


def reasons(inspection: Inspection) -> list[GapReason]:
    return [gap.reason for gap in inspection.gaps]


def worker(inspection: Inspection) -> int:
    return inspection.entity_count("pid")


def at_once[T](work: Coroutine[Any, Any, T]) -> T:
    """Return what is answered without waiting for anything at all."""
    with pytest.raises(StopIteration) as ended:
        work.send(None)
    return ended.value.value  # type: ignore[no-any-return]


async def occupied(pool: Pool, file: Path) -> "asyncio.Task[Inspection]":
    """Occupy a worker until `file` is removed."""
    task = asyncio.create_task(ask(pool, b"busy " + os.fsencode(file)))
    while not file.exists():
        await asyncio.sleep(0.01)
    return task


async def until(pool: Pool, reason: Reason, count: int = 1) -> None:
    """Wait for an event of the pool, never for a guessed time; the test's own timeout bounds it."""
    while pool.stats.restarts[reason] < count or pool.stats.starting:
        await asyncio.sleep(0.01)

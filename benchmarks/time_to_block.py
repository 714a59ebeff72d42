"""Time from the first byte of an upload to the page that says it was stopped, when the first rows decide: with ever more behind them."""

import asyncio
from collections.abc import Iterable

from benchmarks.figure import Figure
from benchmarks.rows import as_csv, customers
from benchmarks.site import UNKNOWN, Proxy, site
from benchmarks.terminal import post

ROWS = (1_000, 10_000, 100_000)
BLOCKED = 403


def run(quick: bool) -> Iterable[Figure]:
    """Measure the same table in three lengths, to a destination where one person is too many."""
    with site() as place, place.ours() as ours:
        asyncio.run(_blocked(ours, 10))
        taken = [asyncio.run(_blocked(ours, count)) for count in (ROWS[:2] if quick else ROWS)]
    for count, seconds in zip(ROWS, taken, strict=False):
        yield Figure(what=f"time to a block, CSV of {count:,} rows", ours=seconds, unit="s")
    yield Figure(what="of it for what follows the deciding rows", ours=taken[-1] - taken[0], unit="s", at_most=0.5)


async def _blocked(proxy: Proxy, count: int) -> float:
    body = as_csv(customers(count, seed=300 + count)).encode()
    async with proxy.way(UNKNOWN).open() as line:
        answer = await line.ask(post(UNKNOWN, body, "text/csv"))
    if answer.status != BLOCKED:
        raise RuntimeError(f"status {answer.status}")
    return answer.seconds

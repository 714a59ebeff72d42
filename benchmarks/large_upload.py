"""Uploads of 10 MB that pass, against stock mitmdump: bytes that no detector reads, a table, prose."""

import asyncio
import os
import statistics
from collections.abc import Callable, Iterable

from benchmarks.figure import Figure
from benchmarks.prose import document
from benchmarks.rows import as_csv, customers
from benchmarks.site import APPROVED, Proxy, site
from benchmarks.terminal import post

SIZE = 10 << 20
ROUNDS = 3
ROW_BYTES = 145
PROSE_BYTES = 3
"""Of one code point."""


def run(quick: bool) -> Iterable[Figure]:
    """Measure each kind in turns; every body is another one, so that nothing is remembered."""
    rounds = 1 if quick else ROUNDS
    with site() as place, place.stock() as stock, place.ours(monitor=True) as ours:
        for what, make, rounds_, most, extra in (
            ("random bytes", _random, rounds, 1.5, None),
            ("CSV", _table, rounds, None, 0.8),
            ("prose", _prose, 1 if quick else 2, None, 6.0),
        ):
            yield _compare(what, make, rounds_, stock, ours, most, extra)


def _compare(
    what: str, make: Callable[[int], tuple[bytes, str]], rounds: int, stock: Proxy, ours: Proxy, most: float | None, extra: float | None
) -> Figure:
    taken: dict[int, list[float]] = {stock.port: [], ours.port: []}
    for number in range(rounds):
        body, content_type = make(number)
        for proxy in (stock, ours):
            taken[proxy.port].append(asyncio.run(upload(proxy, body, content_type)))
    mine, theirs = (statistics.median(taken[proxy.port]) for proxy in (ours, stock))
    if most:
        return Figure(
            what=f"10 MB upload, {what}", ours=mine, unit="s", counterpart=theirs, against="mitmdump -q", ratio=mine / theirs, at_most=most
        )
    return Figure(what=f"10 MB upload, {what}, more than stock", ours=mine - theirs, unit="s", at_most=extra)


async def upload(proxy: Proxy, body: bytes, content_type: str, host: str = APPROVED) -> float:
    """Return the seconds of one upload on a connection that is open. Raises RuntimeError if it was stopped."""
    async with proxy.way(host).open() as line:
        answer = await line.ask(post(host, body, content_type))
    if answer.status != 200:
        raise RuntimeError(f"status {answer.status}")
    return answer.seconds


def _random(_: int) -> tuple[bytes, str]:
    return os.urandom(SIZE), "application/octet-stream"


def _table(number: int) -> tuple[bytes, str]:
    return as_csv(customers(SIZE // ROW_BYTES, seed=100 + number)).encode(), "text/csv"


def _prose(number: int) -> tuple[bytes, str]:
    return document(SIZE // PROSE_BYTES, seed=200 + number).encode(), "text/plain; charset=utf-8"

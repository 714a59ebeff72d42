"""Small requests over kept-alive TLS connections, against stock mitmdump in turns: requests a second, and CPU for each."""

import asyncio
import json
import statistics
from collections.abc import Iterable, Sequence

from benchmarks.figure import Figure
from benchmarks.rows import HEADER, customers
from benchmarks.site import APPROVED, Proxy, site
from benchmarks.terminal import get, post

REQUESTS = 2_000
CONNECTIONS = 16
ROUNDS = 3


def run(quick: bool) -> Iterable[Figure]:
    """Measure requests without a body, then uploads inspected, decided and recorded: of nobody, and of one person each."""
    count, rounds = (REQUESTS // 5, 2) if quick else (REQUESTS, ROUNDS)
    people = [json.dumps(dict(zip(HEADER, row, strict=True)), ensure_ascii=False).encode() for row in customers(count * rounds)]
    uploads = [post(APPROVED, body, "application/json") for body in people]
    ticks = [post(APPROVED, b'{"tick": %d}' % number, "application/json") for number in range(count * rounds)]
    with site() as place, place.stock() as stock, place.ours(monitor=True) as ours:
        yield from _compare("without a body", [[get(APPROVED)] * count] * rounds, stock, ours, 1.4)
        yield from _compare("inspected, nobody in it", [ticks[n::rounds] for n in range(rounds)], stock, ours, 1.0)
        yield from _compare("inspected, one person each", [uploads[n::rounds] for n in range(rounds)], stock, ours, 1.0)


def _compare(what: str, rounds: Sequence[Sequence[bytes]], stock: Proxy, ours: Proxy, at_least: float) -> Iterable[Figure]:
    speeds: dict[int, list[float]] = {stock.port: [], ours.port: []}
    cpus: dict[int, list[float]] = {stock.port: [], ours.port: []}
    for requests in rounds:
        for proxy in (stock, ours):
            before = proxy.cpu_seconds
            seconds = asyncio.run(proxy.way().ask_all(requests, CONNECTIONS))
            speeds[proxy.port].append(len(requests) / seconds)
            cpus[proxy.port].append(1000 * (proxy.cpu_seconds - before) / len(requests))
    speed, stock_speed = (statistics.median(speeds[proxy.port]) for proxy in (ours, stock))
    cpu, stock_cpu = (statistics.median(cpus[proxy.port]) for proxy in (ours, stock))
    against = "mitmdump -q"
    yield Figure(
        what=f"small requests, {what}",
        ours=speed,
        unit="requests/s",
        counterpart=stock_speed,
        against=against,
        ratio=speed / stock_speed,
        at_least=at_least,
    )
    yield Figure(what=f"CPU for each, {what}", ours=cpu, unit="ms", counterpart=stock_cpu, against=against, ratio=cpu / stock_cpu)

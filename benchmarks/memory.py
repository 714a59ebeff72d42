"""Memory while 200 MB go up: resident and shared memory of all processes of a proxy, above what it was before."""

import asyncio
import os
import threading
from collections.abc import Iterable, Iterator
from itertools import repeat

from benchmarks.figure import Figure
from benchmarks.rows import as_csv, customers
from benchmarks.site import APPROVED, Proxy, site

SIZE = 200 << 20
PIECE = 1 << 20
WATCH_SECONDS = 0.02


def run(quick: bool) -> Iterable[Figure]:
    """Measure bytes that no detector reads, text with nobody in it, and a table of people."""
    size = SIZE // 4 if quick else SIZE
    noise = os.urandom(PIECE)
    plain = "本日の入電はいつもより多く、折り返しは明日になります。\n".encode() * 20_000
    table = as_csv(customers(20_000)).encode()
    with site() as place:
        with place.ours(monitor=True) as ours:
            rest = ours.memory_bytes
            most = _growth(ours, noise, "application/octet-stream", size)
            text = _growth(ours, plain, "text/plain", size)
            rows = _growth(ours, table, "text/csv", size)
        with place.stock() as stock:
            stock_most = _growth(stock, noise, "application/octet-stream", size)
    against = "mitmdump -q"
    megabytes = f"{size >> 20} MB upload"
    yield Figure(what=f"memory during a {megabytes}, binary", ours=most, unit="MB", counterpart=stock_most, against=against, at_most=40)
    yield Figure(what=f"memory during a {megabytes}, text", ours=text, unit="MB", counterpart=stock_most, against=against, at_most=40)
    yield Figure(what=f"memory during a {megabytes}, table", ours=rows, unit="MB", counterpart=stock_most, against=against, at_most=40)
    yield Figure(what="proxy and pool at rest, shared pages counted for each", ours=rest / (1 << 20), unit="MB")


def _growth(proxy: Proxy, block: bytes, content_type: str, size: int) -> float:
    """Return by how many MB the memory grew at most."""
    asyncio.run(_upload(proxy, block[: 1 << 16], content_type, 1 << 16))
    before = proxy.memory_bytes
    seen = [before]
    ended = threading.Event()

    def watch() -> None:
        while not ended.wait(WATCH_SECONDS):
            seen.append(proxy.memory_bytes)

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        asyncio.run(_upload(proxy, block, content_type, size))
    finally:
        ended.set()
        watcher.join()
    return (max(seen) - before) / (1 << 20)


async def _upload(proxy: Proxy, block: bytes, content_type: str, size: int) -> None:
    head = f"POST /upload HTTP/1.1\r\nhost: {APPROVED}\r\ncontent-type: {content_type}\r\ncontent-length: {size}\r\n\r\n"
    async with proxy.way().open() as line:
        answer = await line.ask(head.encode(), *_pieces(block, size))
    if answer.status != 200:
        raise RuntimeError(f"status {answer.status}")


def _pieces(block: bytes, size: int) -> Iterator[bytes]:
    for piece in repeat(block):
        yield piece[:size]
        size -= len(piece)
        if size <= 0:
            return

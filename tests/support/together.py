"""Doing things at once, each in a thread of its own."""

import threading
from collections.abc import Callable


def together[T](*works: Callable[[], T]) -> list[T]:
    """Do all at once, and return what they return, in their order. A failure in a thread is a KeyError here."""
    start = threading.Barrier(len(works))
    done: dict[int, T] = {}

    def run(number: int, work: Callable[[], T]) -> None:
        start.wait()
        done[number] = work()

    threads = [threading.Thread(target=run, args=one) for one in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [done[number] for number in range(len(works))]

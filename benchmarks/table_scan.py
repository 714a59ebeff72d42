"""A customer table of 100,000 rows, every row another person, against stock Presidio a character and against just reading the CSV."""

import csv
import io
import time
from collections.abc import Iterable

from benchmarks.figure import Figure
from benchmarks.inspecting import inspect
from benchmarks.prose import notes_about
from benchmarks.rows import HEADER, as_csv, customers
from benchmarks.stock import analyse

ROWS = 100_000
STOCK_ROWS = 1_000


def run(quick: bool) -> Iterable[Figure]:
    """Measure UTF-8 and CP932, then the same table with a column of notes."""
    count = ROWS // 10 if quick else ROWS
    text = as_csv(customers(count))
    stock = analyse([",".join(row) for row in customers(STOCK_ROWS // 10 if quick else STOCK_ROWS)])
    for charset in ("utf-8", "cp932"):
        data = text.encode(charset)
        taken = inspect(data, "text/csv")
        assert (taken.people, taken.exact, taken.gaps) == (count, True, []), taken
        speed = len(text) / taken.seconds
        yield Figure(
            what=f"table scan, {charset}, {count:,} rows",
            ours=speed,
            unit="characters/s",
            counterpart=stock.speed,
            against="Presidio + ja_ginza",
            ratio=speed / stock.speed,
            at_least=3000,
        )
        reading = _just_reading(data, charset)
        yield Figure(
            what=f"table scan, {charset}, beside reading it",
            ours=taken.seconds,
            unit="s",
            counterpart=reading,
            against="csv.reader",
            ratio=taken.seconds / reading,
            at_most=8,
        )
    yield from _with_notes(count // 10, stock.speed)


def _with_notes(count: int, stock_speed: float) -> Iterable[Figure]:
    rows = list(customers(count))
    text = as_csv(((*row, note) for row, note in zip(rows, notes_about(rows), strict=True)), (*HEADER, "対応メモ"))
    taken = inspect(text.encode(), "text/csv")
    speed = len(text) / taken.seconds
    yield Figure(
        what=f"table with a memo column, {count:,} rows",
        ours=speed,
        unit="characters/s",
        counterpart=stock_speed,
        against="Presidio + ja_ginza",
        ratio=speed / stock_speed,
    )
    yield Figure(what="people missed or doubled beside a memo column", ours=float(abs(taken.people - count)), unit="people", at_most=0)


def _just_reading(data: bytes, charset: str) -> float:
    began = time.perf_counter()
    for _ in csv.reader(io.TextIOWrapper(io.BytesIO(data), charset, newline="")):
        pass
    return time.perf_counter() - began

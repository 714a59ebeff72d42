"""What the rules looked at, brought into a row: a scene, a shape and numbers; and back again. It must not know how rows are stored.

A shape is the list of what is counted, so that transfers of one shape are the rows of a matrix.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import orjson
from numpy.typing import NDArray

from detectors.model import GapReason
from ledger.micros import instant
from ledger.records import Kind, Record
from rules.facts import Facts
from rules.model import Actor, Count, Destination, DestinationClass, Direction, Employment, Transfer, Window, WorkOrder

LADDER = (1, 7, 30, 365, 3650)
"""Days whose counts are kept for each transfer with people, whether a rule asks for them or not."""

NUMBER = np.dtype("<i8")
EPOCH = instant(0)
"""Of a scene whose transfers began at many times."""

RECOUNTED, STEP = "recounted", "step"
"""Columns that no rule looks at: of a transfer that was stopped before its end and counted again, and of one that met divided limits."""


class Row(NamedTuple):
    """One transfer, as it is stored."""

    scene: str
    shape: str
    counts: bytes


def ladder(transfer: Transfer) -> tuple[Window, ...]:
    """Return the windows that are counted for every transfer with people: of its direction, to all classes and to its own."""
    classes = (frozenset[DestinationClass](), frozenset({transfer.destination.category}))
    return tuple(Window(direction=transfer.direction, categories=some, days=days) for some in classes for days in LADDER)


def row(record: Record, found: Facts) -> Row:
    """Return the row of a recorded transfer in which the rules looked at `found`."""
    scene = (
        record.actor,
        record.known,
        record.unit,
        record.employment.value,
        record.source,
        record.host,
        record.port,
        record.category.value,
        record.tenant,
        record.direction.value,
        record.refusal,
        *((record.order, record.order_people) if record.order else ()),
    )
    told = {RECOUNTED: int(record.kind is Kind.RECOUNT), STEP: record.step}
    columns = dict(_columns(found)) | {name: number for name, number in told.items() if number}
    shape = orjson.dumps([record.direction.value, *columns]).decode()
    return Row(orjson.dumps(scene).decode(), shape, np.fromiter(columns.values(), NUMBER, len(columns)).tobytes())


def transfer_of(scene: str, at: datetime = EPOCH) -> Transfer:
    """Return the transfer of a scene, as far as it is kept."""
    actor, known, unit, employment, source, host, port, category, tenant, direction, refusal, *order = orjson.loads(scene)
    return Transfer(
        id="",
        actor=Actor(id=actor, known=known, unit=unit, employment=Employment(employment), source=source),
        destination=Destination(host=host, port=port, category=DestinationClass(category), tenant=tenant),
        direction=Direction(direction),
        at=at,
        refusal=refusal,
        order=WorkOrder(ticket=order[0], accounts=frozenset(), begins=at, ends=at, people=order[1]) if order else None,
    )


def shape_of(text: str) -> tuple[Direction, tuple[str, ...]]:
    """Return the direction of a shape, and what is counted in each column."""
    direction, *columns = orjson.loads(text)
    return Direction(direction), tuple(columns)


def looked_at(shape: str, counts: bytes) -> Facts:
    """Return what the rules looked at in a stored row."""
    return facts_of(shape_of(shape)[1], np.frombuffer(counts, NUMBER))


def facts_of(columns: Sequence[str], numbers: "Sequence[int] | NDArray[np.int64]") -> Facts:
    """Return what the rules looked at in a row."""
    of: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for column, number in zip(columns, numbers, strict=True):
        kind, _, name = column.partition(":") if ":" in column else ("", "", column)
        of[kind][name] = int(number)
    past = {window_of(key): Count(people=n, names_only=of["n"].get(key, 0), calls=of["k"].get(key)) for key, n in of["p"].items()}
    return Facts(
        people=of[""].get("people", 0),
        names_only=of[""].get("names_only", 0),
        entities=of["e"],
        gaps={GapReason(name): number for name, number in of["g"].items()},
        gap_bytes={GapReason(name): number for name, number in of["b"].items()},
        customers=tuple((tuple(name.split("+")), number) for name, number in of["c"].items()),
        foreign_customers=of[""].get("foreign_customers", 0),
        canaries=of[""].get("canaries", 0),
        terminals=of[""].get("terminals", 0),
        past=past | {window_of(key): Count(people=0, uninspected=number) for key, number in of["u"].items()},
    )


def key_of(window: Window) -> str:
    """Return a window as text."""
    reasons = "" if window.uninspected is None else "!" + "+".join(sorted(window.uninspected))
    classes = "+".join(sorted(window.categories))
    return f"{window.per}|{window.direction}|{classes}|{window.days}|{'drawn' if window.drawn else 'calls' if window.per_call else reasons}"


@lru_cache(maxsize=4096)
def window_of(key: str) -> Window:
    """Return the window of a text."""
    per, direction, classes, days, what = key.split("|")
    return Window(
        per=per,
        direction=Direction(direction),
        categories=frozenset(DestinationClass(word) for word in classes.split("+") if word),
        days=int(days),
        uninspected=frozenset(GapReason(word) for word in what[1:].split("+") if word) if what[:1] == "!" else None,
        drawn=what == "drawn",
        per_call=what == "calls",
    )


def _columns(found: Facts) -> Iterator[tuple[str, int]]:
    """Yield what is counted. What is zero is left out, except for people over time, where zero is not the same as unknown."""
    plain = {
        "people": found.people,
        "names_only": found.names_only,
        "canaries": found.canaries,
        "foreign_customers": found.foreign_customers,
        "terminals": found.terminals,
    }
    yield from ((name, number) for name, number in plain.items() if number)
    yield from ((f"e:{name}", number) for name, number in sorted(found.entities.items()) if number)
    yield from ((f"g:{reason}", number) for reason, number in sorted(found.gaps.items()))
    yield from ((f"b:{reason}", number) for reason, number in sorted(found.gap_bytes.items()))
    yield from ((f"c:{'+'.join(tenants)}", number) for tenants, number in found.customers)
    for window, count in found.past.items():
        key = key_of(window)
        if window.uninspected is not None:
            yield f"u:{key}", count.uninspected
            continue
        yield f"p:{key}", count.people
        if count.names_only:
            yield f"n:{key}", count.names_only
        if count.calls is not None:
            yield f"k:{key}", count.calls

"""Reads the facts of a ledger in blocks: transfers of one shape, their scenes numbered. It must not know what is decided about them."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

import numpy as np
import typer
from sqlalchemy import ColumnElement, Connection, func, select

from ledger.console import time_given
from ledger.facts import NUMBER
from ledger.micros import micros
from ledger.replay.again import Block
from ledger.replay.minutes import Numbers
from ledger.schema import facts, words
from ledger.search import moment
from rules.model import JST

AT_ONCE = 250_000
"""Transfers that are read and decided together."""


class Blocks:
    """The facts of a span of time. `scenes` grows while it is read."""

    def __init__(self, connection: Connection, since: datetime | None, until: datetime | None) -> None:
        self.scenes: list[str] = []
        self._connection = connection
        self._during = _during(since, until)
        self._places: dict[int, int] = {}
        self._words: dict[int, str] = {}

    def total(self) -> int:
        """Count the transfers."""
        return int(self._connection.execute(select(func.count()).select_from(facts).where(*self._during)).scalar_one())

    def read(self) -> Iterator[list[Block]]:
        """Yield the blocks of some transfers after the other, in the order of time."""
        wanted = select(facts.c.at, facts.c.scene, facts.c.shape, facts.c.counts).where(*self._during).order_by(facts.c.at)
        rows = self._connection.execution_options(stream_results=True, max_row_buffer=AT_ONCE).execute(wanted)
        while some := rows.fetchmany(AT_ONCE):
            at, scene, shape, counts = zip(*some, strict=True)
            yield list(self._blocks(np.array(at), self._scenes(np.array(scene)), np.array(shape), counts))

    def _blocks(
        self,
        at: Numbers,
        scenes: Numbers,
        shapes: Numbers,
        counts: tuple[bytes, ...],
    ) -> Iterator[Block]:
        order = np.argsort(shapes, kind="stable")
        kinds, starts = np.unique(shapes[order], return_index=True)
        for kind, places in zip(kinds.tolist(), np.split(order, starts[1:]), strict=True):
            lines = np.frombuffer(b"".join([counts[place] for place in places.tolist()]), NUMBER).reshape(len(places), -1)
            yield Block(shape=self._word(kind), at=at[places], scenes=scenes[places], counts=lines.astype(np.int64, copy=False))

    def _scenes(self, numbers: Numbers) -> Numbers:
        different, places = np.unique(numbers, return_inverse=True)
        for number in different.tolist():
            if number not in self._places:
                self._places[number] = len(self.scenes)
                self.scenes.append(self._word(number))
        return np.array([self._places[number] for number in different.tolist()], dtype=np.int64)[places]

    def _word(self, number: int) -> str:
        if number not in self._words:
            some = select(words).where(words.c.id >= number).order_by(words.c.id).limit(1000)
            self._words |= {word.id: word.text for word in self._connection.execute(some)}
        return self._words[number]


def _during(since: datetime | None, until: datetime | None) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if since:
        found.append(facts.c.at >= micros(since))
    if until:
        found.append(facts.c.at < micros(until))
    return found


def span(since: str, until: str) -> tuple[datetime, datetime | None]:
    """Return from when to when: from `30d` ago, or from a time that an operator wrote, to another or open. Raises typer.BadParameter."""
    first, end = start_of(since), time_given(until)
    if end and end <= first:
        raise typer.BadParameter(f"nothing is from {first:%Y-%m-%d %H:%M} on and before {end:%Y-%m-%d %H:%M}", param_hint="--until")
    return first, end


def start_of(text: str) -> datetime:
    """Return when `30d` began, or the time that an operator wrote. Raises typer.BadParameter."""
    if days := re.fullmatch(r"([1-9][0-9]{0,3})d", text):
        return datetime.now(JST) - timedelta(days=int(days[1]))
    try:
        return moment(text)
    except ValueError:
        message = f"{text!r} is not a time: write 30d for the last thirty days, 2026-04-01 or 2026-04-01T09:00"
        raise typer.BadParameter(message, param_hint="--since") from None

"""Shows a replay on a terminal, with bars. It must not know how it was found."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import batched

from rich.console import Console, Group, RenderableType
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from ledger.replay.labels import JAPANESE, Labels
from ledger.replay.summary import NO_UNIT, Day, Hit, Line, Summary
from ledger.replay.tally import Change
from ledger.replay.unknowns import Unknown

COLOURS = {
    Change.BLOCK: "red",
    Change.HOLD: "magenta",
    Change.JUSTIFY: "blue",
    Change.ALERT: "yellow",
    Change.RELEASED: "green",
    Change.EASED: "cyan",
}
SIGNS = {
    Change.BLOCK: "█",
    Change.HOLD: "▓",
    Change.JUSTIFY: "▒",
    Change.ALERT: "░",
    Change.RELEASED: "+",
    Change.EASED: "-",
}
"""What bars are made of: a pipe has no colours."""

WIDTH = 30
"""Of the longest bar, in characters."""


@contextmanager
def following(total: int) -> Iterator[Callable[[int], None]]:
    """Give what to call with each number of transfers done; a progress bar on standard error where that is a terminal."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("transfers", total=total)
        yield lambda done: progress.advance(task, done)


def page(found: Summary, labels: Labels) -> RenderableType:
    """Return all of it."""
    now, draft = found.alerts_a_day
    head = labels.again.format(transfers=found.transfers, changed=found.changed)
    alerts = labels.policies.format(now=found.now[:8], draft=found.draft[:8], alerts_now=now, alerts_draft=draft)
    parts: list[RenderableType] = [Text(head, style="bold"), Text(alerts), *([] if found.transfers else [Text(labels.nothing)])]
    tables: list[RenderableType] = []
    if found.changed:
        parts += [Text(), *(_legend(some, labels) for some in batched(Change, 3))]
        lists = zip(labels.lists[1:], (found.rules, found.units, found.tenants, found.destinations), strict=True)
        tables += [_changes(found.changes, labels), *(_lines(title, lines, labels) for title, lines in lists)]
        tables += [_first(found.first, labels)] if found.first else []
    tables += [_days(found.days, labels)] if found.days else []
    tables += [_unknown(found.unknown, labels)] if found.unknown else []
    return Group(*parts, *(part for table in tables for part in (Text(), table)), Text(), *map(Text, labels.as_it_was))


def _legend(some: Iterable[Change], labels: Labels) -> Text:
    return Text("  ").join(Text(f"{SIGNS[change]} {labels.changes[change]}", style=COLOURS[change]) for change in some)


def _changes(lines: Sequence[Line], labels: Labels) -> Table:
    table = _lines(labels.lists[0], [replace(line, name=labels.changes[Change(line.name)]) for line in lines], labels)
    table.caption = labels.added_up
    return table


def _lines(title: str, lines: Sequence[Line], labels: Labels) -> Table:
    table = _table((title, *labels.sums, ""), left={0, 3})
    longest = max((sum(line.transfers.values()) for line in lines), default=1)
    for line in lines:
        name = labels.no_unit if line.name == NO_UNIT else line.name
        bar = Text()
        for change, number in line.transfers.items():
            bar.append(SIGNS[Change(change)] * max(1, round(WIDTH * number / longest)), style=COLOURS[Change(change)])
        table.add_row(Text(name), f"{sum(line.transfers.values()):,}", f"{sum(line.people.values()):,}", bar)
    return table


def _days(days: Sequence[Day], labels: Labels) -> Table:
    table = _table(labels.days, left={0, 5})
    longest = max(1, *(day.alerts_draft for day in days))
    for day in days:
        numbers = (day.alerts_now, day.alerts_draft, day.stops_now, day.stops_draft)
        bar = Text("█" * round(WIDTH * day.alerts_draft / longest), style="yellow")
        table.add_row(day.day, *(f"{number:,}" for number in numbers), bar)
    return table


def _first(hits: Sequence[Hit], labels: Labels) -> Table:
    table = _table(labels.first, left={0, 3, 4, 5})
    for hit in hits:
        why = f"{hit.rule}: {labels.changes[Change(hit.change)]}"
        table.add_row(hit.person, f"{hit.transfers:,}", f"{hit.people:,}", hit.first, Text(hit.unit), Text(why))
    return table


def _unknown(unknown: Sequence[Unknown], labels: Labels) -> Table:
    table = _table(labels.untried, left={0})
    for one in unknown:
        table.add_row(Text(one.ja if labels is JAPANESE else one.what), f"{one.transfers:,}")
    return table


def _table(columns: Sequence[str], left: Collection[int]) -> Table:
    table = Table(box=None, pad_edge=False, caption_justify="left")
    for place, name in enumerate(columns):
        table.add_column(name, header_style="bold", justify="left" if place in left else "right", no_wrap=bool(place), overflow="fold")
    return table

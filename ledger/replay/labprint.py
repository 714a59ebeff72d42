"""Shows a replay on a terminal, with bars. It must not know how it was found."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import batched

from rich.console import Console, Group, RenderableType
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from ledger.replay.summary import Day, Hit, Line, Summary
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

WORDS = {
    Change.BLOCK: "newly blocked",
    Change.HOLD: "newly held",
    Change.JUSTIFY: "newly asked for a reason",
    Change.ALERT: "newly alerted",
    Change.RELEASED: "released, stopped today",
    Change.EASED: "eased otherwise",
}
WIDTH = 30
"""Of the longest bar, in characters."""


NOTHING = "No transfer of that time is on record: this says nothing of the draft."

AS_IT_WAS = (
    "Counts over time are as they were, with whom the draft would have stopped.",
    "What waited and went out later was two transfers, and waits twice here.",
)


@contextmanager
def following(total: int) -> Iterator[Callable[[int], None]]:
    """Give what to call with each number of transfers done; a progress bar on standard error where that is a terminal."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("transfers", total=total)
        yield lambda done: progress.advance(task, done)


def page(found: Summary) -> RenderableType:
    """Return all of it."""
    now, draft = found.alerts_a_day
    head = f"{found.transfers:,} transfers decided again, {found.changed:,} of them otherwise."
    alerts = f"Policy {found.now[:8]} now, {found.draft[:8]} as a draft. Alerts a day: {now:,.1f} now, {draft:,.1f} under the draft."
    parts: list[RenderableType] = [Text(head, style="bold"), Text(alerts), Text("" if found.transfers else NOTHING)]
    if found.changed:
        parts += [*map(_legend, batched(Change, 3)), Text()]
        lists = (
            ("change", found.changes),
            ("rule", found.rules),
            ("unit", found.units),
            ("tenant", found.tenants),
            ("destination", found.destinations),
        )
        parts += [_lines(name, lines) for name, lines in lists]
        parts += [_first(found.first)] if found.first else []
    parts += [_days(found.days)] if found.days else []
    parts += [_unknown(found.unknown)] if found.unknown else []
    return Group(*parts, *map(Text, AS_IT_WAS))


def _legend(some: Iterable[Change]) -> Text:
    return Text("  ").join(Text(f"{SIGNS[change]} {WORDS[change]}", style=COLOURS[change]) for change in some)


def _lines(title: str, lines: Sequence[Line]) -> Table:
    table = _table(title, "transfers", "people*", "")
    longest = max((sum(line.transfers.values()) for line in lines), default=1)
    for line in lines:
        name = WORDS[Change(line.name)] if title == "change" else line.name
        bar = Text()
        for change, number in line.transfers.items():
            bar.append(SIGNS[Change(change)] * max(1, round(WIDTH * number / longest)), style=COLOURS[Change(change)])
        table.add_row(Text(name), f"{sum(line.transfers.values()):,}", f"{sum(line.people.values()):,}", bar)
    if title == "change":
        table.caption = "* people of each transfer added up, not distinct"
    return table


def _days(days: Sequence[Day]) -> Table:
    table = _table("day", "alerts now", "draft", "stops now", "draft", "alerts under the draft")
    longest = max(1, *(day.alerts_draft for day in days))
    for day in days:
        numbers = (day.alerts_now, day.alerts_draft, day.stops_now, day.stops_draft)
        bar = Text("█" * round(WIDTH * day.alerts_draft / longest), style="yellow")
        table.add_row(day.day, *(f"{number:,}" for number in numbers), bar)
    return table


def _first(hits: Sequence[Hit]) -> Table:
    table = _table("hit first", "transfers", "people*", "when (JST)", "unit", "rule")
    for hit in hits:
        table.add_row(hit.person, f"{hit.transfers:,}", f"{hit.people:,}", hit.first, Text(hit.unit), Text(f"{hit.rule}: {hit.change}"))
    return table


def _unknown(unknown: Sequence[Unknown]) -> Table:
    table = _table("not replayed", "transfers")
    for one in unknown:
        table.add_row(Text(one.what), f"{one.transfers:,}")
    return table


def _table(*columns: str) -> Table:
    table = Table(box=None, pad_edge=False, caption_justify="left")
    for place, name in enumerate(columns):
        right = place and name not in ("", "when (JST)", "unit", "rule", "alerts under the draft")
        table.add_column(name, header_style="bold", justify="right" if right else "left", no_wrap=bool(place), overflow="fold")
    return table

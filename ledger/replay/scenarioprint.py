"""Prints how takings fared: a table for people, JSON Lines for programs. It must not know how they were played."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict

import orjson
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from ledger.replay.play import Seen
from ledger.replay.scenarios import Scenario

_COLOURS = {"alert": "yellow", "justify": "yellow", "hold": "magenta", "block": "red"}


def followed(seen: Iterable[Seen], scenario: Scenario, total: int) -> Iterator[Seen]:
    """Give `seen` again, with a progress bar on standard error where that is a terminal."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        yield from progress.track(seen, total=total, description=scenario.name)


def table(scenario: Scenario, digest: str, found: Iterable[Seen]) -> Table:
    """Return a line for each taking."""
    drawn = Table(title=f"{scenario.name}: {scenario.about}; policy {digest[:8]}", box=None, pad_edge=False, title_justify="left")
    for name in ("way", "pace", "noticed", "people out", "", "by"):
        drawn.add_column(name, header_style="bold", justify="right" if name in ("noticed", "people out") else "left", no_wrap=True)
    for one in found:
        drawn.add_row(
            one.way,
            one.pace,
            f"day {one.day:,}" if one.noticed else Text("never", style="bold red"),
            f"{one.people:,}",
            Text(one.action.value, style=_COLOURS.get(one.action.value, "")) if one.noticed else "",
            f"{one.rule} ({one.measure})" if one.noticed else _needed(one.accounts_needed),
        )
    return drawn


def _needed(accounts: int) -> str:
    return f"{accounts:,} accounts would be needed for all" if accounts > 1 else "one account is enough for all"


def line(scenario: Scenario, digest: str, one: Seen) -> str:
    """Return one taking as a line of JSON."""
    return orjson.dumps({"scenario": scenario.name, "policy": digest, "noticed": one.noticed, **asdict(one)}).decode()

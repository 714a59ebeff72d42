"""Prints how takings fared: a table for people, JSON Lines for programs. It must not know how they were played."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict

import orjson
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from ledger.replay.labels import JAPANESE, Labels
from ledger.replay.play import Seen
from ledger.replay.scenarios import Scenario

_COLOURS = {"alert": "yellow", "justify": "yellow", "hold": "magenta", "block": "red"}


def followed(seen: Iterable[Seen], scenario: Scenario, total: int) -> Iterator[Seen]:
    """Give `seen` again, with a progress bar on standard error where that is a terminal."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        yield from progress.track(seen, total=total, description=scenario.name)


def table(scenario: Scenario, digest: str, found: Iterable[Seen], labels: Labels) -> Table:
    """Return a line for each taking."""
    title = labels.taking.format(name=scenario.name, about=scenario.ja if labels is JAPANESE else scenario.about, policy=digest[:8])
    drawn = Table(title=title, box=None, pad_edge=False, title_justify="left")
    for place, name in enumerate(labels.takings):
        drawn.add_column(name, header_style="bold", justify="right" if place in (2, 3) else "left", no_wrap=True)
    for one in found:
        drawn.add_row(
            one.way.ja if labels is JAPANESE else one.way.name,
            one.pace.ja if labels is JAPANESE else one.pace.name,
            labels.day.format(day=one.day) if one.noticed else Text(labels.never, style="bold red"),
            f"{one.people:,}",
            Text(one.action.value, style=_COLOURS.get(one.action.value, "")) if one.noticed else "",
            f"{one.rule} ({one.measure})" if one.noticed else _needed(one.accounts_needed, labels),
        )
    return drawn


def _needed(accounts: int, labels: Labels) -> str:
    return labels.needed.format(accounts=accounts) if accounts > 1 else labels.one_is_enough


def line(scenario: Scenario, digest: str, one: Seen) -> str:
    """Return one taking as a line of JSON."""
    told = {"scenario": scenario.name, "policy": digest, "noticed": one.noticed, **asdict(one)}
    return orjson.dumps(told | {"way": one.way.name, "pace": one.pace.name}).decode()

"""Prints what a scan found: JSON Lines for programs, a table for people. Knows no detector."""

import json
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from rich.console import Console
from rich.progress import track
from rich.table import Table

from rules.scan import Line


def json_line(line: Line) -> None:
    """Print one file as one line of JSON."""
    sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
    sys.stdout.flush()


class TablePrinter:
    """Gathers files and prints them together."""

    def __init__(self) -> None:
        self._table = Table()
        for column in ("file", "format", "people", "entities", "gaps", "verdict", "rules"):
            self._table.add_column(column, overflow="fold")

    def add(self, line: Line) -> None:
        """Take one file."""
        self._table.add_row(
            line["file"],
            " ".join(filter(None, (line["format"], line["charset"]))),
            f"{'' if line['people_exact'] else '≥ '}{line['people']:,}",
            "\n".join(f"{entity} {count:,}" for entity, count in line["entities"].items()),
            "\n".join(f"{gap['reason']} {gap['locator']}" for gap in line["gaps"]),
            line["verdict"]["action"],
            "\n".join(line["verdict"]["rules"]),
        )

    def print(self) -> None:
        """Print the table."""
        Console().print(self._table)


def printer(style: str) -> tuple[Callable[[Line], None], Callable[[], None]]:
    """Return what to call with each file, and what at the end."""
    if style == "json":
        return json_line, lambda: None
    table = TablePrinter()
    return table.add, table.print


def followed(paths: Sequence[Path]) -> Iterable[Path]:
    """Give `paths` again, with a progress bar on standard error where that is a terminal."""
    console = Console(stderr=True)
    return track(paths, description="scan", console=console, transient=True, disable=not console.is_terminal)

"""What the commands share: opening a ledger for reading, with or without a record of that, and printing. It must not know them."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

import orjson
import typer
from rich.console import Console, Group, RenderableType
from rich.measure import Measurement
from rich.table import Table
from sqlalchemy import Connection

from ledger import engine, upgrade
from ledger.candidates import Clients
from ledger.commands import Format
from ledger.errors import LedgerError
from ledger.place import in_force, ledger_url, reader, reading_node
from ledger.reasons import masked
from ledger.search import moment
from ledger.store import Ledger
from ledger.verify import Anchor, read_anchors
from rules.commands import loaded
from rules.model import JST

WIDE = 240
"""Columns of characters of a table that no terminal shows, so that no cell is broken."""

LAST = 30
"""Columns of characters of a line that can still be read."""


@contextmanager
def usable() -> Iterator[None]:
    """Turn a LedgerError into its message and exit status 2."""
    try:
        yield
    except LedgerError as error:
        typer.echo(f"sekimori: {error}", err=True)
        raise typer.Exit(2) from None


@contextmanager
def reading(ledger: str | None, home: Path | None) -> Iterator[Connection]:
    """Give a connection that only reads, without a record of it: for what shows no record."""
    with usable():
        opened = engine.connect(engine.parse(ledger_url(ledger, home)), create=False)
        try:
            upgrade.ready(opened, create=False)
            with engine.transaction(opened, write=False) as connection:
                yield connection
        finally:
            opened.dispose()


@contextmanager
def recorded(ledger: str | None, home: Path | None, what: str, reason: str) -> Iterator[Connection]:
    """Record that this account reads, personal data in the `reason` masked, then give a connection to read by."""
    with usable():
        opened = Ledger(ledger_url(ledger, home), node=reading_node(), key_id="", create=False)
        try:
            opened.read(who=reader(), what=what.strip(), reason=masked(reason, home))
            with engine.transaction(opened.engine, write=False) as connection:
                yield connection
        finally:
            opened.close()


def clients_of(home: Path | None, policy_paths: list[Path] | None) -> Clients:
    """Return the clients (委託元) of a policy, else of the one in force; none where there is none."""
    with usable():
        paths = policy_paths or in_force(home)
    return {tenant.id: tenant for tenant in loaded(paths).tenants} if paths else {}


def time_given(text: str) -> datetime | None:
    """Return the time of an option, None for an empty one. Raises typer.BadParameter."""
    try:
        return moment(text) if text else None
    except ValueError:
        raise typer.BadParameter(f"{text!r} is not a time: write 2026-04-01 or 2026-04-01T09:00") from None


def day_given(text: str) -> date:
    """Return the day of Japan of an option, today for an empty one. Raises typer.BadParameter."""
    return (time_given(text) or datetime.now(JST)).astimezone(JST).date()


def anchors_given(path: Path | None) -> list[Anchor]:
    """Return the anchors that a file holds. Raises LedgerError."""
    if path is None:
        return []
    try:
        return read_anchors(path.read_text(encoding="utf-8").splitlines())
    except (OSError, ValueError, KeyError, TypeError):
        raise LedgerError(f"{path} does not hold anchors") from None


def show[T](found: Sequence[T], table: Callable[[Sequence[T]], RenderableType], shape: Format) -> None:
    """Print what was found in the shape asked for."""
    if shape is Format.JSON:
        print_json(found)
    else:
        print_table(table(found))


def print_table(page: RenderableType, *, stderr: bool = False) -> None:
    """Print for a pipe without breaking cells, and for a terminal: a table that is too wide for it goes on in the next line, whole."""
    for part in page.renderables if isinstance(page, Group) else (page,):
        console = Console(stderr=stderr)
        if not console.is_terminal:
            console.width = WIDE
        elif isinstance(part, Table) and part.show_header:
            console.width = max(console.width, _least(console, part))
        console.print(part)


def _least(console: Console, table: Table) -> int:
    """Return how wide `table` must be for its cells to be whole; what the last column says may go on in lines of `LAST`."""
    *columns, last = table.columns
    for column in columns:
        column.no_wrap = True
    last.no_wrap, last.overflow = False, "fold"
    options = console.options.update(width=WIDE)
    longest = max(Measurement.get(console, options, cell).maximum for cell in (last.header, *last.cells))
    return Measurement.get(console, options, table).maximum - max(0, longest - LAST)


def print_json(values: Sequence[object]) -> None:
    """Print each value as a line of JSON."""
    for value in values:
        typer.echo(orjson.dumps(value).decode())

"""The ledger's part of the command line: verify, search, anchor, backup, incidents, reports. Every reading of records is recorded."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from datetime import datetime

    from rich.table import Table
    from sqlalchemy import Connection

    from ledger.verify import Anchor

app = typer.Typer()
ledger_app = typer.Typer(no_args_is_help=True, help="The evidence: check it, search it, copy it.")
report_app = typer.Typer(no_args_is_help=True, help="Reports from the ledger.")
app.add_typer(ledger_app, name="ledger")
app.add_typer(report_app, name="report")


WIDE = 240
"""Columns of characters of a table that no terminal shows, so that no cell is broken."""


class Format(StrEnum):
    """How results are printed."""

    TABLE = "table"
    JSON = "json"


class Verdicts(StrEnum):
    """Actions that can be searched for."""

    ALLOW = "allow"
    ALERT = "alert"
    JUSTIFY = "justify"
    HOLD = "hold"
    BLOCK = "block"


Url = Annotated[str | None, typer.Option("--ledger", metavar="URL", help="sqlite:///FILE or postgresql://…; else that of the home folder.")]
Home = Annotated[Path | None, typer.Option("--home", metavar="DIR", envvar="SEKIMORI_HOME", help="The folder that `sekimori init` made.")]
Shape = Annotated[Format, typer.Option("--format", help="How to print.")]
Since = Annotated[str, typer.Option("--since", metavar="TIME", help="From this time on: 2026-04-01 or 2026-04-01T09:00, Japan time.")]
Until = Annotated[str, typer.Option("--until", metavar="TIME", help="Before this time.")]
Reason = Annotated[str, typer.Option("--reason", help="Why you read this: it is recorded with your account.")]


@ledger_app.command("verify")
def verify_command(
    ledger: Url = None,
    home: Home = None,
    anchor: Annotated[Path | None, typer.Option("--anchor", help="Lines of `sekimori ledger anchor`, kept elsewhere.")] = None,
    public_key: Annotated[list[Path] | None, typer.Option("--public-key", help="PEM: the only keys to trust.")] = None,
    shape: Shape = Format.TABLE,
) -> None:
    """Check every chain and name its first bad record. Exit status 1 if there is one."""
    from ledger.chain import read_public
    from ledger.tables import chains_table
    from ledger.verify import verify

    with _reading(ledger, home) as connection:
        keys = frozenset(read_public(path) for path in public_key or ())
        reports = verify(connection, keep=_anchors(anchor), public_keys=keys)
    if shape is Format.JSON:
        _print_json(reports)
    else:
        _print(chains_table(reports))
    if any(report.flaw for report in reports):
        raise typer.Exit(1)


@ledger_app.command("anchor")
def anchor_command(ledger: Url = None, home: Home = None) -> None:
    """Print where each chain stands, to be kept where the operators of this machine cannot write."""
    from ledger.verify import anchors, dump_anchor

    with _reading(ledger, home) as connection:
        for one in anchors(connection):
            typer.echo(dump_anchor(one))


@ledger_app.command("search")
def search_command(
    ledger: Url = None,
    home: Home = None,
    since: Since = "",
    until: Until = "",
    actor: Annotated[str, typer.Option(help="Account.")] = "",
    destination: Annotated[str, typer.Option(help="Host.")] = "",
    tenant: Annotated[str, typer.Option(help="委託元.")] = "",
    action: Annotated[Verdicts | None, typer.Option(help="What was decided.")] = None,
    limit: Annotated[int, typer.Option(help="At most so many, newest first; 0: all.")] = 100,
    reason: Reason = "",
    shape: Shape = Format.TABLE,
) -> None:
    """Find records."""
    from ledger.search import Query, search
    from ledger.tables import records_table

    query = Query(
        since=_moment(since),
        until=_moment(until),
        actor=actor,
        host=destination,
        tenant=tenant,
        action=action.value if action else "",
        limit=limit,
    )
    with _recorded(ledger, home, f"ledger search {query}", reason) as connection:
        found = list(search(connection, query))
    if shape is Format.JSON:
        _print_json(found)
    else:
        _print(records_table(found))


@ledger_app.command("backup")
def backup_command(target: Path, ledger: Url = None, home: Home = None) -> None:
    """Copy a SQLite ledger while it is in use, and check the copy."""
    from ledger.backup import backup
    from ledger.engine import parse
    from ledger.place import ledger_url
    from ledger.verify import verify

    with _usable():
        backup(parse(ledger_url(ledger, home)), target)
    with _reading(f"sqlite:///{target}", None) as connection:
        flaws = [report.flaw for report in verify(connection) if report.flaw]
    typer.echo(f"{target}: copied" + "".join(f"\n{flaw}" for flaw in flaws))
    if flaws:
        raise typer.Exit(1)


@app.command("incident")
def incident_command(
    incident_id: Annotated[str, typer.Argument(metavar="ID", help="As on the page that the person saw.")],
    ledger: Url = None,
    home: Home = None,
    reason: Reason = "",
    shape: Shape = Format.TABLE,
) -> None:
    """Show what the block page showed: the rule, the kinds of data, the people, the clause."""
    from ledger.incidents import find
    from ledger.tables import incident_table

    with _recorded(ledger, home, f"incident {incident_id}", reason) as connection:
        incident = find(connection, incident_id)
    if incident is None:
        typer.echo(f"there is no incident {incident_id} in this ledger", err=True)
        raise typer.Exit(1)
    if shape is Format.JSON:
        _print_json([incident])
    else:
        _print(incident_table(incident))


@report_app.command("would-have")
def would_have_command(
    ledger: Url = None, home: Home = None, since: Since = "", until: Until = "", reason: Reason = "", shape: Shape = Format.TABLE
) -> None:
    """List what was let out and would have been stopped if every rule were enforced."""
    from ledger.search import would_have
    from ledger.tables import records_table, rules_table

    first, end = _moment(since), _moment(until)
    with _recorded(ledger, home, f"report would-have since={since} until={until}", reason) as connection:
        found = list(would_have(connection, first, end))
    if shape is Format.JSON:
        _print_json(found)
        return
    _print(rules_table(found))
    _print(records_table(found))


@contextmanager
def _usable() -> Iterator[None]:
    from ledger.errors import LedgerError

    try:
        yield
    except LedgerError as error:
        typer.echo(f"sekimori: {error}", err=True)
        raise typer.Exit(2) from None


@contextmanager
def _reading(ledger: str | None, home: Path | None) -> "Iterator[Connection]":
    """Give a connection that only reads, without a record of it: for what shows no record."""
    from ledger import engine, upgrade
    from ledger.place import ledger_url

    with _usable():
        opened = engine.connect(engine.parse(ledger_url(ledger, home)), create=False)
        try:
            upgrade.ready(opened, create=False)
            with engine.transaction(opened, write=False) as connection:
                yield connection
        finally:
            opened.dispose()


@contextmanager
def _recorded(ledger: str | None, home: Path | None, what: str, reason: str) -> "Iterator[Connection]":
    """Record that this account reads, then give a connection to read by."""
    from ledger.engine import transaction
    from ledger.place import ledger_url, reader, reading_node
    from ledger.store import Ledger

    with _usable():
        opened = Ledger(ledger_url(ledger, home), node=reading_node(), key_id="", create=False)
        try:
            opened.read(who=reader(), what=what.strip(), reason=reason)
            with transaction(opened.engine, write=False) as connection:
                yield connection
        finally:
            opened.close()


def _moment(text: str) -> "datetime | None":
    from ledger.search import moment

    try:
        return moment(text) if text else None
    except ValueError:
        raise typer.BadParameter(f"{text!r} is not a time: write 2026-04-01 or 2026-04-01T09:00") from None


def _anchors(path: Path | None) -> "list[Anchor]":
    from ledger.errors import LedgerError
    from ledger.verify import read_anchors

    if path is None:
        return []
    try:
        return read_anchors(path.read_text(encoding="utf-8").splitlines())
    except (OSError, ValueError, KeyError, TypeError):
        raise LedgerError(f"{path} does not hold anchors") from None


def _print(table: "Table") -> None:
    from rich.console import Console

    console = Console()
    if not console.is_terminal:
        console.width = WIDE
    console.print(table)


def _print_json(values: Sequence[object]) -> None:
    import orjson

    for value in values:
        typer.echo(orjson.dumps(value).decode())

"""`sekimori calls`: what the telephone system (ACD, CTI) knows, brought into the ledger."""

from pathlib import Path
from typing import Annotated

import typer

from ledger.commands import Home, Url

app = typer.Typer()
calls_app = typer.Typer(no_args_is_help=True, help="Calls handled, by which people are measured (`people_per_call`).")
app.add_typer(calls_app, name="calls")


@calls_app.command("load")
def load_command(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV, UTF-8 or CP932, with a line of column names.")],
    ledger: Url = None,
    home: Home = None,
    reason: Annotated[str, typer.Option("--reason", help="Why: it is recorded with your account, personal data in it masked.")] = "",
) -> None:
    """Take in the calls of accounts and days, in place of those that are there: all of the file, or nothing of it.

    Columns: account and day and calls; or account and day (or started_at) alone, a line for each call. Names may be Japanese
    (アカウント, 日付, 応対件数, 開始日時); other columns are not kept. A day without a line is unknown, not a day without calls.
    """
    from datetime import datetime

    from ledger.callsheet import SheetError, of_csv
    from ledger.chain import digest
    from ledger.console import usable
    from ledger.place import ledger_url, reader, reading_node
    from ledger.reasons import masked
    from ledger.store import Ledger
    from rules.model import JST

    try:
        content = file.read_bytes()
        sheet = of_csv(content, datetime.now(JST).date().isoformat())
    except OSError as error:
        typer.echo(f"sekimori calls: {file}: {error.strerror}", err=True)
        raise typer.Exit(2) from None
    except SheetError as error:
        typer.echo("\n".join(f"{file}: {fault}" for fault in error.told) + "\nnothing was taken in", err=True)
        raise typer.Exit(2) from None
    why = masked(reason, home)  # before the transaction: verdicts wait for its end
    with usable():
        opened = Ledger(ledger_url(ledger, home), node=reading_node(), key_id="", create=False)
        try:
            with opened.transaction():
                taken = opened.take_in_calls(sheet, by=reader(), digest=digest(content), reason=why)
        finally:
            opened.close()
    typer.echo(str(taken))
    if taken.unseen == taken.accounts:
        typer.echo("the proxy has seen none of these accounts: does the telephone system call them otherwise?", err=True)

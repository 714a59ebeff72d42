"""`sekimori orders`: what an approver types to open and close work orders (作業申請). It speaks to the API of the running proxy."""

from typing import Annotated

import typer

from ledger.commands import Format, Shape
from proxy.apiclient import Caller, HomeOption, Reason, Token, Url, show, show_list

app = typer.Typer(no_args_is_help=True, help="Work orders (作業申請): who may work on whose customers' data, how long, on how many people.")

Ticket = Annotated[str, typer.Argument(metavar="TICKET", help="Its number where it was applied for.")]
Moment = "2026-04-01T09:00, Japan time"
COLUMNS = {
    "ticket": "ticket",
    "state": "state",
    "accounts": "accounts",
    "tenants": "tenants",
    "begins (JST)": "begins",
    "ends (JST)": "ends",
    "people": "people",
    "passed": "passed",
    "owner": "owner",
    "reason": "reason",
}


@app.command("list")
def list_command(home: HomeOption = None, url: Url = "", token: Token = "", shape: Shape = Format.TABLE) -> None:
    """List them, with the people that have passed under each."""
    show_list(_caller(home, url, token).call("GET")["orders"], COLUMNS, shape)


@app.command("open")
def open_command(
    ticket: Ticket,
    account: Annotated[list[str], typer.Option("--account", metavar="ACCOUNT", help="Who works under it; may be given again.")],
    ends: Annotated[str, typer.Option("--ends", metavar="TIME", help=f"When it is over, at most 92 days after it begins: {Moment}.")],
    people: Annotated[int, typer.Option("--people", metavar="N", help="How many people's data the work is expected to touch.")],
    reason: Annotated[str, typer.Option("--reason", help="What is done; it is recorded, personal data in it masked.")],
    begins: Annotated[str, typer.Option("--begins", metavar="TIME", help=f"When it opens: {Moment}; left out: now.")] = "",
    tenant: Annotated[
        list[str] | None,
        typer.Option("--tenant", metavar="ID", help="Whose customers (委託元); may be given again. Left out: of every client."),
    ] = None,
    home: HomeOption = None,
    url: Url = "",
    token: Token = "",
) -> None:
    """Open one. You answer for it, and are none of its accounts."""
    from datetime import datetime

    from rules.model import JST

    order = {
        "ticket": ticket,
        "accounts": account,
        "tenants": tenant or [],
        "begins": begins or datetime.now(JST).isoformat(timespec="seconds"),
        "ends": ends,
        "people": people,
        "reason": reason,
    }
    show(_caller(home, url, token).call("POST", content=order))


@app.command("close")
def close_command(ticket: Ticket, reason: Reason = "", home: HomeOption = None, url: Url = "", token: Token = "") -> None:
    """End one before its time. It counts at once here, and at every other proxy of the ledger within two seconds."""
    show(_caller(home, url, token).call("POST", f"/{ticket}/close", {"reason": reason}))


def _caller(home: HomeOption, url: str, token: str) -> Caller:
    return Caller(name="work-orders", command="orders", home=home, url=url, token=token)

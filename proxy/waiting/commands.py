"""`sekimori holds`: what an approver types. It speaks to the API of the running proxy, with the approver's own token."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ledger.commands import Format, Shape
from proxy.apiclient import Caller, HomeOption, Name, Reason, Token, Url, show_list

if TYPE_CHECKING:
    from proxy.home import Home

app = typer.Typer(no_args_is_help=True, help="Transfers that wait for a reason or an approval.")


def _written(number: str) -> str:
    """Return the number as it is stored, in whatever case it was typed, with or without its hyphens."""
    from ledger.incidents import UNREADABLE, recorded_as

    if (found := recorded_as(number)) == UNREADABLE:
        raise typer.BadParameter("this is no number of a transfer: it looks like ABCD-EFGH-JKMN-PQRS")
    return found


Number = Annotated[str, typer.Argument(metavar="ID", help="Number on the page that the person saw.", callback=_written)]

COLUMNS = {
    "id": "id",
    "state": "state",
    "kind": "kind",
    "approvals missing": "missing",
    "actor": "actor",
    "tenant": "tenant",
    "to/from": "host",
    "direction": "direction",
    "people": "people",
    "since (JST)": "began",
    "until (JST)": "expires",
}


@app.command("list")
def list_command(home: HomeOption = None, url: Url = "", token: Token = "", shape: Shape = Format.TABLE) -> None:
    """List what waits, then what has its answer, each newest first."""
    show_list(_caller(home, url, token).call("GET")["holds"], COLUMNS, shape)


@app.command("show")
def show_command(number: Number, home: HomeOption = None, url: Url = "", token: Token = "", shape: Shape = Format.TABLE) -> None:
    """Show one with its counts, rules and masked samples. The content itself is shown to nobody."""
    _show(_caller(home, url, token).call("GET", f"/{number}"), shape)


@app.command("approve")
def approve_command(
    number: Number, reason: Reason = "", home: HomeOption = None, url: Url = "", token: Token = "", shape: Shape = Format.TABLE
) -> None:
    """Let it pass once. Nobody approves their own."""
    _show(_caller(home, url, token).call("POST", f"/{number}/approve", {"reason": reason}), shape)


@app.command("deny")
def deny_command(
    number: Number, reason: Reason = "", home: HomeOption = None, url: Url = "", token: Token = "", shape: Shape = Format.TABLE
) -> None:
    """Say no; its content is erased."""
    _show(_caller(home, url, token).call("POST", f"/{number}/deny", {"reason": reason}), shape)


@app.command("token")
def token_command(
    account: Annotated[str, typer.Argument(metavar="ACCOUNT", help="As the proxy knows this person.")],
    tenant: Annotated[
        list[str] | None,
        typer.Option("--tenant", metavar="ID", help="Limit it to this client (委託元) of the policy; repeatable. Else all."),
    ] = None,
    only: Annotated[
        list[Name] | None,
        typer.Option(
            "--only", help="Limit it to this part of the API; repeatable. For machines, such as a telephone system that sends calls."
        ),
    ] = None,
    home: HomeOption = None,
) -> None:
    """Make the token of an approver, and print it this once. A former one of the same account ends, with its limits."""
    from proxy.home import Home
    from proxy.waiting.approvers import add
    from rules.model import ConfigError

    place = Home.find(home)
    if not account.strip():
        raise typer.BadParameter("say the account, as the proxy knows this person", param_hint="ACCOUNT")
    if missing := next((folder for folder in (place.path, place.keys) if not folder.is_dir()), None):
        typer.echo(f"sekimori holds: {missing}: no such folder; say with --home which one `sekimori init` made", err=True)
        raise typer.Exit(2)
    try:
        if tenant and (unknown := sorted(set(tenant) - set(known := _tenants(place)))):
            typer.echo(f"sekimori holds: no client of the policy: {', '.join(unknown)} (known: {', '.join(known)})", err=True)
            raise typer.Exit(2)
        typer.echo(add(place.approvers, account, tenant or (), only or ()))
    except (ConfigError, OSError) as error:
        typer.echo(f"sekimori holds: {error}", err=True)
        raise typer.Exit(2) from None


def _tenants(home: "Home") -> list[str]:
    from proxy.settings import load_settings
    from rules.model import UNASSIGNED
    from rules.policy import load

    return [*sorted(one.id for one in load([load_settings(home).policy]).tenants), UNASSIGNED]


def _show(answer: dict[str, Any], shape: Format) -> None:
    from ledger.console import print_json, print_table, usable
    from proxy.waiting.holdprint import hold_table

    if shape is Format.JSON:
        print_json([answer])
        return
    with usable():
        print_table(hold_table(answer))


def _caller(home: Path | None, url: str, token: str) -> Caller:
    return Caller(name="holds", command="holds", home=home, url=url, token=token)

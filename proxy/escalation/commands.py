"""`sekimori escalation`: who meets lower limits after repeated attempts, and a reset. It speaks to the API of the running proxy."""

from typing import Annotated

import typer

from ledger.commands import Format, Shape
from proxy.apiclient import Caller, HomeOption, Token, Url, show, show_list

app = typer.Typer(no_args_is_help=True, help="Lower limits after repeated attempts: who meets them, and until when.")


COLUMNS = {
    "account": "account",
    "step": "step",
    "limits divided by": "divided_by",
    "all stopped": "locked",
    "since (JST)": "since",
    "falls (JST)": "falls_at",
    "back to normal (JST)": "normal_at",
}


@app.command("list")
def list_command(home: HomeOption = None, url: Url = "", token: Token = "", shape: Shape = Format.TABLE) -> None:
    """List who stands on a step: since when, when it falls by itself, when it is back to normal."""
    show_list(_caller(home, url, token).call("GET")["accounts"], COLUMNS, shape)


@app.command("reset")
def reset_command(
    account: Annotated[str, typer.Argument(metavar="ACCOUNT", help="As the proxy knows this person.")],
    reason: Annotated[str, typer.Option("--reason", help="Why; it is recorded with your account, personal data in it masked.")],
    home: HomeOption = None,
    url: Url = "",
    token: Token = "",
) -> None:
    """Give somebody the usual limits back, and show where they stood. Nobody resets their own."""
    show(_caller(home, url, token).call("POST", "/reset", {"account": account, "reason": reason}))


def _caller(home: HomeOption, url: str, token: str) -> Caller:
    return Caller(name="escalation", command="escalation", home=home, url=url, token=token)

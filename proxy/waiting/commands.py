"""`sekimori holds`: what an approver types. It speaks to the API of the running proxy, with the approver's own token."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from proxy.home import Home

app = typer.Typer(no_args_is_help=True, help="Transfers that wait for a reason or an approval.")

HomeOption = Annotated[
    Path | None, typer.Option("--home", metavar="DIR", help="Folder of this installation; else $SEKIMORI_HOME, else ~/.sekimori.")
]
Url = Annotated[str, typer.Option("--url", metavar="URL", help="Management address of the proxy; else that of the settings.")]
Token = Annotated[str, typer.Option("--token", metavar="TOKEN", envvar="SEKIMORI_TOKEN", help="Your token; better in the environment.")]
Reason = Annotated[str, typer.Option("--reason", help="Why; it is recorded with your account, personal data in it masked.")]
Number = Annotated[str, typer.Argument(metavar="ID", help="Number on the page that the person saw.")]


@app.command("list")
def list_command(home: HomeOption = None, url: Url = "", token: Token = "") -> None:
    """List what waits, newest first, as JSON Lines."""
    import orjson

    for held in _call("GET", "", home, url, token)["holds"]:
        typer.echo(orjson.dumps(held).decode())


@app.command("show")
def show_command(number: Number, home: HomeOption = None, url: Url = "", token: Token = "") -> None:
    """Show one with its counts, rules and masked samples. The content itself is shown to nobody."""
    _show(_call("GET", f"/{number}", home, url, token))


@app.command("approve")
def approve_command(number: Number, reason: Reason = "", home: HomeOption = None, url: Url = "", token: Token = "") -> None:
    """Let it pass once. Nobody approves their own."""
    _show(_call("POST", f"/{number}/approve", home, url, token, {"reason": reason}))


@app.command("deny")
def deny_command(number: Number, reason: Reason = "", home: HomeOption = None, url: Url = "", token: Token = "") -> None:
    """Say no; its content is erased."""
    _show(_call("POST", f"/{number}/deny", home, url, token, {"reason": reason}))


@app.command("token")
def token_command(
    account: Annotated[str, typer.Argument(metavar="ACCOUNT", help="As the proxy knows this person.")],
    tenant: Annotated[
        list[str] | None,
        typer.Option("--tenant", metavar="ID", help="Limit it to this client (委託元) of the policy; repeatable. Else all."),
    ] = None,
    home: HomeOption = None,
) -> None:
    """Make the token of an approver, and print it this once. A former one of the same account ends, with its limits."""
    from proxy.home import Home
    from proxy.waiting.approvers import add
    from rules.model import ConfigError

    place = Home.find(home)
    try:
        if tenant and (unknown := sorted(set(tenant) - set(known := _tenants(place)))):
            typer.echo(f"sekimori holds: no client of the policy: {', '.join(unknown)} (known: {', '.join(known)})", err=True)
            raise typer.Exit(2)
        typer.echo(add(place.approvers, account, tenant or ()))
    except (ConfigError, OSError) as error:
        typer.echo(f"sekimori holds: {error}", err=True)
        raise typer.Exit(2) from None


def _tenants(home: "Home") -> list[str]:
    from proxy.settings import load_settings
    from rules.model import UNASSIGNED
    from rules.policy import load

    return [*sorted(one.id for one in load([load_settings(home).policy]).tenants), UNASSIGNED]


def _call(method: str, path: str, home: Path | None, url: str, token: str, content: dict[str, str] | None = None) -> dict[str, Any]:
    import httpx

    from proxy.home import Home
    from proxy.settings import load_settings
    from rules.model import ConfigError

    try:
        where = url or f"http://{load_settings(Home.find(home)).management}"
        headers = {"Authorization": f"Bearer {token}"}
        answer = httpx.request(method, f"{where}/api/holds{path}", json=content, headers=headers, trust_env=False, timeout=30)
        said: dict[str, Any] = answer.json()
    except (ConfigError, httpx.HTTPError, ValueError) as error:
        typer.echo(f"sekimori holds: {error}", err=True)
        raise typer.Exit(2) from None
    if answer.status_code != 200:
        typer.echo(f"sekimori holds: {said.get('error', answer.status_code)}", err=True)
        raise typer.Exit(1)
    return said


def _show(held: dict[str, Any]) -> None:
    import orjson

    typer.echo(orjson.dumps(held, option=orjson.OPT_INDENT_2).decode())

"""The proxy's part of the command line."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from proxy.escalation.commands import app as escalation
from proxy.orders.commands import app as orders
from proxy.waiting.commands import app as holds
from rules.model import ConfigError

app = typer.Typer()
ca = typer.Typer(no_args_is_help=True, help="The certification authority that terminals trust.")
app.add_typer(ca, name="ca")
app.add_typer(holds, name="holds")
app.add_typer(escalation, name="escalation")
app.add_typer(orders, name="orders")

HomeOption = Annotated[
    Path | None, typer.Option("--home", metavar="DIR", help="Folder of this installation; else $SEKIMORI_HOME, else ~/.sekimori.")
]
PassphraseOption = Annotated[
    Path | None, typer.Option(metavar="FILE", help="File that holds the passphrase of the root key.", exists=True, dir_okay=False)
]


@app.command()
def init(home: HomeOption = None, passphrase_file: PassphraseOption = None) -> None:
    """Make keys, CA, settings, a policy to edit and the ledger in one folder. What exists is kept."""
    from ledger.errors import LedgerError
    from proxy.home import Home
    from proxy.init import initialise

    place = Home.find(home)
    try:
        made = initialise(place, passphrase=_passphrase(passphrase_file), now=datetime.now(UTC))
    except ConfigError as error:
        raise _unusable(error) from None
    except (OSError, LedgerError) as error:
        typer.echo(f"sekimori init: {error}", err=True)
        raise typer.Exit(1) from None
    for part in made:
        typer.echo(f"{'made' if part.fresh else 'kept'}  {part.what}: {part.path}")
    typer.echo(
        f"\nNext: move {place.root_key.parent} to a place that is not on the network (`sekimori ca renew` needs it every three months),\n"
        f"give {place.root_certificate} to the terminals, keep a copy of {place.fingerprint_key} in a safe,\n"
        f"edit {place.settings} and {place.policy}, then run `sekimori doctor` and `sekimori run`."
    )


@app.command()
def run(
    home: HomeOption = None,
    policy: Annotated[Path | None, typer.Option(metavar="PATH", help="Policy file, or the folder of them.")] = None,
    mode: Annotated[str | None, typer.Option(metavar="MODE", help="regular, transparent, upstream:URL, socks5 or reverse:URL.")] = None,
    listen: Annotated[str | None, typer.Option(metavar="HOST:PORT", help="Where terminals connect.")] = None,
    management: Annotated[str | None, typer.Option(metavar="HOST:PORT", help="Where /metrics, /healthz and /readyz are served.")] = None,
    ledger: Annotated[str | None, typer.Option(metavar="URL", help="The ledger: sqlite:///PATH or postgresql+psycopg://….")] = None,
) -> None:
    """Run the proxy until it is told to stop. Options go before what sekimori.yaml says."""
    import asyncio

    from ledger.errors import LedgerError
    from proxy.home import Home
    from proxy.logs import configure
    from proxy.serve import run as serve
    from proxy.settings import load_settings

    given = {
        "policy": str(policy.absolute()) if policy else None,
        "mode": mode,
        "listen": listen,
        "management": management,
        "ledger": ledger,
    }
    place = Home.find(home)
    configure()
    try:
        settings = load_settings(place, {name: value for name, value in given.items() if value is not None})
        asyncio.run(serve(place, settings))
    except ConfigError as error:
        raise _unusable(error) from None
    except (LedgerError, OSError, RuntimeError) as error:
        typer.echo(f"sekimori run: {error}", err=True)
        raise typer.Exit(2) from None


@app.command()
def demo(watch: Annotated[bool, typer.Option("--watch", help="Keep running, so that a browser can be pointed at it.")] = False) -> None:
    """Send real transfers through the real proxy, between a made-up terminal and made-up sites. Exit status 0 if all verdicts are right."""
    from proxy.demo.play import demo as play

    raise typer.Exit(play(watch=watch))


@app.command()
def doctor(home: HomeOption = None) -> None:
    """Check keys, CA, clock, model, policy, ledger, space, limits and ports, and say what to do. Exit status 1 if a check failed."""
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    from proxy.doctor import State, examine
    from proxy.home import Home

    table = Table("check", "state", title=str(Home.find(home).path), title_justify="left")
    for column in ("seen", "what to do"):
        table.add_column(column, overflow="fold")
    colours = {State.OK: "green", State.WARNING: "yellow", State.FAILED: "red"}
    findings = list(examine(Home.find(home)))
    for finding in findings:
        table.add_row(escape(finding.check), f"[{colours[finding.state]}]{finding.state}[/]", escape(finding.seen), escape(finding.remedy))
    Console().print(table)
    raise typer.Exit(1 if any(finding.state is State.FAILED for finding in findings) else 0)


@ca.command()
def show(home: HomeOption = None) -> None:
    """Show the root, the CA of the proxy and when they end. Exit status 1 if the end has passed."""
    from proxy.ca import read_authority
    from proxy.home import Home

    try:
        authority = read_authority(Home.find(home))
    except ConfigError as error:
        raise _unusable(error) from None
    for name, certificate in (("root", authority.root), ("proxy", authority.intermediate)):
        typer.echo(f"{name:6} {certificate.subject.rfc4514_string()}")
        typer.echo(f"       from {certificate.not_valid_before_utc:%Y-%m-%d} to {certificate.not_valid_after_utc:%Y-%m-%d}")
    typer.echo(f"SHA-256 of the root: {authority.fingerprint}")
    raise typer.Exit(0 if authority.expires > datetime.now(UTC) else 1)


@ca.command()
def renew(
    home: HomeOption = None,
    root_key: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The root key, where it is now; else the place where `init` put it.")
    ] = None,
    passphrase_file: PassphraseOption = None,
) -> None:
    """Make a new CA for the proxy, signed by the root. Terminals keep what they have; restart the proxy."""
    from proxy.ca import make_intermediate
    from proxy.home import Home

    try:
        authority = make_intermediate(Home.find(home), passphrase=_passphrase(passphrase_file), now=datetime.now(UTC), root_key=root_key)
    except ConfigError as error:
        raise _unusable(error) from None
    end = authority.intermediate.not_valid_after_utc
    typer.echo(f"The CA of the proxy is good to {end:%Y-%m-%d}. Restart the proxy, and put the root key away.")


@ca.command()
def export(
    home: HomeOption = None,
    der: Annotated[bool, typer.Option("--der", help="DER, as Windows takes it (.crt); else PEM.")] = False,
    to: Annotated[Path | None, typer.Option(metavar="FILE", help="File to write; else standard output.")] = None,
) -> None:
    """Write the root certificate for the terminals."""
    from cryptography.hazmat.primitives.serialization import Encoding

    from proxy.ca import read_authority
    from proxy.home import Home

    try:
        content = read_authority(Home.find(home)).root.public_bytes(Encoding.DER if der else Encoding.PEM)
    except ConfigError as error:
        raise _unusable(error) from None
    if to is None:
        typer.get_binary_stream("stdout").write(content)
    else:
        to.write_bytes(content)


def _passphrase(file: Path | None) -> bytes | None:
    """Return the first line of `file`."""
    if file is None:
        return None
    lines = file.read_bytes().splitlines()
    if not lines or not lines[0]:
        typer.echo(f"{file}:1: holds no passphrase", err=True)
        raise typer.Exit(2)
    return lines[0]


def _unusable(error: ConfigError) -> typer.Exit:
    for fault in error.faults:
        typer.echo(str(fault), err=True)
    return typer.Exit(2)

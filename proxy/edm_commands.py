"""The commands of exact data match. Knows options and printing."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from proxy.commands import HomeOption
from rules.model import ConfigError

if TYPE_CHECKING:
    from detectors.edm.index import Header
    from proxy.indexes import Folder
    from proxy.settings import Settings

app = typer.Typer()
edm = typer.Typer(no_args_is_help=True, help="Exact data match: whose customers are found, and the people planted to be found.")
app.add_typer(edm, name="edm")


@edm.command()
def build(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Customers: CSV, XLSX, JSON, … with a header.", show_default=False)],
    tenant: Annotated[str, typer.Option(metavar="ID", help="Whose customers they are: an id in `tenants` of the policy.")],
    columns: Annotated[
        list[str] | None, typer.Option(metavar="HEADER[=ENTITY],…", help="Only these columns; left out: every column that is known.")
    ] = None,
    combine: Annotated[
        list[str] | None,
        typer.Option(metavar="ENTITY+ENTITY", help="What identifies together; left out: name with address, name with birth date."),
    ] = None,
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="Write it here instead; a running proxy does not see it.")] = None,
    home: HomeOption = None,
) -> None:
    """Make the index of a tenant's customers in place of the one before. It holds no plain value; the next inspection uses it."""
    from rich.console import Console
    from rich.progress import Progress

    from proxy.indexes import columns_of, combinations_of
    from rules.policy import load

    try:
        folder, settings = _folder(home)
        policy = load([settings.policy])
        console = Console(stderr=True)
        with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
            task = bar.add_task("build", total=file.stat().st_size if file.is_file() else None)
            header = folder.build(
                file,
                tenant=tenant,
                policy=policy,
                columns=columns_of(columns or []),
                combinations=combinations_of(combine or []),
                to=out,
                progress=lambda done: bar.update(task, completed=done),
            )
    except ConfigError as error:
        raise _unusable(error) from None
    _say(header)


@edm.command()
def canaries(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Planted people: a list in YAML, or CSV.", show_default=False)],
    home: HomeOption = None,
) -> None:
    """Make the index of planted people in place of the one before. Each has a `label` and what the CRM holds of them."""
    try:
        header = _folder(home)[0].plant(file)
    except ConfigError as error:
        raise _unusable(error) from None
    _say(header)


@edm.command("list")
def show(home: HomeOption = None) -> None:
    """Show the indexes: of whom, how many people, how old, what they hold. No value of anybody is in them."""
    _examine(home, verify=False)


@edm.command()
def verify(home: HomeOption = None) -> None:
    """Read every index from end to end. Exit status 1 if one is damaged, changed or under another key."""
    _examine(home, verify=True)


def _examine(home: Path | None, *, verify: bool) -> None:
    try:
        folder, _ = _folder(home)
    except ConfigError as error:
        raise _unusable(error) from None
    failed = False
    for path, header, faults in folder.examine():
        if header:
            _say(header)
        if verify:
            typer.echo(f"  {path}: {'; '.join(faults) or 'sound'}", err=bool(faults))
        failed |= bool(faults)
    if not folder.paths():
        typer.echo(f"no index in {folder.path}")
    raise typer.Exit(1 if failed and verify else 0)


def _folder(home: Path | None) -> "tuple[Folder, Settings]":
    from proxy.home import Home
    from proxy.indexes import Folder
    from proxy.settings import load_settings

    place = Home.find(home)
    settings = load_settings(place)
    return Folder(path=settings.edm, key=place.read_fingerprint_key().secret), settings


def _say(header: "Header") -> None:
    kinds = ", ".join(f"{section.kind} {section.entries:,}" for section in header.sections)
    typer.echo(f"{header.holds} {header.name}: {header.people:,} people, built {header.built}; {kinds}")


def _unusable(error: ConfigError) -> typer.Exit:
    for fault in error.faults:
        typer.echo(str(fault), err=True)
    return typer.Exit(2)

"""The rules' part of the command line."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Literal

import typer

app = typer.Typer()
rules = typer.Typer(no_args_is_help=True, help="Check, try and explain the policy.")
app.add_typer(rules, name="rules")

Paths = Annotated[list[Path] | None, typer.Argument(help="Policy files or folders; left out: the shipped policy.", show_default=False)]


@rules.command()
def check(paths: Paths = None) -> None:
    """Show every fault of a policy with its file and line (exit status 1), and warn of what cannot be meant."""
    from rules.check import warnings
    from rules.merge import read
    from rules.model import ConfigError
    from rules.policy import DEFAULT, load

    files = paths or [DEFAULT]
    try:
        policy = load(files)
    except ConfigError as error:
        for fault in error.faults:
            typer.echo(fault, err=True)
        raise typer.Exit(1) from None
    sources = read(files)
    for warning in warnings(sources, policy, datetime.now(UTC)):
        typer.echo(f"{warning.path}:{warning.line}: warning: {warning.message}")
    until = f" until {policy.monitor_until:%Y-%m-%d %H:%M %Z}" if policy.monitor_until else ""
    count = sum(len(source.file.rules) for source in sources)
    typer.echo(f"ok: {count} rules, mode {policy.mode}{until}, digest {policy.digest[:16]}")


@rules.command("test")
def try_cases(paths: Paths = None) -> None:
    """Try the examples of all rules, and the cases in tests/ beside the policy. Exit status 1 if one is decided otherwise."""
    from rules.model import ConfigError
    from rules.policy import DEFAULT, load
    from rules.trial import case_files, run

    files = paths or [DEFAULT]
    try:
        outcomes = run(case_files(files), load(files))
    except ConfigError as error:
        for fault in error.faults:
            typer.echo(fault, err=True)
        raise typer.Exit(1) from None
    for outcome in outcomes:
        typer.echo(f"pass  {outcome.name}" if outcome.ok else f"FAIL  {outcome.name}\n      {outcome.place}")
    failed = sum(not outcome.ok for outcome in outcomes)
    typer.echo(f"examples of all rules pass; {len(outcomes) - failed} of {len(outcomes)} cases pass")
    if failed:
        raise typer.Exit(1)


@rules.command()
def schema(cases: Annotated[bool, typer.Option("--cases", help="Of the files in tests/ instead.")] = False) -> None:
    """Print the JSON Schema of policy files, for editors that check YAML while you type."""
    import json

    from rules.schema import CaseFile, PolicyFile

    model = CaseFile if cases else PolicyFile
    typer.echo(json.dumps(model.model_json_schema(), ensure_ascii=False, indent=2))


@app.command()
def scan(
    paths: Annotated[list[Path], typer.Argument(help="Files, or folders of files.", show_default=False)],
    style: Annotated[Literal["json", "table"], typer.Option("--format", help="JSON Lines as it goes, or one table at the end.")] = "table",
    policy_paths: Annotated[list[Path] | None, typer.Option("--policy", help="Decide by this policy; left out: the shipped one.")] = None,
    described: Annotated[str, typer.Option("--as", help="What a transfer of the files would be.")] = "direction=upload,class=unknown",
) -> None:
    """Find personal data in files, count the people, and say what the policy would do. Exit status 0 whatever that is."""
    from rules.model import ConfigError
    from rules.policy import DEFAULT, load
    from rules.scan import files, inspector, scan, transfer_as
    from rules.scanprint import followed, printer

    try:
        transfer = transfer_as(described)
        policy = load(policy_paths or [DEFAULT])
    except ConfigError as error:
        for fault in error.faults:
            typer.echo(fault, err=True)
        raise typer.Exit(2) from None
    except ValueError as error:
        typer.echo(f"--as: {error}", err=True)
        raise typer.Exit(2) from None
    show, finish = printer(style)
    one = inspector()
    for path in followed(list(files(paths))):
        show(scan(path, one, policy, transfer))
    finish()

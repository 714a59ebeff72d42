"""The rules' part of the command line."""

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

if TYPE_CHECKING:
    from rules.model import ConfigError, Transfer
    from rules.policy import Policy

app = typer.Typer()
rules = typer.Typer(no_args_is_help=True, help="Check, try and explain the policy.")
app.add_typer(rules, name="rules")

Paths = Annotated[
    list[Path] | None, typer.Argument(metavar="PATH", help="Policy files or folders; left out: the shipped policy.", show_default=False)
]

PolicyOption = Annotated[
    list[Path] | None, typer.Option("--policy", metavar="PATH", help="Decide by this policy; left out: the shipped one.")
]
AsOption = Annotated[str, typer.Option("--as", metavar="WHAT", help="What a transfer of the files would be.")]


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
        raise _unusable(error, status=1) from None
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
        raise _unusable(error, status=1) from None
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


@rules.command()
def explain(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file.", show_default=False)],
    policy_paths: PolicyOption = None,
    described: AsOption = "direction=upload,class=unknown",
) -> None:
    """Say why a transfer of a file would be decided as it would, and which rule is nearest. For a past transfer: sekimori incident ID."""
    from rules.cases import alone
    from rules.decide import decide
    from rules.explain import explain as explained
    from rules.explain import nearest
    from rules.scan import inspect_file, inspector

    if not file.is_file():
        looks_like_id = re.fullmatch(r"[0-9A-Za-z]{4}(-[0-9A-Za-z]{4}){3}", str(file))
        typer.echo(f"a past transfer is explained by: sekimori incident {file}" if looks_like_id else f"{file}: no such file", err=True)
        raise typer.Exit(2)
    transfer, policy = _asked(described, policy_paths)
    inspection = inspect_file(file, inspector(policy))
    past = alone(inspection, policy.windows(transfer))
    verdict = decide(transfer, inspection, past, policy, transfer.at)
    typer.echo("\n\n".join(explained(verdict, nearest(transfer, inspection, past, policy))))


@app.command()
def scan(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH", help="Files, or folders of files.", show_default=False)],
    style: Annotated[Literal["json", "table"], typer.Option("--format", help="JSON Lines as it goes, or one table at the end.")] = "table",
    policy_paths: PolicyOption = None,
    described: AsOption = "direction=upload,class=unknown",
) -> None:
    """Find personal data in files, count the people, and say what the policy would do. Exit status 0 whatever that is."""
    from rules.scan import files, inspector, scan
    from rules.scanprint import followed, printer

    transfer, policy = _asked(described, policy_paths)
    show, finish = printer(style)
    one = inspector(policy)
    for path in followed(list(files(paths))):
        show(scan(path, one, policy, transfer))
    finish()


def _asked(described: str, policy_paths: list[Path] | None) -> "tuple[Transfer, Policy]":
    """Return the transfer that the options describe, and the policy that decides."""
    from rules.model import ConfigError
    from rules.policy import DEFAULT, load
    from rules.scan import transfer_as

    try:
        return transfer_as(described), load(policy_paths or [DEFAULT])
    except ConfigError as error:
        raise _unusable(error, status=2) from None
    except ValueError as error:
        typer.echo(f"--as: {error}", err=True)
        raise typer.Exit(2) from None


def _unusable(error: "ConfigError", *, status: int) -> typer.Exit:
    for fault in error.faults:
        typer.echo(fault, err=True)
    return typer.Exit(status)

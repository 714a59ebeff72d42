"""The rules' part of the command line."""

from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

if TYPE_CHECKING:
    from rules.model import ConfigError, Transfer
    from rules.policy import Policy

app = typer.Typer()
rules = typer.Typer(no_args_is_help=True, help="Check, try and explain the policy.")
app.add_typer(rules, name="rules")


class Lang(StrEnum):
    """In which language something is told."""

    JA = "ja"
    EN = "en"
    BOTH = "both"

    def of(self, japanese: str, english: str) -> str:
        """Return what is asked for of two texts that say the same."""
        return {Lang.JA: japanese, Lang.EN: english, Lang.BOTH: f"{japanese}\n\n{english}"}[self]


LangOption = Annotated[Lang, typer.Option("--lang", help="In which language.")]
Paths = Annotated[
    list[Path] | None, typer.Argument(metavar="PATH", help="Policy files or folders; left out: the shipped policy.", show_default=False)
]

PolicyOption = Annotated[
    list[Path] | None, typer.Option("--policy", metavar="PATH", help="Decide by this policy; left out: the shipped one.")
]
AsOption = Annotated[
    str, typer.Option("--as", metavar="WHAT", help="What a transfer of the files would be; `source=10.1.2.3` too: its terminal.")
]


@rules.command()
def check(
    paths: Paths = None, strict: Annotated[bool, typer.Option("--strict", help="Exit with status 1 for warnings too.")] = False
) -> None:
    """Show every fault of a policy with its file and line (exit status 1), and warn of what cannot be meant (exit status 0)."""
    from rules.check import warnings
    from rules.merge import read
    from rules.model import ConfigError
    from rules.policy import DEFAULT, load

    files = _given(paths or [DEFAULT])
    try:
        policy = load(files)
    except ConfigError as error:
        raise unusable(error, status=1) from None
    sources = read(files)
    found = warnings(sources, policy, datetime.now(UTC))
    for warning in found:
        typer.echo(f"{warning.path}:{warning.line}: warning: {warning.message}")
    until = f" until {policy.monitor_until:%Y-%m-%d %H:%M %Z}" if policy.monitor_until else ""
    count = sum(len(source.file.rules) for source in sources)
    warned = f", {len(found)} warning{'s' if len(found) > 1 else ''}" if found else ""
    typer.echo(f"ok: {count} rules, mode {policy.mode}{until}, digest {policy.digest[:16]}{warned}")
    if found and strict:
        raise typer.Exit(1)


@rules.command("test")
def try_cases(
    paths: Paths = None,
    recognisers: Annotated[
        list[Path] | None, typer.Option(metavar="FILE", help="Presidio YAML, as in `recognisers` of the settings.", exists=True)
    ] = None,
) -> None:
    """Try the examples of all rules, and the cases in tests/ beside the policy. Exit status 1 if one is decided otherwise."""
    from rules.model import ConfigError
    from rules.policy import DEFAULT, load
    from rules.trial import case_files, run

    files = _given(paths or [DEFAULT])
    try:
        outcomes = run(case_files(files), load(files), recognisers or ())
    except ConfigError as error:
        raise unusable(error, status=1) from None
    for outcome in outcomes:
        typer.echo(f"pass  {outcome.name}" if outcome.ok else f"FAIL  {outcome.name}\n      {outcome.place}")
    failed = sum(not outcome.ok for outcome in outcomes)
    typer.echo(f"examples of all rules pass; {len(outcomes) - failed} of {len(outcomes)} cases pass")
    if failed:
        raise typer.Exit(1)


@rules.command()
def diff(
    old: Annotated[Path, typer.Argument(metavar="OLD", help="Policy file or folder in force.", show_default=False)],
    new: Annotated[Path, typer.Argument(metavar="NEW", help="The draft.", show_default=False)],
    lang: LangOption = Lang.BOTH,
) -> None:
    """Say in words what a draft changes: what gets looser, what stricter, what is only said otherwise. Exit status 0 whatever that is."""
    from rules.diff import differences
    from rules.diff_words import told
    from rules.merge import merge, read
    from rules.model import ConfigError

    try:
        before, after = (merge(read([path])) for path in _given([old, new]))
    except ConfigError as error:
        raise unusable(error, status=2) from None
    typer.echo(lang.of(*told(differences(before, after))))


@rules.command()
def schema(cases: Annotated[bool, typer.Option("--cases", help="Of the files in tests/ instead.")] = False) -> None:
    """Print the JSON Schema of policy files, for editors that check YAML while you type."""
    import json

    from rules.schema import PolicyFile
    from rules.schema_case import CaseFile

    model = CaseFile if cases else PolicyFile
    typer.echo(json.dumps(model.model_json_schema(), ensure_ascii=False, indent=2))


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

    transfer, policy = asked(described, policy_paths)
    show, finish = printer(style)
    one = inspector(policy)
    for path in followed(list(files(paths))):
        show(scan(path, one, policy, transfer))
    finish()


def asked(described: str, policy_paths: list[Path] | None) -> "tuple[Transfer, Policy]":
    """Return the transfer that the options describe, and the policy that decides; else exit with status 2."""
    from rules.scan import transfer_as

    try:
        return transfer_as(described), loaded(policy_paths)
    except ValueError as error:
        typer.echo(f"--as: {error}", err=True)
        raise typer.Exit(2) from None


def loaded(paths: list[Path] | None) -> "Policy":
    """Return the policy in `paths`, or the shipped one; else exit with status 2."""
    from rules.model import ConfigError
    from rules.policy import DEFAULT, load

    try:
        return load(_given(paths or [DEFAULT]))
    except ConfigError as error:
        raise unusable(error, status=2) from None


def _given(paths: list[Path]) -> list[Path]:
    """Return `paths`; else, if one holds no policy whatever it may say, say so and exit with status 2."""
    if told := [f"{path}: {why}" for path in paths if (why := _nothing_in(path))]:
        typer.echo("\n".join(told), err=True)
        raise typer.Exit(2)
    return paths


def _nothing_in(path: Path) -> str:
    """Return why there can be no policy at `path`; empty if there is a file, or a folder with one."""
    from rules.merge import policy_files

    try:
        path.stat()
        return "" if policy_files([path]) else "no policy in this folder: no file in it ends with .yaml or .yml"
    except FileNotFoundError:
        return "no such file or folder"
    except OSError as error:
        return f"cannot be read: {error.strerror}"


def unusable(error: "ConfigError", *, status: int) -> typer.Exit:
    """Show every fault and return the exit."""
    for fault in error.faults:
        typer.echo(f"{fault.path}:{fault.line}: error: {fault.message}", err=True)
    return typer.Exit(status)

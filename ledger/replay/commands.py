"""`sekimori rules replay`: what a policy does to takings that became known, and what a draft would have done to the past."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from ledger.commands import Home, Reason, Until, Url

app = typer.Typer()
"""Commands that join the group `rules`."""


class Taking(StrEnum):
    """Scenarios by name."""

    DRIP = "drip-10y"
    UPLOAD = "upload-1d"


class Look(StrEnum):
    """How a replay is printed."""

    TABLE = "table"
    JSON = "json"
    HTML = "html"


Draft = Annotated[list[Path] | None, typer.Option("--policy", metavar="PATH", help="The draft; left out: the policy in force.")]
Against = Annotated[
    list[Path] | None, typer.Option("--against", metavar="PATH", help="What the draft is compared with; left out: the policy in force.")
]
SinceDays = Annotated[str, typer.Option("--since", metavar="TIME", help="From so many days ago (30d), or from a time on (2026-04-01).")]


class Tongue(StrEnum):
    """In which language a table is."""

    JA = "ja"
    EN = "en"


Spoken = Annotated[Tongue, typer.Option("--lang", help="In which language a table is. HTML is in Japanese, JSON in English.")]


class Shown(StrEnum):
    """How proposals are printed."""

    DIFF = "diff"
    JSON = "json"


@app.command("replay")
def replay_command(
    scenario: Annotated[
        Taking | None, typer.Option(help="Play a taking: drip-10y, 9.28 million people in ten years; upload-1d, 5.96 million in a day.")
    ] = None,
    since: SinceDays = "",
    until: Until = "",
    policy_paths: Draft = None,
    against: Against = None,
    ledger: Url = None,
    home: Home = None,
    reason: Reason = "",
    look: Annotated[Look, typer.Option("--format", help="How to print; html for the past alone.")] = Look.TABLE,
    lang: Spoken = Tongue.EN,
) -> None:
    """Try a policy on the past (--since 30d): what it would stop, report or release; or on a taking that became known (--scenario)."""
    if (scenario is None) == (not since):
        raise typer.BadParameter("say --since 30d, to try the policy on the past, or --scenario NAME")
    if scenario and (until or against or ledger):
        raise typer.BadParameter("--until, --against and --ledger go with --since: a scenario has a ledger and days of its own")
    if scenario is None:
        _past(since, until, policy_paths, against, ledger, home, reason, look, lang)
    elif look is Look.HTML:
        raise typer.BadParameter("a scenario is printed as table or json", param_hint="--format")
    else:
        _scenario(scenario, policy_paths, home, look, lang)


def _scenario(scenario: Taking, policy_paths: list[Path] | None, home: Path | None, look: Look, lang: Tongue) -> None:
    from ledger.console import print_table
    from ledger.place import in_force
    from ledger.replay.labels import LABELS
    from ledger.replay.play import play, strict
    from ledger.replay.scenarioprint import followed, line, table
    from ledger.replay.scenarios import SCENARIOS
    from rules.commands import loaded

    played, policy = SCENARIOS[scenario.value], strict(loaded(policy_paths or in_force(home)))
    tries = list(played.tries(policy))
    seen = followed(play(played, policy, tries), played, len(tries))
    if look is Look.JSON:
        for one in seen:
            typer.echo(line(played, policy.digest, one))
    else:
        print_table(table(played, policy.digest, seen, LABELS[lang]))


def _past(
    since: str,
    until: str,
    policy_paths: list[Path] | None,
    against: list[Path] | None,
    ledger: str | None,
    home: Path | None,
    reason: str,
    look: Look,
    lang: Tongue,
) -> None:
    from ledger.console import print_json, print_table, recorded
    from ledger.place import in_force
    from ledger.pseudonyms import salt_of
    from ledger.replay.blocks import Blocks, span
    from ledger.replay.lab import compare
    from ledger.replay.labels import LABELS
    from ledger.replay.labhtml import page as html
    from ledger.replay.labprint import following, page
    from ledger.replay.summary import summary
    from ledger.replay.unknowns import counted_by_the_minute, unknowns
    from rules.commands import loaded

    now, draft = loaded(against or in_force(home)), loaded(policy_paths or in_force(home))
    first, end = span(since, until)
    with recorded(ledger, home, f"rules replay since={since} until={until} policy={draft.digest[:16]}", reason) as connection:
        blocks = Blocks(connection, first, end)
        with following(blocks.total()) as told:
            tally = compare(blocks, now, draft, told)
        unknown = unknowns(now, draft, total=tally.transfers, empty=counted_by_the_minute(connection, first, end))
        found = summary(tally, blocks.scenes, list(unknown), salt_of(connection))
    if look is Look.JSON:
        print_json([found])
    elif look is Look.HTML:
        typer.echo(html(found))
    else:
        print_table(page(found, LABELS[lang]))


@app.command("suggest")
def suggest_command(
    since: SinceDays = "30d",
    until: Until = "",
    policy_paths: Draft = None,
    alerts: Annotated[float, typer.Option("--alerts-a-day", min=0, help="How often each limit of a rule that alerts may be passed.")] = 5,
    stops: Annotated[float, typer.Option("--stops-a-day", min=0, help="How often each limit of a rule that stops may be passed.")] = 1,
    ledger: Url = None,
    home: Home = None,
    reason: Reason = "",
    look: Annotated[
        Shown, typer.Option("--format", help="A diff for `patch`, with the figures on standard error; or all as JSON.")
    ] = Shown.DIFF,
    lang: Spoken = Tongue.EN,
) -> None:
    """Propose thresholds from what passed, with the expected alerts a day by rule and group: a diff of the policy to review.

    No step is larger than a factor of two, and none goes above the thousand people of whom a leak must be reported. Keep the diff, try it
    with `patch` and `sekimori rules check`, and see what it would have changed with `sekimori rules replay`.
    """
    from rich.console import Group
    from rich.text import Text

    from ledger.console import print_json, print_table, recorded
    from ledger.place import in_force
    from ledger.replay.blocks import Blocks, span
    from ledger.replay.lab import compare
    from ledger.replay.labels import LABELS
    from ledger.replay.labprint import following
    from ledger.replay.patch import diff, reloaded, rewritten
    from ledger.replay.quantiles import sizes
    from ledger.replay.suggest import proposals
    from ledger.replay.suggestprint import table, together
    from rules.commands import loaded
    from rules.policy import DEFAULT

    paths = policy_paths or in_force(home) or [DEFAULT]
    policy, during = loaded(paths), span(since, until)
    with recorded(ledger, home, f"rules suggest since={since} until={until} policy={policy.digest[:16]}", reason) as connection:
        blocks = Blocks(connection, *during)
        with following(blocks.total()) as told:
            found, days = sizes(blocks, policy, told)
        proposed = list(proposals(found, days, alerts=alerts, stops=stops))
        if look is Shown.JSON:
            print_json(proposed)
            return
        texts = rewritten(paths, policy, {one.place: one.then for one in proposed if one.changes})
        with following(blocks.total()) as told:
            tally = compare(Blocks(connection, *during), policy, reloaded(texts), told)
    labels = LABELS[lang]
    print_table(Group(table(proposed, labels), Text(together(tally, labels))), stderr=True)  # so that the diff can be kept in a file
    typer.echo(diff(texts), nl=False)

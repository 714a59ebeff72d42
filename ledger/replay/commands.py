"""`sekimori rules replay`: what a policy does to takings that became known, and what a draft would have done to the past."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from ledger.commands import Home

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


PolicyPaths = Annotated[
    list[Path] | None, typer.Option("--policy", metavar="PATH", help="The draft; left out: the policy in force, else the shipped one.")
]


@app.command("replay")
def replay_command(
    scenario: Annotated[Taking, typer.Option(help="drip-10y: 9.28 million people in ten years. upload-1d: 5.96 million in one day.")],
    policy_paths: PolicyPaths = None,
    home: Home = None,
    look: Annotated[Look, typer.Option("--format", help="How to print.")] = Look.TABLE,
) -> None:
    """Play a taking through the real engine, and print the day and the number of people when it is noticed."""
    from ledger.console import print_table
    from ledger.place import in_force
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
        print_table(table(played, policy.digest, seen))

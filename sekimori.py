"""The command line: each room's commands, mounted. `sekimori --help` is the reference; docs/cli.md is generated from it."""

import sys

import typer

from detectors.commands import app as detectors_app
from ledger.calls_commands import app as calls_app
from ledger.commands import app as ledger_app
from ledger.explain_commands import app as explain_app
from ledger.replay.commands import app as replay_app
from ledger.report_commands import app as report_app
from proxy.commands import app as proxy_app
from proxy.edm_commands import app as edm_app
from rules.commands import app as rules_app
from rules.commands import rules as policy_group

app = typer.Typer(
    name="sekimori",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
ROOMS = (detectors_app, rules_app, ledger_app, report_app, calls_app, proxy_app, edm_app)
POLICY_TOOLS = (explain_app, replay_app)
"""Commands about the policy that read the ledger: they live there, because rules know no storage."""


@app.callback()
def sekimori() -> None:
    """関守: watches what personal data passes, counts the people, and stops bulk taking."""


for room in ROOMS:
    app.registered_commands += room.registered_commands
    app.registered_groups += room.registered_groups
for tools in POLICY_TOOLS:
    policy_group.registered_commands += tools.registered_commands


def main() -> None:
    """Run one command. Exit status: 0 done, 1 a check failed, 2 unusable arguments or configuration."""
    sys.exit(app())

"""A taking that nobody notices: the table says how many people would have to do the same."""

from io import StringIO

import pytest
from rich.console import Console

from ledger.replay.play import Seen
from ledger.replay.scenarioprint import table
from ledger.replay.scenarios import SCENARIOS
from rules.model import Action


@pytest.mark.parametrize(
    ("accounts", "said"),
    [
        pytest.param(1, "one account is enough for all", id="one takes everybody"),
        pytest.param(9280, "9,280 accounts would be needed for all", id="many"),
    ],
)
def test_who_is_never_noticed(accounts: int, said: str) -> None:
    seen = Seen(way="w", pace="p", day=0, people=1000, action=Action.ALLOW, rule="", measure="", accounts_needed=accounts)
    console = Console(width=160, file=StringIO(), record=True)
    console.print(table(SCENARIOS["drip-10y"], "0" * 64, [seen]))
    assert said in console.export_text()

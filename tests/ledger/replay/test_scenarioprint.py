"""A taking that nobody notices: the table says how many people would have to do the same."""

from io import StringIO

import pytest
from rich.console import Console

from ledger.replay.labels import LABELS
from ledger.replay.play import Seen
from ledger.replay.scenarioprint import table
from ledger.replay.scenarios import SCENARIOS
from rules.model import Action
from rules.policy import DEFAULT, load

DRIP = SCENARIOS["drip-10y"]


def shown(lang: str, *seen: Seen) -> str:
    console = Console(width=160, file=StringIO(), record=True)
    console.print(table(DRIP, "0" * 64, seen, LABELS[lang]))
    return console.export_text()


def fared(day: int, accounts: int) -> Seen:
    action, rule = (Action.BLOCK, "many") if day else (Action.ALLOW, "")
    (way, pace), *_ = DRIP.tries(load([DEFAULT]))
    return Seen(way=way, pace=pace, day=day, people=1000, action=action, rule=rule, measure="people.1d", accounts_needed=accounts)


@pytest.mark.parametrize(
    ("day", "accounts", "english", "japanese"),
    [
        pytest.param(0, 1, "one account is enough for all", "一つのアカウントで全員を持ち出せる", id="one takes everybody"),
        pytest.param(
            0, 9280, "9,280 accounts would be needed for all", "全員を持ち出すには 9,280 のアカウントが要る", id="many are needed"
        ),
        pytest.param(1234, 0, "day 1,234", "1,234 日目", id="noticed"),
        pytest.param(1234, 0, "block  many (people.1d)", "block  many (people.1d)", id="words of the policy stay"),
        pytest.param(1, 0, "crm-download  even", "顧客管理から受け取る  毎日同じ数", id="way and pace"),
        pytest.param(1, 0, "drip-10y: 9.28 million people in ten years", "drip-10y: 十年で 928 万人を少しずつ。方針 00000000", id="title"),
    ],
)
def test_how_a_taking_fared(day: int, accounts: int, english: str, japanese: str) -> None:
    assert english in shown("en", fared(day, accounts))
    assert japanese in shown("ja", fared(day, accounts))


def test_every_way_and_pace_has_a_japanese_name_of_its_own() -> None:
    for scenario in SCENARIOS.values():
        tries = list(scenario.tries(load([DEFAULT])))
        assert not any(one.ja.isascii() for pair in tries for one in pair)
        assert len({(way.ja, pace.ja) for way, pace in tries}) == len(tries)

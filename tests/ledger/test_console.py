"""Tables on a terminal: no word is cut into letters, and nothing is lost."""

import re

import pytest
from rich.console import Group
from rich.table import Column, Table
from rich.text import Text

from ledger.console import print_table
from ledger.incidents import Story, incident_of
from ledger.tables import incident_table, records_table
from rules.model import Action
from tests.ledger.made import inspection, transfer, verdict
from tests.ledger.recorded import record

KEPT = record(
    transfer(actor="operator-0042", host="files.example-bpo.co.jp"), inspection(*range(25)), verdict(Action.ALERT, found=25, threshold=10)
)


@pytest.fixture(params=[80, 120])
def width(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    """A terminal of so many columns."""
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", str(request.param))
    return int(request.param)


def printed(capsys: pytest.CaptureFixture[str]) -> list[str]:
    return re.sub(r"\x1b\[[0-9;]*m", "", capsys.readouterr().out).splitlines()


@pytest.mark.usefixtures("width")
def test_a_table_is_wider_than_the_terminal_rather_than_in_pieces(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(records_table([KEPT]))
    heading, line = printed(capsys)
    assert heading.split() == ["time", "(JST)", "id", "actor", "tenant", "to/from", "direction", "action", "would", "people", "rules"]
    assert {"operator-0042", "alpha", "files.example-bpo.co.jp", "upload", "alert", "25", "bulk-day"} <= set(line.split())


@pytest.mark.usefixtures("width")
def test_what_the_last_column_says_goes_on_below(capsys: pytest.CaptureFixture[str]) -> None:
    table = Table("way", "people", Column("by", no_wrap=True))
    table.add_row("approved-upload " * 6, "5,960,000", "approved-over-time (people.3650d)")
    print_table(table)
    said = " ".join("".join(printed(capsys)).split())
    assert "5,960,000" in said
    assert "…" not in said


def test_the_rest_of_a_page_keeps_to_the_terminal(width: int, capsys: pytest.CaptureFixture[str]) -> None:
    print_table(Group(Text("word " * 40), records_table([KEPT])))
    *text, heading, _line = printed(capsys)
    assert "people rules" in " ".join(heading.split())
    assert all(len(line) <= width for line in text)


def test_an_incident_is_shown_whole(width: int, capsys: pytest.CaptureFixture[str]) -> None:
    incident = incident_of(Story(record=KEPT), {})
    print_table(incident_table(incident))
    lines = printed(capsys)
    assert incident.passed.reason in "".join(line.removeprefix(" " * 14).strip() for line in lines)
    assert all(len(line) <= width for line in lines)

"""Draws one transfer that waits, as an approver reads it at a terminal. It must not know how it was asked for."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import orjson
from rich.table import Table
from rich.text import Text

from ledger.held import State
from ledger.incidents import Story, incident_of
from ledger.records import Record, parse
from ledger.tables import incident_table
from proxy.apiclient import cell

WHOSE = {"id": "id", "actor": "actor", "tenant": "tenant", "to/from": "host", "direction": "direction", "people": "people"}
STANDING = {
    "kind": "kind",
    "state": "state",
    "approved by": "approvers",
    "approvals missing": "missing",
    "since (JST)": "began",
    "until (JST)": "expires",
}
"""Headings, and the words of an answer of the API under them."""


def hold_table(answer: Mapping[str, Any]) -> Table:
    """Return what is shown of one that waits, line by line: its incident and masked samples, if the answer tells of them, and its state.

    Raises: LedgerError if what it tells of is no record.
    """
    record = parse(orjson.dumps(answer["transfer"]).decode()) if answer.get("transfer") else None
    if record is None:
        table = Table(show_header=False, box=None)
        table.add_column(no_wrap=True)
        table.add_column(overflow="fold")
        _add(table, answer, WHOSE)
    else:
        table = _incident(record, released=answer["state"] == State.RELEASED)
    _add(table, answer, STANDING)
    return table


def _incident(record: Record, *, released: bool) -> Table:
    """Return its incident with the masked samples, and without what the clients of the policy are needed to tell."""
    incident = replace(incident_of(Story(record=record, released_later=released), {}), candidates=())
    table = incident_table(incident)
    for one in record.samples:
        of = f", customer of {' '.join(one.tenants)}" if one.tenants else ""
        table.add_row(Text("sample", style="bold"), Text(f"{one.entity} {one.masked} in {one.place}{of}"))
    return table


def _add(table: Table, answer: Mapping[str, Any], words: Mapping[str, str]) -> None:
    for heading, word in words.items():
        if said := cell(answer[word]):
            table.add_row(Text(heading, style="bold"), Text(said))

"""Calls over the API, into a real ledger."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from ledger import schema
from ledger.committer import Committer
from ledger.held import Approver
from ledger.store import Ledger
from proxy.api import ApiRefused
from proxy.calls import CallsApi

ALL = Approver(account="acd", tenants=None)
GOOD = [{"account": "op1", "day": "2026-04-01", "calls": 40}, {"account": "op2", "day": "2026-04-01", "calls": 0}]


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    opened = Ledger(f"sqlite:///{tmp_path}/l.db", node="n", key_id="k")
    yield opened
    opened.close()


@pytest.fixture
def api(ledger: Ledger) -> Iterator[CallsApi]:
    with Committer(ledger) as committer:
        yield CallsApi(committer=committer)


def kept(ledger: Ledger) -> dict[str, int]:
    with ledger.engine.connect() as connection:
        return {actor: number for actor, _, number in connection.execute(select(schema.calls))}


async def test_a_list_is_taken_in_and_on_record(api: CallsApi, ledger: Ledger) -> None:
    reply = await api.answer("POST", [], ALL, json.dumps(GOOD).encode())
    assert reply
    assert reply[0] == 200
    assert (reply[1]["rows"], reply[1]["calls"], reply[1]["replaced"]) == (2, 40, 0)
    assert kept(ledger) == {"op1": 40, "op2": 0}
    with ledger.engine.connect() as connection:
        (body,) = connection.execute(select(schema.records.c.body).where(schema.records.c.kind == "calls")).scalars()
    record = json.loads(body)
    assert (record["actor"], record["digest"]) == ("acd", reply[1]["digest"])


async def test_a_fault_leaves_everything_as_it_was(api: CallsApi, ledger: Ledger) -> None:
    reply = await api.answer("POST", [], ALL, json.dumps([*GOOD, {"account": "", "day": "x", "calls": 1}]).encode())
    assert reply
    assert reply[0] == 400
    assert [fault[:7] for fault in reply[1]["faults"]] == ["item 3:", "item 3:"]
    assert kept(ledger) == {}


async def test_a_token_of_some_clients_is_not_enough(api: CallsApi, ledger: Ledger) -> None:
    with pytest.raises(ApiRefused, match="limited"):
        await api.answer("POST", [], Approver(account="sv", tenants=frozenset({"alpha"})), json.dumps(GOOD).encode())
    assert kept(ledger) == {}


@pytest.mark.parametrize(("method", "parts"), [("GET", []), ("POST", ["op1"])], ids=["reading", "below"])
async def test_nothing_else_is_known(api: CallsApi, method: str, parts: list[str]) -> None:
    assert await api.answer(method, parts, ALL, b"[]") is None

"""A policy in force is put on record once, after which one, and whose exception got another end; a search finds it."""

from pathlib import Path

import orjson
import pytest
from typer.testing import CliRunner

from ledger.commands import app
from ledger.store import Ledger
from ledger.verify import verify
from rules.decide import decide
from rules.policy import Policy, load
from tests.ledger.conftest import POLICY
from tests.ledger.made import NOON, inspection, transfer


def under(folder: Path, expires: str) -> Policy:
    file = folder / "policy.yaml"
    entry = (
        f"{{id: move, rules: bulk-day, when: {{host: files.example.net}}, reason: 移行, control: 立会い, owner: 部長, expires: {expires}}}"
    )
    file.write_text(f"{POLICY}exceptions:\n- {entry}\n", encoding="utf-8")
    return load([file])


def note(ledger: Ledger, policy: Policy) -> str | None:
    with ledger.transaction():
        record = ledger.note_policy(policy)
    return record.what if record else None


def test_a_policy_is_noted_once_and_an_extension_is_named(tmp_path: Path, ledger: Ledger, other: Ledger, policy: Policy) -> None:
    first, longer = under(tmp_path, "2026-11-30"), under(tmp_path, "2027-03-31")
    assert [note(ledger, one) for one in (policy, policy, first, longer)] == [
        "",
        None,
        "exception move added until 2026-11-30",
        "exception move extended from 2026-11-30 to 2027-03-31",
    ]
    assert note(other, longer) == ""  # its own chain, its own first policy
    with ledger.transaction():
        assert [report.flaw for report in verify(ledger._inside())] == [None, None]


@pytest.mark.parametrize("kinds", [pytest.param((), id="by default"), pytest.param(("--kind", "policy"), id="by kind")])
def test_a_search_finds_it(tmp_path: Path, sqlite: str, kinds: tuple[str, ...]) -> None:
    opened = Ledger(sqlite, node="node-a", key_id="key-1")
    before, after = under(tmp_path, "2026-11-30"), under(tmp_path, "2027-03-31")
    for one in (before, after):
        note(opened, one)
    opened.close()
    result = CliRunner().invoke(app, ["ledger", "search", "--ledger", sqlite, "--format", "json", *kinds])
    newest, oldest = map(orjson.loads, result.stdout.splitlines())
    assert (newest["kind"], newest["before"], newest["policy"]) == ("policy", before.digest, after.digest)
    assert [(move["id"], move["owner"]) for move in newest["moves"]] == [("move", "部長")]
    assert oldest["before"] == ""
    table = CliRunner().invoke(app, ["ledger", "search", "--ledger", sqlite, *kinds]).stdout
    assert f"policy {before.digest[:8]} → {after.digest[:8]}; exception move extended from 2026-11-30 to 2027-03-31" in table


@pytest.mark.parametrize(("expires", "excused_by", "lapsed"), [("2026-11-30", "move", ""), ("2026-04-09", "", "move")])
def test_the_record_of_a_transfer_names_the_exception(tmp_path: Path, ledger: Ledger, expires: str, excused_by: str, lapsed: str) -> None:
    policy, moved, seen = under(tmp_path, expires), transfer(), inspection(*range(30))
    with ledger.transaction():
        past = ledger.past(moved, seen.people, policy)
        record = ledger.append(moved, seen, decide(moved, seen, past, policy, NOON), past, now=NOON)
    assert record
    assert [(match.excused_by, match.lapsed) for match in record.matches if match.rule == "bulk-day"] == [(excused_by, lapsed)]

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select
from typer.testing import CliRunner, Result

from ledger import schema
from ledger.store import Ledger
from sekimori import app
from tests.ledger.conftest import KEY

type Run = Callable[..., Result]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    Ledger(f"sqlite:///{tmp_path}/ledger/sekimori.sqlite", node="node-a", key_id="key-1", signing_key=KEY).close()
    return tmp_path


@pytest.fixture
def run(home: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("SEKIMORI_HOME", str(home))
    return lambda *arguments: CliRunner().invoke(app, [str(a) for a in arguments])


def kept(home: Path) -> dict[tuple[str, str], int]:
    ledger = Ledger(f"sqlite:///{home}/ledger/sekimori.sqlite", node="look", key_id="")
    with ledger.engine.connect() as connection:
        found = {(actor, day): number for actor, day, number in connection.execute(select(schema.calls))}
    ledger.close()
    return found


def test_a_file_is_taken_in_and_on_record(run: Run, home: Path) -> None:
    file = home / "acd.csv"
    file.write_bytes("アカウント,日付,応対件数\r\nop1,2026/4/1,40\r\nop2,2026/4/1,0\r\n".encode("cp932"))
    done = run("calls", "load", file, "--reason", "夜間")
    assert done.exit_code == 0
    assert done.stdout.strip() == "2 rows, 2 accounts (2 unseen), 2026-04-01: 40 calls, 0 rows replaced"
    assert "call them otherwise" in done.stderr
    assert kept(home) == {("op1", "2026-04-01"): 40, ("op2", "2026-04-01"): 0}
    (record,) = map(json.loads, run("ledger", "search", "--kind", "calls", "--format", "json").stdout.splitlines())
    assert (record["rows"], record["reason"]) == (2, "夜間")
    assert record["digest"] == subprocess.run(["b2sum", "-l", "256", file], capture_output=True, text=True, check=True).stdout.split()[0]
    assert "op1" not in json.dumps(record)
    assert run("ledger", "verify").exit_code == 0


def test_a_file_with_a_fault_changes_nothing(run: Run, home: Path) -> None:
    file = home / "acd.csv"
    file.write_text("account,day,calls\nop1,2026-04-01,40\n,2026-04-01,3\nop2,2026-04-01,many\n")
    done = run("calls", "load", file)
    assert done.exit_code == 2
    assert [line.removeprefix(f"{file}: ")[:7] for line in done.stderr.splitlines()] == ["line 3:", "line 4:", "nothing"]
    assert kept(home) == {}
    assert run("ledger", "search", "--kind", "calls", "--format", "json").stdout == ""


def test_what_is_no_file(run: Run, home: Path) -> None:
    done = run("calls", "load", home / "none.csv")
    assert done.exit_code == 2
    assert "No such file" in done.stderr

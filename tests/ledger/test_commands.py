import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from sqlalchemy import select
from typer.testing import CliRunner, Result

from ledger import chain, schema
from ledger.place import ledger_url
from ledger.store import Ledger
from rules.model import Action, Past, Verdict, WorkOrder
from sekimori import app
from tests.ledger.conftest import KEY, OTHER_KEY
from tests.ledger.made import NOON, Limit, inspection, transfer, verdict

type Run = Callable[..., Result]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home folder with a ledger: a block, an alert, a monitored block."""
    ledger = Ledger(f"sqlite:///{tmp_path}/ledger/sekimori.sqlite", node="node-a", key_id="key-1", signing_key=KEY)
    with ledger.transaction():
        for number, decided in enumerate((verdict(Action.BLOCK, found=30, threshold=20), verdict(Action.ALERT), monitored())):
            moved = transfer(actor=f"op-{number}", tenant=f"client-{number}", host=f"h{number}.example", at=NOON + timedelta(days=number))
            seen = inspection(*range(10 * (number + 1)))
            ledger.append(moved, seen, decided, ledger.past(moved, seen.people, Limit()), now=moved.at)
    ledger.close()
    return tmp_path


def monitored() -> Verdict:
    return verdict(Action.ALLOW, would=Action.BLOCK)


@pytest.fixture
def run(home: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command on that home folder."""
    monkeypatch.setenv("SEKIMORI_HOME", str(home))
    return lambda *arguments: CliRunner().invoke(app, [str(a) for a in arguments])


def lines(result: Result) -> list[dict[str, Any]]:
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def open_ledger(home: Path) -> Ledger:
    return Ledger(f"sqlite:///{home}/ledger/sekimori.sqlite", node="node-a", key_id="key-1", signing_key=KEY)


@pytest.mark.parametrize(
    ("options", "actors"),
    [
        pytest.param((), ["op-2", "op-1", "op-0"], id="all-newest-first"),
        pytest.param(("--actor", "op-1"), ["op-1"], id="actor"),
        pytest.param(("--actor", "ＯＰ-1"), ["op-1"], id="actor-otherwise-written"),
        pytest.param(("--destination", "h2.example"), ["op-2"], id="destination"),
        pytest.param(("--tenant", "client-0"), ["op-0"], id="tenant"),
        pytest.param(("--action", "block"), ["op-0"], id="action"),
        pytest.param(("--since", "2026-04-11"), ["op-2", "op-1"], id="since-midnight-of-japan"),
        pytest.param(("--until", "2026-04-11T12:00"), ["op-0"], id="until-is-too-late"),
        pytest.param(("--limit", "1"), ["op-2"], id="limit"),
        pytest.param(("--actor", "nobody"), [], id="none"),
    ],
)
def test_search_finds(run: Run, options: tuple[str, ...], actors: list[str]) -> None:
    assert [record["actor"] for record in lines(run("ledger", "search", "--format", "json", *options))] == actors


def test_search_prints_a_table(run: Run) -> None:
    output = run("ledger", "search").stdout
    assert "op-0" in output
    assert "h1.example" in output


def test_what_moved_nothing_is_printed_with_its_reason_alone(run: Run) -> None:
    run("ledger", "search", "--actor", "op-1", "--reason", "monthly review")
    (line,) = [line for line in run("ledger", "search", "--kind", "read").stdout.splitlines() if "monthly" in line]
    assert line.rstrip().endswith("read; ledger search actor=op-1; monthly review")
    assert "upload" not in line
    assert "allow" not in line


def test_the_reason_of_a_reading_holds_nobody(run: Run, home: Path) -> None:
    run("ledger", "search", "--reason", "鬼頭沙羅様(090-8361-4475)の苦情")
    raw = b"".join(path.read_bytes() for path in (home / "ledger").iterdir()).decode("utf-8", "replace")
    assert "の苦情" in raw
    assert not [value for value in ("鬼頭", "8361-4475", "83614475") if value in raw]
    # Four digits stand in some hash or time by chance: they are looked for where the words are.
    readings = lines(run("ledger", "search", "--kind", "read", "--format", "json"))
    (reason,) = {read["reason"] for read in readings if "苦情" in read["reason"]}
    assert not [value for value in ("鬼頭", "8361", "4475") if value in reason]


@pytest.mark.parametrize(
    ("options", "noted"),
    [
        pytest.param(("--actor", "ＯＰ-1"), "actor=ＯＰ-1", id="account-on-record-as-it-was-typed"),
        pytest.param(
            ("--destination", "h2.example", "--tenant", "client-0"), "host=h2.example tenant=client-0", id="place-and-client-on-record"
        ),
        pytest.param(("--actor", "鬼頭沙羅"), "actor=?", id="name-of-a-customer"),
        pytest.param(("--actor", "09083614475"), "actor=?", id="number-of-a-customer"),
        pytest.param(("--actor", "op-1", "--tenant", "鬼頭"), "actor=op-1 tenant=?", id="each-by-itself"),
        pytest.param(("--destination", "op-1"), "host=?", id="on-record-as-something-else"),
    ],
)
def test_what_a_reading_looked_for_is_on_record_if_it_is_there_at_all(run: Run, options: tuple[str, ...], noted: str) -> None:
    run("ledger", "search", *options)
    (read,) = lines(run("ledger", "search", "--kind", "read", "--format", "json"))[1:]
    assert read["what"] == f"ledger search {noted}"


def test_every_reading_is_recorded(run: Run, home: Path) -> None:
    run("ledger", "search", "--actor", "op-1", "--reason", "monthly review")
    run("incident", "0000-0000-0000-0000")
    run("report", "would-have")
    ledger = open_ledger(home)
    with ledger.engine.connect() as connection:
        bodies = connection.execute(select(schema.records.c.body).where(schema.records.c.kind == "read")).scalars().all()
    ledger.close()
    found = [json.loads(body) for body in bodies]
    assert [one["what"] for one in found] == [
        "ledger search actor=op-1",
        "incident 0000-0000-0000-0000",
        "report would-have since= until=",
    ]
    assert found[0]["reason"] == "monthly review"
    assert found[0]["actor"]
    assert run("ledger", "verify").exit_code == 0


@pytest.mark.parametrize(
    "spoken",
    [
        pytest.param(str, id="as-written"),
        pytest.param(str.lower, id="small-letters"),
        pytest.param(lambda text: text.replace("-", ""), id="no-hyphens"),
        pytest.param(lambda text: text.replace("0", "o").replace("1", "l"), id="misheard"),
    ],
)
def test_an_incident_is_shown(run: Run, spoken: Callable[[str], str]) -> None:
    (blocked,) = lines(run("ledger", "search", "--action", "block", "--format", "json"))
    name = spoken(str(blocked["transfer"]))
    output = run("incident", name).stdout
    for part in ("op-0", "h0.example", "bulk-day", "people.1d 30 over 20", "第12条", "PHONE_NUMBER 10", "t3", "stopped"):
        assert part in output
    (shown,) = lines(run("incident", name, "--format", "json"))
    assert shown["people"] == 10


def test_an_unknown_incident_fails(run: Run) -> None:
    result = run("incident", "鬼頭沙羅")
    assert result.exit_code == 1
    assert "no incident" in result.stderr
    run("report", "tenant-notice", "鬼頭沙羅", "--tenant", "alpha")
    recorded = [read["what"] for read in lines(run("ledger", "search", "--kind", "read", "--format", "json"))]
    assert {"incident ?", "report tenant-notice ? tenant=alpha"} <= set(recorded), "what is no number of a transfer is not written"


def test_verify_says_which_record_is_bad(run: Run, home: Path) -> None:
    assert run("ledger", "verify").exit_code == 0
    kept = home / "anchors.jsonl"
    kept.write_text(run("ledger", "anchor").stdout)
    assert run("ledger", "verify", "--anchor", kept).exit_code == 0
    ledger = open_ledger(home)
    with ledger.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE records SET action = 'allow' WHERE seq = 1")
    ledger.close()
    result = run("ledger", "verify")
    assert result.exit_code == 1
    assert "record 1: altered: action" in result.stdout
    assert run("ledger", "verify", "--format", "json").exit_code == 1


@pytest.mark.parametrize(
    ("key", "options", "sound"),
    [
        pytest.param(None, (), True, id="no-key"),
        pytest.param(KEY, (), True, id="its-key"),
        pytest.param(OTHER_KEY, (), False, id="another-key"),
        pytest.param(OTHER_KEY, ("--ledger", "{url}"), True, id="another-ledger-is-not-held-to-it"),
    ],
)
def test_verify_holds_the_own_chain_to_the_key_of_the_home_folder(
    run: Run, home: Path, key: Ed25519PrivateKey | None, options: tuple[str, ...], sound: bool
) -> None:
    run("ledger", "search")
    (home / "sekimori.yaml").write_text("node: node-a\n")
    if key:
        (home / "keys").mkdir()
        pem = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        (home / "keys" / "node.pub").write_bytes(pem)
    result = run("ledger", "verify", *(o.format(url=f"sqlite:///{home}/ledger/sekimori.sqlite") for o in options))
    assert result.exit_code == (0 if sound else 1)
    assert ("not the one given" in result.stdout) is not sound


def test_exported_evidence_can_be_checked_elsewhere(run: Run) -> None:
    exported = lines(run("ledger", "export"))
    ours = [one for one in exported if one["node"] == "node-a"]
    assert [one["seq"] for one in ours] == [1, 2, 3]
    assert all(chain.link(str(one["prev"]), str(one["body"])) == one["hash"] for one in exported)
    assert chain.signed(chain.public_half(KEY), str(ours[-1]["hash"]), str(ours[-1]["signature"]))
    assert lines(run("ledger", "export", "--since", "2099-01-01")) == []


def test_exported_events_are_said_in_ocsf(run: Run) -> None:
    blocked, alerted, monitored = lines(run("ledger", "export", "--as", "ocsf"))
    assert {blocked["class_uid"], blocked["type_uid"], blocked["category_uid"]} == {2006, 200601, 2}
    assert (blocked["action_id"], blocked["disposition_id"], blocked["severity_id"]) == (2, 2, 4)
    assert (alerted["action_id"], alerted["disposition_id"]) == (1, 15)
    assert (monitored["action_id"], monitored["disposition_id"]) == (1, 1)
    assert blocked["dst_endpoint"] == {"hostname": "h0.example", "port": 443}
    assert "山田太郎" not in json.dumps(blocked, ensure_ascii=False)


def test_events_tell_the_work_order_the_terminals_the_step_and_what_was_granted(run: Run, home: Path) -> None:
    order = WorkOrder(ticket="W-1", accounts=frozenset({"op-9"}), begins=NOON, ends=NOON + timedelta(hours=1), people=50)
    moved = replace(transfer(actor="op-9", at=NOON + timedelta(days=9)), order=order)
    with (ledger := open_ledger(home)).transaction():
        granted = replace(verdict(Action.HOLD), divisor=2, granted="H-1")
        ledger.append(moved, inspection(1), granted, Past(terminals=2, step=1), now=moved.at)
    ledger.close()
    *others, last = lines(run("ledger", "export", "--as", "ocsf"))
    told = {
        name: last["unmapped"][name] for name in ("work_order", "work_order_people", "terminals", "escalation_step", "limits_divided_by")
    }
    assert told == {"work_order": "W-1", "work_order_people": 50, "terminals": 2, "escalation_step": 1, "limits_divided_by": 2}
    assert (last["action_id"], last["disposition_id"]) == (1, 1), "it was approved, and passed"
    assert {one["unmapped"]["work_order"] for one in others} == {""}


def test_a_backup_is_whole_and_private(run: Run, home: Path) -> None:
    target = home / "copy.db"
    assert run("ledger", "backup", target).exit_code == 0
    assert target.stat().st_mode & 0o077 == 0
    assert run("ledger", "verify", "--ledger", f"sqlite:///{target}").exit_code == 0
    again = run("ledger", "backup", target)
    assert again.exit_code == 2
    assert "is not overwritten" in again.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param(("ledger", "verify", "--ledger", "sqlite:////nonexistent/x.db"), "there is no ledger", id="missing"),
        pytest.param(("ledger", "search", "--ledger", "nonsense"), "not the URL", id="no-url"),
        pytest.param(("ledger", "search", "--since", "yesterday"), "is not a time", id="no-time"),
        pytest.param(("ledger", "verify", "--anchor", "/nonexistent"), "does not hold anchors", id="no-anchors"),
        pytest.param(("ledger", "verify", "--public-key", "/nonexistent"), "No such file", id="no-key"),
        pytest.param(("ledger", "backup", "x", "--ledger", "postgresql://h/x"), "pg_dump", id="server-backup"),
    ],
)
def test_unusable_arguments_are_said_in_one_message(run: Run, arguments: tuple[str, ...], message: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert message in result.stderr
    assert "Traceback" not in result.output


def test_a_damaged_record_is_no_traceback(run: Run, home: Path) -> None:
    ledger = open_ledger(home)
    with ledger.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE records SET body = '{}' WHERE seq = 1")
    ledger.close()
    result = run("ledger", "search")
    assert result.exit_code == 2
    assert "is damaged" in result.stderr


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        pytest.param(None, "sqlite:///{home}/ledger/sekimori.sqlite", id="no-settings"),
        pytest.param("ledger: postgresql://h/x", "postgresql://h/x", id="server"),
        pytest.param("ledger: sqlite:///mine.db", "sqlite:///{home}/mine.db", id="relative-to-the-home"),
        pytest.param("ledger: sqlite:////var/lib/mine.db", "sqlite:////var/lib/mine.db", id="absolute"),
    ],
)
def test_the_ledger_of_a_home_folder(tmp_path: Path, settings: str | None, expected: str) -> None:
    if settings:
        (tmp_path / "sekimori.yaml").write_text(settings)
    assert ledger_url(None, tmp_path) == expected.format(home=tmp_path)

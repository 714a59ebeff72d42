"""The page for policy owners, walked as it is written: from "too many alerts" to a threshold that was tried, approved and is in force."""

import json
import os
import random
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from ledger.store import Ledger
from rules.decide import decide
from rules.model import DestinationClass, Direction
from rules.policy import load
from tests.ledger.made import inspection, transfer
from tests.support.deployment import Deployment, run
from tests.support.people import as_json, customers
from tests.support.waiting import until

DOCS = Path(__file__).parents[2] / "docs"
PAGE, WORDS = ((DOCS / name).read_text(encoding="utf-8") for name in ("policy-owners.md", "policy-words.md"))
FENCES = re.compile(r"^ *```(\w+)\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
TRANSFER = re.compile(r"\b[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}\b")
RELOADED = "sekimori_policy_last_reload_success_timestamp_seconds"
UPLOAD, DOWNLOAD = (Direction.UPLOAD, DestinationClass.APPROVED, "127.0.0.3"), (Direction.DOWNLOAD, DestinationClass.CRM, "127.0.0.2")


def section(title: str, page: str = PAGE) -> str:
    """Return the text under a heading of a page."""
    return page.split(f"\n## {title}\n")[1].split("\n## ")[0]


TUNING, TRYING = section("「通知が多すぎる」を、しきい値の変更にする"), section("過去で試す、しきい値を出させる")


def typed(text: str) -> list[str]:
    """Return the commands of a section in their order, from its blocks and from its sentences."""
    found = re.finditer(r"^ *```sh\n(.*?)^ *```|`((?:sekimori|cp|patch) [^`\n]+)`", text, re.MULTILINE | re.DOTALL)
    return [line for one in found for line in (one[1] or one[2]).splitlines()]


def shell(home: Path, command: str) -> str:
    """Type `command` in the home folder; it must succeed."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    env = os.environ | {"PATH": path, "SEKIMORI_HOME": str(home)}
    done = subprocess.run(["bash", "-c", command], cwd=home, env=env, capture_output=True, text=True, timeout=180, check=False)
    assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
    return done.stdout


def work(home: Path) -> None:
    """Write a month of a centre into the ledger, each transfer decided by the policy of the day."""
    policy, chance, now = load([home / "policy"]), random.Random(4), datetime.now(UTC)
    ledger = Ledger(f"sqlite:///{home}/ledger/sekimori.sqlite", node="made", key_id="k")
    for day in range(29, -1, -1):
        with ledger.transaction():
            for number in range(20):
                direction, category, host = chance.choice((UPLOAD, DOWNLOAD))
                at = now - timedelta(days=day, minutes=number)
                moved = transfer(actor=f"op-{number:02}", host=host, category=category, direction=direction, at=at)
                seen = inspection(*chance.sample(range(9000), chance.choice((1, 2, 3, 12, 15, 25))))
                past = ledger.past(moved, seen.people, policy)
                ledger.append(moved, seen, decide(moved, seen, past, policy, at), past, now=at)
    ledger.close()


def edit(home: Path) -> None:
    """Change the draft as the page shows it: lines that go and lines that come, and a file of tests."""
    ((_, change),) = [one for one in FENCES.findall(TUNING) if one[0] == "diff"]
    ((_, cases),) = [one for one in FENCES.findall(TUNING) if one[0] == "yaml"]
    lines = [line.removeprefix("   ") for line in change.splitlines()]
    gone, come = ([line[1:].strip() for line in lines if line.startswith(sign)] for sign in "-+")
    file = home / "draft" / "default.yaml"
    text = file.read_text(encoding="utf-8")
    for old, new in zip(gone, come, strict=True):
        assert text.count(f" {old}\n") == 1, old
        text = text.replace(f" {old}\n", f" {new}\n")
    file.write_text(text, encoding="utf-8")
    (home / "draft" / "tests").mkdir(exist_ok=True)
    (home / "draft" / "tests" / "review.yaml").write_text(cases, encoding="utf-8")


def newer(deployment: Deployment, before: float) -> bool:
    return deployment.metric(RELOADED) > before


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Deployment]:
    deployment = Deployment(tmp_path, settings={"model": False})
    work(deployment.home)
    yield deployment
    deployment.close()


def upload(deployment: Deployment, first: int) -> list[str]:
    """Send twelve people to the approved place through the proxy; return the rules that its record names."""
    with deployment.client() as client:
        headers = {"content-type": "application/json"}
        assert client.post(deployment.url("approved", "/u"), content=as_json(customers(first, 12)), headers=headers).status_code == 200
    said = run("ledger", "search", "--actor", "op0042", "--home", str(deployment.home), "--format", "json").stdout
    newest = json.loads(said.splitlines()[0])
    return [match["rule"] for match in newest["matches"]]


def test_too_many_alerts_become_a_threshold_in_force(own: Deployment) -> None:
    home, shown = own.home, dict[str, str]()
    own.start()
    assert upload(own, 100) == ["approved-many"]
    for command in typed(TUNING):
        if "TRANSFER_ID" in command:
            found = TRANSFER.search(shown[next(iter(shown))])
            assert found, shown
            command = command.replace("TRANSFER_ID", found[0])
        reloaded = own.metric(RELOADED)
        shown[command] = shell(home, command)
        if command.startswith("cp -r policy"):
            edit(home)
        if command.startswith("cp -r draft"):
            until(partial(newer, own, reloaded))
    told = {word: text for command, text in shown.items() for word in ("explain", "diff", "replay", "kind policy") if word in command}
    assert "しきい値" in told["explain"]
    assert "approved-many" in told["diff"]
    assert told["replay"].startswith("601 件の記録を判定し直しました")
    assert told["kind policy"].count("policy") >= 2
    assert upload(own, 200) == []
    an_extension_is_on_record(own)


def an_extension_is_on_record(own: Deployment) -> None:
    """Somebody is excepted, and then for longer: the command of the page shows both."""
    exception = "{id: delivery, rules: approved-bulk, when: {host: 127.0.0.3}, reason: r, control: c, owner: o, expires: DAY}"
    for day in ("2099-01-31", "2099-03-31"):
        reloaded = own.metric(RELOADED)
        text = f"exceptions: [{exception.replace('DAY', day)}]\n"
        (own.home / "policy" / "exceptions.yaml").write_text(text, encoding="utf-8")
        until(partial(newer, own, reloaded))
    (command,) = typed(section("`exceptions`", WORDS))
    shown = shell(own.home, command)
    assert "exception delivery added until 2099-01-31" in shown
    assert "exception delivery extended from 2099-01-31 to 2099-03-31" in shown


def test_thresholds_are_tried_and_proposed(own: Deployment) -> None:
    home = own.home
    shell(home, "cp -r policy draft")
    shown = {command: shell(home, command) for command in typed(TRYING)}
    assert [command.split()[:3] for command in shown if command.startswith("sekimori")] == [
        ["sekimori", "rules", word] for word in ("replay", "replay", "suggest", "check")
    ]
    assert "<svg" in (home / "試算.html").read_text(encoding="utf-8")
    assert (home / "提案.diff").read_text(encoding="utf-8").startswith("--- draft/default.yaml")
    assert "patching file draft/default.yaml" in shown["patch -p0 < 提案.diff"]
    assert run("rules", "diff", str(home / "policy"), str(home / "draft")).stdout.strip()

"""Other thresholds in the text of a policy, and nothing else: as a diff that `patch` takes, and a policy that loads."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from ledger.replay.patch import diff, patched, reloaded, rewritten
from rules.merge import read
from rules.policy import load
from rules.profile import LEGAL, Profile
from tests.rules.made import NOTICE, write

POLICY = """\
# kept
destinations: [{class: approved, hosts: files.example.net}]
groups: {first: {units: 第一課}}
rules:
  - id: many   # why
    when: {class: approved}
    over:
      people:
        transfer: 10
        30d: 40
    action: alert
    message: {ja: "{people.transfer}人", en: "{people.transfer} people"}
    examples:
      match:
        - {people: 11}
        - people: 1
          past: {30d: 41}
      # and these not
      no_match: [{people: 3}]
  - {id: night, when: {class: approved, group: first, hours: "18:00-09:00"}, over: {people: {transfer: 4}}, action: block,
     examples: {match: [{people: 5, at: 2026-01-06T20:00:00, actor: {unit: 第一課}}], no_match: [{people: 4}]}}
  - {id: names, profile: 厳格, when: {class: approved}, over: {names_only: {transfer: 8}}, action: alert}
  - {id: drawn, when: {class: approved}, over: {drawdown: {30d: 4}}, action: alert,
     examples: {match: [{people: 1, drawdown: {30d: 5}}], no_match: [{people: 1, drawdown: {30d: 4}}]}}
"""


ONE_LINE = """\
destinations: [{class: approved, hosts: files.example.net}]
rules: [{id: many, when: {class: approved}, over: {people: {transfer: 10}}, action: alert}]
"""


def rewrite(tmp_path: Path, thresholds: dict[tuple[str, str, str], int]) -> str:
    path = write(tmp_path, NOTICE + POLICY)
    (source,) = read([path])
    text = patched(source, path.read_text(encoding="utf-8"), load([path]), thresholds)
    load([write(tmp_path, text, "after.yaml")])
    return text


@pytest.mark.parametrize("without", ["# nothing yet\n", "destinations: [{class: crm, hosts: crm.example.net}]\n", "rules: []\n"])
def test_a_file_without_rules_stays_as_it_is(tmp_path: Path, without: str) -> None:
    paths = [write(tmp_path, NOTICE + POLICY), write(tmp_path, without, "site.yaml")]
    policy = load(paths)
    first, site = rewritten(paths, policy, {("many", "people", "transfer"): 9})
    assert "transfer: 9\n" in first.after
    assert site.after == without


def test_only_numbers_change_while_the_examples_hold(tmp_path: Path) -> None:
    text = rewrite(tmp_path, {("many", "people", "transfer"): 9})
    assert text == NOTICE + POLICY.replace("transfer: 10\n", "transfer: 9\n")


def test_examples_that_would_be_wrong_are_replaced(tmp_path: Path) -> None:
    text = rewrite(tmp_path, {("many", "people", "transfer"): 20, ("many", "people", "30d"): 30, ("night", "people", "transfer"): 6})
    assert "transfer: 20\n        30d: 30\n" in text
    assert "match: [{people: 1, past: {30d: 41}}, {people: 21}, {people: 1, past: {30d: 31}}]" in text
    assert "match: [{at: 2026-01-06T20:00:00, actor: {unit: 第一課}, people: 7}]" in text.replace("'", "")
    assert "# kept" in text


def test_draw_down_is_rewritten(tmp_path: Path) -> None:
    text = rewrite(tmp_path, {("drawn", "drawdown", "30d"): 8})
    assert "over: {drawdown: {30d: 8}}" in text
    assert "match: [{people: 1, drawdown: {30d: 9}}]" in text
    assert "no_match: [{people: 1, drawdown: {30d: 4}}, {people: 1, drawdown: {30d: 8}}]" in text


def test_a_profile_is_reckoned_with(tmp_path: Path) -> None:
    assert "over: {names_only: {transfer: 12}}" in rewrite(tmp_path, {("names", "names_only", "transfer"): 6})


def test_what_rules_share_stays_as_it_is(tmp_path: Path) -> None:
    shared = """\
destinations: [{class: approved, hosts: files.example.net}]
rules:
  - {id: many, when: {class: approved}, over: &few {people: {transfer: 10}}, action: alert}
  - {id: night, when: {class: approved, hours: "18:00-09:00"}, over: *few, action: block}
  - {id: own, when: {class: approved}, over: {people: {transfer: 10}}, action: hold}
"""
    path = write(tmp_path, NOTICE + shared)
    thresholds = {("many", "people", "transfer"): 5, ("night", "people", "transfer"): 7, ("own", "people", "transfer"): 8}
    (text,) = rewritten([path], load([path]), thresholds)
    assert text.after == NOTICE + shared.replace("{transfer: 10}}, action: hold", "{transfer: 8}}, action: hold")


@pytest.mark.parametrize("position", Profile)
@pytest.mark.parametrize("wanted", [1, 7, 499, 500, 999, 1000, 1001, 1400, 3000])
def test_what_is_written_counts_as_proposed_under_every_profile(tmp_path: Path, position: Profile, wanted: int) -> None:
    rule = "rules: [{id: shown, when: {class: crm, direction: download}, over: {people: {30d: 2000}}, action: alert}]\n"
    path = write(tmp_path, f"{NOTICE}profile: {position}\n{rule}")
    proposed = reloaded(rewritten([path], load([path]), {("shown", "people", "30d"): wanted}))
    (threshold,) = (limit.threshold for rule in proposed.rules if rule.id == "shown" for limit in rule.limits)
    assert threshold in (wanted, wanted + 1 if position is Profile.LENIENT and wanted < LEGAL else wanted)


@pytest.mark.parametrize(
    ("name", "change"),
    [
        pytest.param("方針.yaml", lambda text: text, id="plain"),
        pytest.param("two words.yaml", lambda text: text, id="name-with-a-space"),
        pytest.param("policy.yaml", lambda text: text.replace("\n", "\r\n"), id="windows-lines"),
        pytest.param("policy.yaml", lambda text: "\ufeff" + NOTICE + ONE_LINE, id="byte-order-mark"),
        pytest.param("policy.yaml", lambda text: text.replace("# kept", "# kept\u2028# and\u0085# this"), id="other-ends-of-lines"),
        pytest.param("policy.yaml", lambda text: text.rstrip("\n"), id="no-last-line-end"),
        pytest.param("policy.yaml", lambda text: text[: text.index("  - {id: night")].rstrip("\n"), id="no-end-where-it-changes"),
    ],
)
def test_the_diff_is_of_the_file_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, change: Callable[[str], str]) -> None:
    monkeypatch.chdir(tmp_path)
    path, text = tmp_path / name, change(NOTICE + POLICY)
    path.write_bytes(text.encode())
    made = diff(rewritten([path], load([path]), {("many", "people", "transfer"): 15}))
    applied = subprocess.run(["patch", "-p0"], input=made.encode(), capture_output=True, check=False)
    assert applied.returncode == 0, applied.stdout
    after = path.read_bytes()
    assert b"transfer: 15" in after
    assert [after.startswith(b"\xef\xbb\xbf"), after.endswith(b"\n")] == [text.startswith("\ufeff"), text.endswith("\n")]
    assert after.count(b"\r\n") in (0, after.count(b"\n"))
    load([path])


def test_what_would_be_is_loaded(tmp_path: Path) -> None:
    path = write(tmp_path, NOTICE + POLICY)
    proposed = reloaded(rewritten([path], load([path]), {("drawn", "drawdown", "30d"): 8}))
    assert [limit.threshold for rule in proposed.rules if rule.id == "drawn" for limit in rule.limits] == [8]

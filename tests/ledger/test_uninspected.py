"""Bytes that nobody inspected are charged by reason and size, over days, to the person and the client; what was inspected is not."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from detectors.model import Gap, GapReason
from ledger.recall import facts_of
from ledger.records import Record
from ledger.store import Ledger
from rules.decide import decide
from rules.model import Action, DestinationClass, Outcome, Transfer
from rules.policy import Policy, load
from tests.ledger.made import NOON, inspection, transfer

NOTICE = "notice: {purpose: p, owner: o, contact: c}\non_gap: {actions: {default: allow}}\n"
RULE = "rules:\n- {id: closed, action: block, when: {class: approved}, over: {uninspected_bytes: {transfer: 900, 1d: 1000, 30d: 1500}}}\n"


def policy_of(folder: Path, text: str) -> Policy:
    (folder / "policy.yaml").write_text(NOTICE + text, encoding="utf-8")
    return load([folder / "policy.yaml"])


def settle(ledger: Ledger, policy: Policy, moved: Transfer, *sizes: tuple[GapReason, int]) -> tuple[Action, Record | None]:
    seen = inspection(gaps=tuple(Gap(reason=reason, place="a", size_bytes=size) for reason, size in sizes))
    with ledger.transaction():
        past = ledger.past(moved, seen.people, policy, seen.gaps)
        verdict = decide(moved, seen, past, policy, moved.at)
        return verdict.action, ledger.append(moved, seen, verdict, past, now=moved.at)


ENCRYPTED, LATE = GapReason.ENCRYPTED, GapReason.TIMEOUT


def test_bytes_add_up_over_days(tmp_path: Path, ledger: Ledger, other: Ledger) -> None:
    policy = policy_of(tmp_path, RULE)
    assert settle(ledger, policy, transfer(), (ENCRYPTED, 600))[0] is Action.ALLOW
    assert settle(other, policy, transfer(), (LATE, 401))[0] is Action.BLOCK  # another node, another reason: 1,001
    assert settle(ledger, policy, transfer(), (LATE, 400))[0] is Action.ALLOW  # what was stopped is not charged
    assert settle(ledger, policy, transfer())[0] is Action.ALLOW  # nothing closed in it
    tomorrow = NOON + timedelta(days=1)
    action, record = settle(ledger, policy, transfer(at=tomorrow), (ENCRYPTED, 501))
    assert (action, [match.measure for match in record.matches] if record else None) == (Action.BLOCK, ["uninspected_bytes.30d"])
    assert settle(ledger, policy, transfer(at=tomorrow, actor="op-18"), (ENCRYPTED, 501))[0] is Action.ALLOW
    assert settle(ledger, policy, transfer(at=tomorrow, category=DestinationClass.CRM), (ENCRYPTED, 5000))[0] is Action.ALLOW


def test_reasons_are_told_apart(tmp_path: Path, ledger: Ledger) -> None:
    policy = policy_of(tmp_path, RULE.replace("class: approved", "gap: encrypted, class: approved"))
    assert settle(ledger, policy, transfer(), (LATE, 5000))[0] is Action.ALLOW
    assert settle(ledger, policy, transfer(), (ENCRYPTED, 800), (LATE, 5000))[0] is Action.ALLOW
    assert settle(ledger, policy, transfer(), (ENCRYPTED, 201))[0] is Action.BLOCK


def test_the_client_is_charged_too(tmp_path: Path, ledger: Ledger) -> None:
    policy = policy_of(tmp_path, RULE.replace("action", "per: tenant, action"))
    assert settle(ledger, policy, transfer(actor="op-1"), (ENCRYPTED, 600))[0] is Action.ALLOW
    assert settle(ledger, policy, transfer(actor="op-2"), (ENCRYPTED, 600))[0] is Action.BLOCK


@pytest.mark.parametrize(("size", "charged"), [pytest.param(700, 700, id="as found"), pytest.param(0, 300, id="unknown: the whole body")])
def test_the_record_shows_what_was_charged(tmp_path: Path, ledger: Ledger, size: int, charged: int) -> None:
    policy = policy_of(tmp_path, RULE)
    _, record = settle(ledger, policy, transfer(size=300), (ENCRYPTED, size))
    assert record
    assert [(count.days, count.bytes) for count in record.past] == [(1, charged), (30, charged)]
    windows = policy.windows(transfer())
    assert [facts_of(record).past[window].uninspected for window in windows] == [charged, charged]


def test_what_has_left_already_is_charged_whatever_the_verdict(tmp_path: Path, ledger: Ledger) -> None:
    policy, gone = policy_of(tmp_path, RULE), replace(transfer(), passed=True)
    action, record = settle(ledger, policy, gone, (GapReason.TLS_PASSTHROUGH, 1200))
    assert record
    assert (action, record.outcome) == (Action.BLOCK, Outcome.RELEASED)
    _, after = settle(ledger, policy, transfer(), (ENCRYPTED, 1))
    assert after
    assert [count.bytes for count in after.past] == [1201, 1201]

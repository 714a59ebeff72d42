"""Deciding again on a ledger that real transfers filled: drafts of generated words decide as the real past would have made them decide.

Where the past that a draft asks for was not counted, the answer may be weaker, and then the rule is named as open.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from detectors.model import Inspection
from ledger.replay.again import Again
from ledger.replay.blocks import Blocks
from ledger.store import Ledger
from rules.decide import decide
from rules.model import Action, Transfer, Verdict
from rules.policy import Policy
from tests.ledger.replay.test_again import moved, seen
from tests.rules.generated import built, policies

DAYS = st.sampled_from(["1d", "2d", "7d", "14d", "30d"])


@st.composite
def drafts(draw: st.DrawFn) -> Policy:
    """A policy whose windows are of any length."""
    words = draw(policies())
    for rule in words["rules"]:
        for limit, over in rule.get("over", {}).items():
            rule["over"][limit] = {draw(DAYS) if word.endswith("d") else word: number for word, number in over.items()}
    return built(words)


@st.composite
def moves(draw: st.DrawFn) -> list[tuple[Transfer, Inspection]]:
    found = draw(st.lists(st.tuples(moved(), seen()), min_size=3, max_size=10))
    return [(replace(transfer, at=transfer.at + timedelta(microseconds=n)), inspection) for n, (transfer, inspection) in enumerate(found)]


@contextmanager
def opened(empty: Path) -> Iterator[Ledger]:
    with TemporaryDirectory() as folder:
        shutil.copy(empty, f"{folder}/ledger.db")
        ledger = Ledger(f"sqlite:///{folder}/ledger.db", node="n", key_id="k")
        yield ledger
        ledger.close()


def again(ledger: Ledger, policy: Policy) -> dict[int, tuple[Action, list[str]]]:
    """Return each verdict by when the transfer began, and the rules that are left open."""
    deciding, found = Again(policy), dict[int, Any]()
    with ledger.engine.connect() as connection:
        blocks = Blocks(connection, None, None)
        for some in blocks.read():
            deciding.meet(blocks.scenes)
            for block in some:
                for place, at in enumerate(block.at.tolist()):
                    here = slice(place, place + 1)
                    one = deciding.decide(replace(block, at=block.at[here], scenes=block.scenes[here], counts=block.counts[here]))
                    found[at] = (list(Action)[one.action[0]], [deciding.names[rule] for rule in one.open])
    return found


@settings(max_examples=25, deadline=None)
@given(now=policies().map(built), tried=st.lists(drafts(), min_size=1, max_size=4), taken=moves())
def test_a_draft_decides_as_the_real_past_makes_it(
    empty_file: Path, now: Policy, tried: list[Policy], taken: list[tuple[Transfer, Inspection]]
) -> None:
    real: list[dict[int, Verdict]] = [{} for _ in (now, *tried)]
    with opened(empty_file) as ledger:
        for transfer, inspection in taken:
            at = int(transfer.at.timestamp() * 1_000_000)
            with ledger.transaction():
                for policy, verdicts in zip((now, *tried), real, strict=True):
                    past = ledger.past(transfer, inspection.people, policy, inspection.gaps)
                    verdicts[at] = decide(transfer, inspection, past, policy, transfer.at)
                past = ledger.past(transfer, inspection.people, now, inspection.gaps)
                ledger.append(transfer, inspection, real[0][at], past, now=transfer.at)
        for policy, verdicts in zip((now, *tried), real, strict=True):
            for at, (action, left_open) in again(ledger, policy).items():
                weaker = action.strength < verdicts[at].action.strength and verdicts[at].rules[0] in left_open
                assert action is verdicts[at].action or (weaker and policy is not now)

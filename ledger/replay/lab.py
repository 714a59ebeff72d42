"""The threshold lab: a draft and today's policy decide again on the facts of the past. It must not know how the result is shown."""

from collections.abc import Callable

from ledger.replay.again import Again
from ledger.replay.blocks import Blocks
from ledger.replay.tally import Tally
from rules.policy import Policy


def compare(blocks: Blocks, now: Policy, draft: Policy, told: Callable[[int], None]) -> Tally:
    """Return what changes if `draft` takes the place of `now`; `told` is called with each number of transfers that is done."""
    tally = Tally(Again(now), Again(draft))
    for some in blocks.read():
        for policy in (tally.now, tally.draft):
            policy.meet(blocks.scenes)
        for block in some:
            tally.add(block, tally.now.decide(block), tally.draft.decide(block))
        told(sum(len(block.at) for block in some))
    return tally

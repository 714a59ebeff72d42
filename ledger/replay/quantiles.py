"""How large the counts were that each limit is held against, by group of people. It must not know what is proposed from that."""

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from ledger.facts import transfer_of
from ledger.replay.again import Again
from ledger.replay.blocks import Blocks
from ledger.replay.minutes import DAY
from ledger.replay.summary import NO_UNIT
from rules.policy import Policy
from rules.rule import Limit, Rule


@dataclass(slots=True)
class Sizes:
    """The counts that one limit was held against."""

    rule: Rule
    limit: Limit
    groups: "dict[str, Counter[int]]" = field(default_factory=lambda: defaultdict(Counter))
    """Group to count to transfers."""
    least: bool = False
    """Of some transfers it is only known that the count was at least so large."""

    @property
    def together(self) -> "Counter[int]":
        """Those of everybody."""
        return sum(self.groups.values(), Counter())


def sizes(blocks: Blocks, policy: Policy, told: Callable[[int], None]) -> tuple[list[Sizes], int]:
    """Return the counts of every limit of `policy`, and the days from the first to the last; `told` is called with what is done."""
    again, found, days = Again(policy), dict[tuple[str, str], Sizes](), set[int]()
    groups, numbers = list[str](), dict[str, int]()
    of_scene = np.zeros(0, dtype=np.int64)
    for some in blocks.read():
        again.meet(blocks.scenes)
        new = [numbers.setdefault(name, len(numbers)) for name in _groups(blocks.scenes[len(of_scene) :], policy)]
        of_scene = np.concatenate((of_scene, np.array(new, dtype=np.int64)))
        groups = list(numbers)
        for block in some:
            days.update(np.unique(block.minutes // DAY).tolist())
            for rule, limit, mask, counted, known in again.counted(block):
                one = found.setdefault((rule.id, limit.name), Sizes(rule, limit))
                one.least |= bool((mask & ~known).any())
                here = np.flatnonzero(mask & (counted > 0))
                pairs, times = np.unique(np.stack((of_scene[block.scenes[here]], counted[here])), axis=1, return_counts=True)
                for (group, count), number in zip(pairs.T.tolist(), times.tolist(), strict=True):
                    one.groups[groups[group]][count] += number
        told(sum(len(block.at) for block in some))
    return [one for one in found.values() if one.groups], max(days, default=0) - min(days, default=0) + 1


def at_share(counts: "Counter[int]", share: float) -> int:
    """Return the count that `share` (0 to 1) of the transfers do not pass."""
    left = share * counts.total()
    for count in sorted(counts):
        left -= counts[count]
        if left <= 0:
            return count
    return max(counts, default=0)


def over(counts: "Counter[int]", threshold: int) -> int:
    """Return how many transfers pass `threshold`."""
    return sum(number for count, number in counts.items() if count > threshold)


def _groups(scenes: Sequence[str], policy: Policy) -> list[str]:
    actors = [transfer_of(scene).actor for scene in scenes]
    return ["+".join(sorted(policy.groups.of_actor(actor))) or actor.unit or NO_UNIT for actor in actors]

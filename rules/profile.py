"""The one dial of a policy: how much is too much, and whether a name alone is a person. Knows no rule in particular.

Thresholds in policy files are those of the middle position. A property test holds that a stricter position never decides weaker.
"""

import re
from dataclasses import replace
from enum import StrEnum

from rules.rule import Limit, Measure

LEGAL = 1000
"""People above which a leak must be reported. **Source:** 個人情報の保護に関する法律施行規則 第7条."""


NUMBER = re.compile(r"\{([a-z_]+\.[a-z0-9]+)\}")
"""A threshold that a message names."""


BY_NAME = frozenset({Measure.PEOPLE, Measure.BEYOND_ORDER})
"""Counts of people among whom a name alone may be one."""


class Profile(StrEnum):
    """Positions of the dial, from the loosest."""

    LENIENT = "lenient"
    STANDARD = "standard"
    STRICT = "strict"


WORDS = {"緩い": Profile.LENIENT, "標準": Profile.STANDARD, "厳格": Profile.STRICT, **{p.value: p for p in Profile}}
"""How a policy may say it."""


def adjusted(limit: Limit, profile: Profile) -> Limit:
    """Return `limit` as it is under `profile`: half of every number and names counted as people, or twice the number.

    Nothing stays nothing under every profile, and no profile raises a number above the legal thousand.
    """
    if limit.measure is Measure.TERMINALS:  # one is what everybody has
        return limit
    match profile:
        case Profile.STRICT:
            return replace(limit, threshold=limit.threshold // 2, names_too=limit.measure in BY_NAME)
        case Profile.LENIENT:
            most = max(limit.threshold, LEGAL) if _people(limit) else limit.threshold * 2
            return replace(limit, threshold=min(limit.threshold * 2, most))
        case Profile.STANDARD:
            return limit


def told(message: str, limits: tuple[Limit, ...]) -> str:
    """Return `message` with the thresholds that it names, as in `{people.1d}`; a count that no limit has stays as written."""
    numbers = {limit.name: f"{limit.threshold:,}" for limit in limits}
    return NUMBER.sub(lambda found: numbers.get(found[1], found[0]), message)


def _people(limit: Limit) -> bool:
    return limit.measure not in (Measure.FINDINGS, Measure.UNINSPECTED)

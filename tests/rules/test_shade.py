"""Which rules stand in the shade of another: looking only where something fits finds what looking everywhere does. Hits: `test_reach`."""

from typing import Any

from hypothesis import given, settings

from rules.policy import Policy
from rules.shade import Shade
from tests.rules.generated import built, policies


class Counting(Shade):
    """Counts what it compares."""

    compared = 0

    def covers(self, wide: int, narrow: int) -> bool:
        self.compared += 1
        return super().covers(wide, narrow)


def everywhere(shade: Shade, policy: Policy, name: str) -> str:
    place, mine = next((i, rule) for i, rule in enumerate(policy.rules) if rule.id == name)
    found = (
        other.id
        for i, other in enumerate(policy.rules)
        if mine.enforced and i != place and shade.covers(i, place)
        if i < place or other.action is not mine.action or not shade.covers(place, i)
    )
    return next(found, "")


@settings(max_examples=150, deadline=None)
@given(words=policies())
def test_looking_where_something_fits_finds_what_looking_everywhere_does(words: dict[str, Any]) -> None:
    policy = built(words)
    shade = Shade(policy)
    names = dict.fromkeys(rule.id for rule in policy.rules)
    assert {name: shade.over(name) for name in names} == {name: everywhere(shade, policy, name) for name in names}


def test_rules_of_other_clients_are_not_compared() -> None:
    clients = [{"id": f"client-{number}", "name": "例", "sector": "private"} for number in range(100)]
    every = [
        {"id": f"r{number}", "action": "hold", "when": {"tenant": [client["id"]]}, "over": {"people": {"transfer": number}}}
        for number, client in enumerate(clients)
    ]
    policy = built({"tenants": clients, "rules": every})
    shade = Counting(policy)
    assert not any(shade.over(f"r{number}") for number in range(100))
    own = len(policy.rules) - len(every)
    assert shade.compared <= len(every) * (own + 1), "each with those for every client, and with itself"

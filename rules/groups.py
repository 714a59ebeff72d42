"""Which groups an actor belongs to."""

from collections.abc import Mapping
from dataclasses import dataclass

from rules.model import Actor, Employment, login
from rules.schema import GroupEntry

NONE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupIndex:
    """Names of groups by what makes somebody a member."""

    units: Mapping[str, frozenset[str]]
    employment: Mapping[Employment, frozenset[str]]
    accounts: Mapping[str, frozenset[str]]

    @classmethod
    def of(cls, groups: Mapping[str, GroupEntry]) -> "GroupIndex":
        """Return the index of `groups` by name."""
        return cls(
            units=_inverse({name: g.units for name, g in groups.items()}),
            employment=_inverse({name: g.employment for name, g in groups.items()}),
            accounts=_inverse({name: tuple(map(login, g.accounts)) for name, g in groups.items()}),
        )

    def of_actor(self, actor: Actor) -> frozenset[str]:
        """Return the groups of `actor`; none for an unknown user, who may claim any name."""
        if not actor.known:
            return NONE
        accounts = self.accounts.get(login(actor.id), NONE)
        return self.units.get(actor.unit, NONE) | self.employment.get(actor.employment, NONE) | accounts

    def has_members(self, name: str) -> bool:
        """Whether anybody can be in the group `name`."""
        return any(name in names for table in (self.units, self.employment, self.accounts) for names in table.values())


def _inverse[K](members: Mapping[str, tuple[K, ...]]) -> dict[K, frozenset[str]]:
    keys = {key for keys in members.values() for key in keys}
    return {key: frozenset(name for name, of in members.items() if key in of) for key in keys}

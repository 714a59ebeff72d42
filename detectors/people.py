"""Counts the people of one transfer: who is a person, and which mentions are the same one.

A scope is one row, form, JSON object or prose window. Identifiers join inside a scope. Across scopes only an equal fingerprint joins, and
not where typed names differ (a family shares its number). A value beside more than `HUB` different people is a hub (a switchboard, a
constant column): it neither joins nor identifies. The order of scopes and mentions never matters. Knows fingerprints alone: no text.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from detectors.columnar import Column
from detectors.fingerprint import Fingerprints
from detectors.model import IDENTIFIERS, People
from detectors.peopleset import PeopleSet
from detectors.unionfind import Index, join

HUB = 3
"""Most different people that one value may stand beside and still be somebody's."""

MOST_IN_ROW = 6
"""Most values of one entity in one row that are one person's (home, mobile, office, fax, emergency); a row of more is a list of people."""

_LAST = np.uint64(2**64 - 1)


COMPACT = 1 << 16
"""Scopes from which repeated ones are let go of, again whenever twice as many have come."""


def _fingerprints() -> Column:
    return Column("Q")


@dataclass(slots=True)
class _Pairs:
    """Scopes, each with a fingerprint and the rank of its kind: 13 bytes a pair."""

    scopes: Column = field(default_factory=lambda: Column("i"))
    values: Column = field(default_factory=_fingerprints)
    ranks: Column = field(default_factory=lambda: Column("B"))

    def add(self, scopes: Index, values: Fingerprints, *, rank: int = 0) -> None:
        self.scopes.add(scopes)
        self.values.add(values)
        self.ranks.add(np.full(len(scopes), rank, dtype=np.uint8))

    def take(self, chosen: NDArray[np.bool_], renumbered: Index) -> None:
        """Keep the pairs of the `chosen` scopes, and call scope `i` `renumbered[i]`."""
        pairs = chosen[self.scopes.view]
        self.values.keep(pairs)
        self.ranks.keep(pairs)
        self.scopes.replace(renumbered[self.scopes.view[pairs]])


@dataclass(slots=True)
class Census:
    """All mentions of one transfer. Fill it in any order, then ask for `people`."""

    size: int = 0
    """Scopes so far, those left out that were let go of."""
    _mentioned: _Pairs = field(default_factory=_Pairs)
    _own: _Pairs = field(default_factory=_Pairs)
    _called: _Pairs = field(default_factory=_Pairs)
    _beside: _Pairs = field(default_factory=_Pairs)
    _bare_names: Column = field(default_factory=_fingerprints)
    _known_names: Column = field(default_factory=_fingerprints)
    _next_compact: int = COMPACT

    def open(self, scopes: int) -> int:
        """Return the number of the first of `scopes` new scopes."""
        self.size += scopes
        return self.size - scopes

    def mention(self, entity: str, scopes: Index, values: Fingerprints) -> None:
        """Say that identifier `values[i]` of `entity` stands in `scopes[i]`: one of `IDENTIFIERS`, or the site's own, which is weaker."""
        self._mentioned.add(scopes, values, rank=IDENTIFIERS.index(entity) if entity in IDENTIFIERS else len(IDENTIFIERS))

    def fall_back(self, scopes: Index, persons: Fingerprints) -> None:
        """Say who `scopes[i]` is where no identifier decides: `persons[i]`, of name + address or name + birth date."""
        self._own.add(scopes, persons)

    def call(self, scopes: Index, names: Fingerprints) -> None:
        """Say that the typed name in `scopes[i]` is `names[i]`: a person where nothing else decides, and nobody of another name."""
        self._called.add(scopes, names)

    def stand_beside(self, scopes: Index, names: Fingerprints) -> None:
        """Say that a second typed name stands in `scopes[i]`: a person too, unless beside more than `HUB` people (a clerk)."""
        self._beside.add(scopes, names)

    def name(self, names: Fingerprints, *, known: bool) -> None:
        """Note names of prose: `known` when something beside them identifies their bearer."""
        (self._known_names if known else self._bare_names).add(names)

    @property
    def bulky(self) -> bool:
        """Whether it is time to `compact`."""
        return self.size >= self._next_compact

    def compact(self) -> None:
        """Let go of scopes that are alike in everything: a repeated row is no second person. Numbers of scopes given before end here."""
        signature = np.zeros(self.size, dtype=np.uint64)
        for kind, pairs in enumerate(columns := (self._mentioned, self._own, self._called, self._beside)):
            salt = _mixed(pairs.ranks.view.astype(np.uint64) + np.uint64(256 * kind))
            np.add.at(signature, pairs.scopes.view, _mixed(pairs.values.view + salt))
        _, first, back = np.unique(signature, return_index=True, return_inverse=True)
        chosen = np.zeros(self.size, dtype=np.bool_)
        chosen[first] = True
        for pairs in columns:
            pairs.take(chosen, back)
        self.size = len(first)
        self._next_compact = max(COMPACT, 2 * self.size)

    def people(self) -> People:
        """Return the people of all mentions so far."""
        if not (len(self._mentioned.scopes) or len(self._own.scopes) or len(self._called.scopes) or len(self._bare_names)):
            return People()
        persons, of_scope = self._resolve()
        persons = np.concatenate([persons, self._seconds(of_scope)])
        names = np.setdiff1d(self._bare_names.view, self._known_names.view) if len(self._bare_names) else self._bare_names.view
        return People(persons=PeopleSet.of(persons), names=PeopleSet.of(names))

    def _resolve(self) -> tuple[Fingerprints, Fingerprints]:
        """Return every person, and the person of each scope (0 for nobody)."""
        scopes, values, ranks = self._mentioned.scopes.view, self._mentioned.values.view, self._mentioned.ranks.view
        called = np.zeros(self.size, dtype=np.uint64)
        called[self._called.scopes.view] = self._called.values.view
        own = called.copy()
        own[self._own.scopes.view] = self._own.values.view
        groups, joins = _groups(scopes, values, own, called)
        best = _strongest(self.size, groups[scopes[joins]], values[joins], ranks[joins])[groups]
        person = np.where(best == 0, own, best)
        return person[person != 0], person

    def _seconds(self, of_scope: Fingerprints) -> Fingerprints:
        if not len(self._beside.scopes):
            return np.empty(0, dtype=np.uint64)
        unique, back = np.unique(self._beside.values.view, return_inverse=True)
        _, person = np.unique(of_scope[self._beside.scopes.view], return_inverse=True)
        return unique[np.bincount(_pairs(back, person)[0], minlength=len(unique)) <= HUB]


def _pairs(left: Index, right: Index) -> tuple[Index, Index]:
    """Return the distinct pairs of two columns of numbers below 2^31, sorted by `left`."""
    packed = np.unique((left << 32) | right)
    return packed >> 32, packed & 0xFFFFFFFF


def _strongest(size: int, groups: Index, values: Fingerprints, ranks: NDArray[np.uint8]) -> Fingerprints:
    """Return for each group its identifier of the strongest entity, the smallest fingerprint of several; 0 for none."""
    best = np.zeros(size, dtype=np.uint64)
    for rank in np.unique(ranks)[::-1]:
        chosen = ranks == rank
        found = np.full(size, _LAST, dtype=np.uint64)
        np.minimum.at(found, groups[chosen], values[chosen])
        best[found != _LAST] = found[found != _LAST]
    return best


def _groups(scopes: Index, values: Fingerprints, own: Fingerprints, called: Fingerprints) -> tuple[Index, NDArray[np.bool_]]:
    """Return the group of each scope, and for each mention whether it identifies (its value is no hub)."""
    labels = np.arange(len(own), dtype=np.int64)
    identifies = np.ones(len(scopes), dtype=np.bool_)
    repeated = _repeated(values)
    if not repeated.size:
        return labels, identifies
    shared = np.zeros(len(own), dtype=np.bool_)
    places = np.minimum(np.searchsorted(repeated, values), repeated.size - 1)
    shared[scopes[repeated[places] == values]] = True
    inside = shared[scopes]
    rows = scopes[inside].astype(np.int64)
    _, nodes = np.unique(values[inside], return_inverse=True)
    alike = _alike(rows, nodes, _mixed(own) + called)
    labels[shared] = alike[shared]
    labels, hubs = _join_all(labels, labels[rows], nodes, own, called)
    identifies[inside] = ~hubs[nodes]
    return labels, identifies


def _repeated(values: Fingerprints) -> Fingerprints:
    """Return the values that occur more than once, sorted. Most tables have few, and only these can join anybody."""
    ordered = np.sort(values)
    return np.unique(ordered[1:][ordered[1:] == ordered[:-1]])


def _alike(scopes: Index, nodes: Index, signature: Fingerprints) -> Index:
    """Return for each scope the first one that has the very same values and names: a repeated row is no second person."""
    scopes, nodes = _pairs(scopes, nodes)
    signature = _mixed(signature)
    np.add.at(signature, scopes, _mixed(nodes.astype(np.uint64) + np.uint64(1)))
    _, first, back = np.unique(signature, return_index=True, return_inverse=True)
    return first[back]


def _mixed(values: Fingerprints) -> Fingerprints:
    """Return values spread over 64 bits, so that sums of them tell sets apart. **Source:** splitmix64 (Steele, Lea, Flood 2014)."""
    z = values + np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


def _join_all(labels: Index, groups: Index, nodes: Index, own: Fingerprints, called: Fingerprints) -> tuple[Index, NDArray[np.bool_]]:
    """Join groups over equal values, values of fewer groups first, and return the new labels and which nodes are hubs.

    All values found in equally many groups are judged against the same state, so that no order of rows or columns can change the outcome.
    """
    nodes, groups = _pairs(nodes, groups)
    spread = np.bincount(nodes)
    hubs = np.zeros(len(spread), dtype=np.bool_)
    low = spread[nodes] <= HUB
    # Only values of no more groups than the judged one: a constant column would make somebody else of each row that has one number alone.
    values_of = np.bincount(groups[low], minlength=len(own))
    labels = _join_nodes(labels, nodes[low], groups[low], called)
    high_nodes, high_groups = nodes[~low], groups[~low]
    level_of = spread[high_nodes]
    for level in np.unique(level_of):
        here = level_of == level
        level_nodes, level_groups = high_nodes[here], high_groups[here]
        np.add.at(values_of, level_groups, 1)
        counted = (own[level_groups] != 0) | (values_of[level_groups] > 1)
        people, _ = _pairs(level_nodes[counted], labels[level_groups[counted]])
        hubs |= np.bincount(people, minlength=len(spread)) > HUB
        kept = ~hubs[level_nodes]
        labels = _join_nodes(labels, level_nodes[kept], level_groups[kept], called)
    return labels, hubs


def _join_nodes(labels: Index, nodes: Index, groups: Index, called: Fingerprints) -> Index:
    """Return labels after joining the groups of each node that no name tells apart; nameless ones go with the only name there is."""
    if not nodes.size:
        return labels
    names = called[groups]
    lowest, highest = np.full(nodes.max() + 1, _LAST), np.zeros(nodes.max() + 1, dtype=np.uint64)
    np.minimum.at(lowest, nodes[names != 0], names[names != 0])
    np.maximum.at(highest, nodes[names != 0], names[names != 0])
    only = np.where(lowest == highest, highest, 0)[nodes]
    names = np.where(names == 0, only, names)
    order = np.lexsort((names, nodes))
    nodes, names, groups = nodes[order], names[order], groups[order]
    same = (nodes[1:] == nodes[:-1]) & (names[1:] == names[:-1])
    return join(labels, groups[:-1][same], groups[1:][same])

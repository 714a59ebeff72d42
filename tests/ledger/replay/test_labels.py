"""Both languages say the same things, in the same places."""

from dataclasses import fields
from string import Formatter

import pytest

from ledger.replay.commands import Tongue
from ledger.replay.labels import ENGLISH, JAPANESE, LABELS
from ledger.replay.tally import Change


def filled_in(text: str) -> list[tuple[str | None, str | None]]:
    return sorted((name, form) for _, name, form, _ in Formatter().parse(text) if name)


@pytest.mark.parametrize("name", [field.name for field in fields(ENGLISH) if field.name != "changes"])
def test_the_same_is_filled_in(name: str) -> None:
    ours, theirs = getattr(JAPANESE, name), getattr(ENGLISH, name)
    assert type(ours) is type(theirs)
    assert len(ours) == len(theirs) or isinstance(ours, str)
    for one, other in zip((ours,) if isinstance(ours, str) else ours, (theirs,) if isinstance(theirs, str) else theirs, strict=True):
        assert filled_in(one) == filled_in(other)
        assert other.isascii()
        assert not one or not one.isascii()


def test_every_change_has_a_name() -> None:
    assert set(JAPANESE.changes) == set(ENGLISH.changes) == set(Change)


def test_every_language_can_be_asked_for() -> None:
    assert set(LABELS) == set(Tongue)

from datetime import UTC, datetime, timedelta

import pytest

from ledger.micros import instant, micros
from rules.model import JST

NOON = datetime(2026, 4, 1, 12, tzinfo=JST)


@pytest.mark.parametrize(
    ("at", "stored"),
    [
        pytest.param(datetime(1970, 1, 1, tzinfo=UTC), 0, id="the-beginning"),
        pytest.param(datetime(1970, 1, 1, 9, 0, 1, tzinfo=JST), 1_000_000, id="in-Japan"),
        pytest.param(NOON, 1_775_012_400_000_000, id="now"),
    ],
)
def test_a_time_is_kept_whatever_its_zone(at: datetime, stored: int) -> None:
    assert (micros(at), instant(stored)) == (stored, at)


def test_a_later_time_is_a_larger_number() -> None:
    assert micros(NOON) < micros(NOON + timedelta(milliseconds=1)) < micros(NOON + timedelta(milliseconds=2))

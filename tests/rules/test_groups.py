"""Who belongs to which group: anybody who fits one of its lines, and no unknown user."""

import pytest

from rules.groups import GroupIndex
from rules.model import Employment, Transfer
from rules.schema import GroupEntry
from tests.rules.made import transfer_to

INDEX = GroupIndex.of(
    {
        "away": GroupEntry(units=("大阪",), employment=(Employment.DISPATCH, Employment.MAINTENANCE)),
        "few": GroupEntry(accounts=("Op-1",), units=("大阪",)),
        "empty": GroupEntry(),
    }
)


@pytest.mark.parametrize(
    ("transfer", "groups"),
    [
        pytest.param(transfer_to(unit="大阪"), {"away", "few"}, id="unit"),
        pytest.param(transfer_to(employment=Employment.DISPATCH), {"away"}, id="employment"),
        pytest.param(transfer_to(account="op-1"), {"few"}, id="account"),
        pytest.param(transfer_to(account="OP-1"), {"few"}, id="account in capitals"),
        pytest.param(transfer_to(account="op-1", employment=Employment.MAINTENANCE), {"away", "few"}, id="two lines"),
        pytest.param(transfer_to(account="op-1", unit="大阪", known=False), set(), id="unknown user"),
        pytest.param(transfer_to(), set(), id="nobody"),
    ],
)
def test_membership(transfer: Transfer, groups: set[str]) -> None:
    assert INDEX.of_actor(transfer.actor) == groups

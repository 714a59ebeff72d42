from ledger.pseudonyms import pseudonym, salt_of
from ledger.store import Ledger
from rules.model import Action
from tests.ledger.made import Limit, inspection, transfer, verdict


def test_the_same_account_has_the_same_name_in_one_ledger_alone(ledger: Ledger) -> None:
    with ledger.engine.connect() as connection:
        empty = salt_of(connection)
    moved = transfer()
    with ledger.transaction():
        ledger.append(moved, inspection(1), verdict(Action.ALERT), ledger.past(moved, inspection(1).people, Limit()))
    with ledger.engine.connect() as connection:
        salt = salt_of(connection)
    assert empty != salt
    assert pseudonym("op-17", salt) == pseudonym("OP-17", salt) == pseudonym("ｏｐ-17", salt)
    assert len({pseudonym("op-17", salt), pseudonym("op-18", salt), pseudonym("op-17", empty)}) == 3
    assert "op-17" not in pseudonym("op-17", salt)

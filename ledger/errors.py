"""What can go wrong with a ledger, in words for an operator. It must not know personal data: no parameter of a statement gets in here."""

from enum import StrEnum

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

_CAUSES: tuple[tuple[str, str], ...] = (
    ("database is locked", "is locked by another program; close it, or wait until it has finished"),
    ("lock timeout", "is locked by another writer"),
    ("readonly database", "cannot be written: check the owner and the rights of the file and of its folder"),
    ("read-only", "cannot be written: the server gives us a read-only transaction"),
    ("database or disk is full", "cannot grow: the disk is full"),
    ("disk i/o error", "cannot be read or written: the disk reports errors, or is full"),
    ("not a database", "is not a ledger: the file is damaged, or of another kind"),
    ("malformed", "is damaged: restore a backup, and keep the damaged file as evidence"),
    ("unable to open database file", "cannot be opened: check that its folder exists and may be entered"),
    ("no such table", "has no tables of a ledger: `sekimori init` makes them"),
    ('relation "', "has no tables of a ledger: `sekimori init` makes them"),
    ("permission denied", "gives our user too few rights"),
    ("authentication failed", "refuses our user or password"),
    ("connection", "cannot be reached: is the database server running?"),
)
"""Part of a driver's message, and what it means. **Source:** SQLite, "Result and Error Codes"; libpq's connection messages."""


class LedgerError(Exception):
    """A ledger that cannot be used, or a write that failed. The message is one line for an operator."""


class LedgerBusy(LedgerError):
    """More transfers wait for the ledger than its queue holds."""


class Refused[R: StrEnum](Exception):
    """What somebody asked of the ledger and is not done, and why. Nothing was changed."""

    def __init__(self, refusal: R) -> None:
        self.refusal = refusal
        super().__init__(refusal.value)


def explain(name: str, error: SQLAlchemyError) -> LedgerError:
    """Return the error to raise for a failure of the ledger `name`: its cause in plain words, without the values of the statement."""
    driver = str(error.orig).lower() if isinstance(error, DBAPIError) else str(error).lower()
    for part, meaning in _CAUSES:
        if part in driver:
            return LedgerError(f"the ledger {name} {meaning}")
    kind = type(error.orig).__name__ if isinstance(error, DBAPIError) else type(error).__name__
    return LedgerError(f"the ledger {name} failed ({kind})")

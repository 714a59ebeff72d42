"""Copies a SQLite ledger while it is in use. It must not know what is in it."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy.engine import URL

from ledger.engine import path_of
from ledger.errors import LedgerError


def backup(url: URL, target: Path) -> None:
    """Write a copy of one moment to `target`, which must not exist. Raises LedgerError if that cannot be done.

    **Source:** SQLite, "Online Backup API".
    """
    file = path_of(url)
    if file is None:
        raise LedgerError("a ledger on a server is copied with the server's own tool: pg_dump --format=custom")
    try:
        os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:
        raise LedgerError(f"{target} exists already, and is not overwritten") from None
    except OSError as error:
        raise LedgerError(f"{target}: {error.strerror}") from None
    try:
        with closing(sqlite3.connect(file)) as ours, closing(sqlite3.connect(target)) as copy:
            ours.backup(copy)
    except sqlite3.Error as error:
        target.unlink()
        raise LedgerError(f"the copy failed: {error}") from None

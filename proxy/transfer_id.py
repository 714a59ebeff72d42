"""Names of transfers, which are the names of incidents too: sortable by time, easy to read out on the telephone."""

import secrets
import time

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""**Source:** Douglas Crockford, "Base 32": no I, L, O, U, so that nothing is misheard or misread."""


def new_transfer_id(milliseconds: int | None = None) -> str:
    """Return 80 bits as `XXXX-XXXX-XXXX-XXXX`: 48 of `milliseconds` since 1970 (now, if not given) and 32 random ones."""
    since_1970 = time.time_ns() // 1_000_000 if milliseconds is None else milliseconds
    number = (since_1970 & (1 << 48) - 1) << 32 | secrets.randbits(32)
    letters = "".join(ALPHABET[number >> shift & 31] for shift in range(75, -5, -5))
    return "-".join(letters[start : start + 4] for start in range(0, 16, 4))

"""Masks a value so that a reviewer recognises it and nobody else learns it. Knows no entity."""

SHOWN = 4
"""One character of so many is shown, rounded down (DESIGN: at most a quarter)."""

LONGEST = 64
"""Code points of a masked value; longer ones end in an ellipsis."""

_HIDDEN = "＊"


def mask(text: str, *, most: int = LONGEST // SHOWN) -> str:
    """Return `text` with all but its first quarter of characters replaced; separators count as characters and are hidden too.

    `most` characters are shown, however long it is.
    """
    shown = min(len(text) // SHOWN, most)
    hidden = len(text) - shown
    return text[:shown] + _HIDDEN * min(hidden, LONGEST - shown) + ("…" if len(text) > LONGEST else "")

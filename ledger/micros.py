"""Times as tables keep them: microseconds since 1970. It must not know what happened then."""

from datetime import UTC, datetime

SECOND = 1_000_000


def micros(at: datetime) -> int:
    """Return a time as it is stored."""
    return int(at.timestamp() * SECOND)


def instant(stored: int) -> datetime:
    """Return a stored time, in UTC."""
    return datetime.fromtimestamp(stored / SECOND, UTC)

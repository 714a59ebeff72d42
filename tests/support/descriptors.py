"""Which descriptors a process holds: told apart by what they lead to, as others may be closed meanwhile by what earlier tests left."""

import os
from pathlib import Path


def descriptors(pid: int | None = None) -> frozenset[tuple[str, int, int]]:
    """Return number, device and inode of each open descriptor.

    Args:
        pid: the process that is asked; none for this one.

    Raises:
        FileNotFoundError: The process is gone.
    """
    found = set()
    for one in os.listdir(f"/proc/{pid or 'self'}/fd"):
        try:
            status = Path(f"/proc/{pid or 'self'}/fd/{one}").stat()
        except FileNotFoundError:
            continue
        found.add((one, status.st_dev, status.st_ino))
    return frozenset(found)

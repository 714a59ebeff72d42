"""The policy in force, and how it is replaced: at once by a good one, never by a faulty one. Has no thread; its owner calls it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rules.merge import policy_files
from rules.model import ConfigError, Fault
from rules.policy import Policy, load

TRIES = 5
"""Times that files are read which are being written meanwhile; after that the next look takes the rest up."""

type Stamp = tuple[tuple[str, int, int, int], ...]
"""Path, modification time (ns), size (bytes) and inode of each file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReloadResult:
    """What came of reading the files again."""

    ok: bool
    changed: bool
    """Whether another policy is in force now."""
    digest: str
    """Of the policy in force."""
    faults: tuple[Fault, ...] = ()


class PolicyHolder:
    """The policy in force. `current` is replaced in one assignment, so whoever took it keeps deciding by one policy."""

    def __init__(self, paths: Sequence[Path]) -> None:
        """Load the policy in `paths`; raises ConfigError if it has faults."""
        self.paths = tuple(paths)
        self._seen = stamp(self.paths)
        self.current: Policy = load(self.paths)

    def changed(self) -> bool:
        """Whether the files differ from those read last. Costs a stat of each."""
        return stamp(self.paths) != self._seen

    def reload(self) -> ReloadResult:
        """Read the files again; the policy in force stays if they have a fault."""
        for _ in range(TRIES):
            # Taken before reading: a file that changes meanwhile is read again, because one that is half written is a policy too.
            self._seen = stamp(self.paths)
            try:
                policy = load(self.paths)
            except ConfigError as error:
                return ReloadResult(ok=False, changed=False, digest=self.current.digest, faults=error.faults)
            if stamp(self.paths) == self._seen:
                break
        changed = policy.digest != self.current.digest
        self.current = policy
        return ReloadResult(ok=True, changed=changed, digest=policy.digest)


def stamp(paths: Sequence[Path]) -> Stamp:
    """Return what tells whether the policy files at `paths` changed; a file that cannot be seen counts as absent."""
    found = []
    try:
        for path in policy_files(paths):
            status = path.stat()
            found.append((str(path), status.st_mtime_ns, status.st_size, status.st_ino))
    except OSError:
        return ()
    return tuple(found)

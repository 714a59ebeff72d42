"""The indexes of exact data match in the home folder: making them, listing them, checking them. It must not know what a table is."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from detectors.edm.canaries import BadList, read
from detectors.edm.evidence import COMBINABLE, COMBINATIONS, Combination
from detectors.edm.index import SUFFIX, BadIndex, Header, Index
from detectors.edm.tags import SALT_BYTES
from rules.model import ConfigError, Fault
from rules.policy import Policy

CANARIES = "canaries"


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """Where the indexes of one installation lie, and the key that they are under."""

    path: Path
    key: bytes

    def paths(self) -> list[Path]:
        """Return the indexes, by name."""
        return sorted(path for path in self.path.glob(f"*{SUFFIX}") if not path.name.startswith("."))

    def salt(self) -> bytes:
        """Return the salt of the indexes that are there, so that one look-up serves all of them; a fresh one if there are none."""
        for path in self.paths():
            try:
                return bytes.fromhex(Index.open(path, self.key).header.salt)
            except (BadIndex, OSError):
                continue
        return os.urandom(SALT_BYTES)

    def build(
        self,
        source: Path,
        *,
        tenant: str,
        policy: Policy,
        columns: Mapping[str, str],
        combinations: Sequence[Combination],
        to: Path | None = None,
        progress: Callable[[int], None] = lambda _: None,
    ) -> Header:
        """Index the customers of `tenant` in `source`. Raises ConfigError."""
        # Reading tables brings Presidio and spaCy, which the proxy, only here to check its indexes, never needs.
        from detectors.edm.build import BadFile, Plan, build

        known = [entry.id for entry in policy.tenants]
        if tenant not in known:
            raise _unusable("--tenant", f"{tenant!r} is no tenant of the policy; known: {', '.join(known) or 'none'}")
        plan = Plan(
            holds="customers",
            name=tenant,
            salt=self.salt(),
            columns=columns,
            combinations=combinations or COMBINATIONS,
            allow=policy.staff,
        )
        try:
            return build(source, to or self.path / f"{tenant}{SUFFIX}", plan, self.key, progress)
        except BadFile as error:
            raise _unusable(str(source), str(error)) from None
        except OSError as error:
            raise _unusable(str(error.filename or source), error.strerror or "cannot be read") from None

    def plant(self, source: Path) -> Header:
        """Index the planted people that `source` lists, in place of those before. Raises ConfigError with every fault of it."""
        from detectors.edm.build import BadFile, Plan, learn

        plan = Plan(holds="canaries", name=CANARIES, salt=self.salt(), columns={})
        try:
            labels, table = read(source)
            return learn(iter([table]), self.path / f"{CANARIES}.canary{SUFFIX}", plan, self.key, labels)
        except BadList as error:
            raise ConfigError(tuple(Fault(path=str(source), line=line, message=message) for line, message in error.faults)) from None
        except BadFile as error:
            raise _unusable(str(source), str(error)) from None
        except (OSError, UnicodeDecodeError) as error:
            reason = (error.strerror or "cannot be read") if isinstance(error, OSError) else "is not UTF-8"
            raise _unusable(str(source), reason) from None

    def examine(self) -> Iterator[tuple[Path, Header | None, Sequence[str]]]:
        """Give each index with its header and what is wrong with it, read from end to end."""
        for path in self.paths():
            try:
                index = Index.open(path, self.key)
            except (BadIndex, OSError, ValueError) as error:
                yield path, None, [str(error)]
                continue
            yield path, index.header, index.faults()

    def check(self) -> None:
        """Raise ConfigError with every index that cannot be used, by its head."""
        faults = []
        for path in self.paths():
            try:
                Index.open(path, self.key)
            except (BadIndex, OSError, ValueError) as error:
                faults.append(Fault(path=str(path), line=0, message=str(error).removeprefix(f"{path}: ")))
        if faults:
            raise ConfigError(tuple(faults))


def columns_of(words: Sequence[str]) -> dict[str, str]:
    """Return header to entity (empty: as the header says) of `HEADER` and `HEADER=ENTITY`, several with commas between."""
    named = (part.strip().partition("=") for word in words for part in word.split(",") if part.strip())
    return {header.strip(): entity.strip() for header, _, entity in named}


def combinations_of(words: Sequence[str]) -> list[Combination]:
    """Return the combinations that `ENTITY+ENTITY` name. Raises ConfigError: one alone never identifies here."""
    found: list[Combination] = []
    for word in words:
        parts = tuple(word.split("+"))
        if len(set(parts)) < 2 or not set(parts) <= set(COMBINABLE):
            raise _unusable("--combine", f"{word!r} must join two or more of {', '.join(COMBINABLE)} with +")
        found.append(tuple(sorted(parts, key=COMBINABLE.index)))
    return found


def _unusable(path: str, message: str) -> ConfigError:
    return ConfigError((Fault(path=path, line=0, message=message),))

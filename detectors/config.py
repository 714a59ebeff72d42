"""What a site can set for detection. Knows nothing of policy: what is found does not depend on who sends it."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class DetectorConfig:
    """Settings of detection. Picklable: it travels to the workers."""

    recognisers: tuple[Path, ...] = ()
    """Presidio recogniser files (YAML) of the site, loaded beside our own."""
    allow: tuple[str, ...] = ()
    """Values that are never personal data: names of the staff directory, own switchboard numbers. Compared after normalising."""
    customers: Path | None = None
    """Folder of the indexes of exact data match, if the site has any."""
    model: bool = True
    """Whether GiNZA reads prose. Without it, Sudachi's dictionary and patterns decide alone."""

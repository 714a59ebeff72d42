"""What a site can set for detection. Knows nothing of policy: what is found does not depend on who sends it."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomEntity:
    """A kind of data that only this site has: its customer numbers, its words."""

    name: str
    pattern: str = ""
    """Regular expression of a value, for folded text (ASCII digits and hyphens); empty where there is a deny list alone."""
    labels: tuple[str, ...] = ()
    """Words that stand before a value, and over a column of them."""
    anywhere: bool = False
    """Whether a value counts without a label. A check digit makes that safer."""
    check: str = ""
    """Name of the scheme of its check digit, the last of its digits."""
    weights: tuple[int, ...] = ()
    identifies: bool = False
    """Whether one value is one person."""
    deny: tuple[str, ...] = ()
    """Values that always are this entity."""
    allow: tuple[str, ...] = ()
    """Values that never are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DetectorConfig:
    """Settings of detection. Picklable: it travels to the workers."""

    recognisers: tuple[Path, ...] = ()
    """Presidio recogniser files (YAML) of the site, loaded beside our own."""
    allow: tuple[str, ...] = ()
    """Values that are never personal data: names of the staff directory, own switchboard numbers. Compared after normalising."""
    entities: tuple[CustomEntity, ...] = ()
    """Entities of the site."""
    customers: Path | None = None
    """Folder of the indexes of exact data match, if the site has any."""
    model: bool = True
    """Whether GiNZA reads prose. Without it, Sudachi's dictionary and patterns decide alone."""

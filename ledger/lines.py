"""The lines of the law that incidents are held against, read from the dated file beside this one. It must not know an incident."""

from datetime import date
from functools import cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict

FILE = Path(__file__).with_name("candidates.yaml")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Clause(_Strict):
    """A case from one person on."""

    clause: str
    entities: frozenset[str] = frozenset()
    """Kinds of data that make it one."""


class Line(_Strict):
    """A number of people that is passed by strictly more."""

    clause: str
    over: int


class Deadlines(_Strict):
    """Days, that on which it became known counted as the first."""

    first: tuple[int, int]
    """速報: about so many."""
    full: int
    """確報."""
    full_improper: int
    """確報 where the purpose may have been improper."""


class Lines(_Strict):
    """All of them, as they stood on one day."""

    as_of: date
    sources: tuple[str, ...]
    sensitive: Clause
    financial: Clause
    improper: Clause
    many: Line
    many_public: Line
    deadlines: Deadlines


@cache
def lines() -> Lines:
    """Return the lines that are shipped."""
    return Lines.model_validate(yaml.safe_load(FILE.read_text(encoding="utf-8")))

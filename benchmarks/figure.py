"""The word of this folder: one measured figure, beside its counterpart and the line that it should reach."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One measured figure."""

    what: str
    ours: float
    unit: str
    counterpart: float | None = None
    """The same of the stock tool, in the same unit; None if there is none."""
    against: str = ""
    """What the counterpart is."""
    ratio: float | None = None
    """Ours to the counterpart, turned so that `line` reads naturally."""
    at_least: float | None = None
    at_most: float | None = None
    """The line: of `ratio` if there is one, else of `ours`."""

    @property
    def reached(self) -> bool | None:
        """Whether the line is reached; None if there is none."""
        value = self.ours if self.ratio is None else self.ratio
        if self.at_least is not None:
            return value >= self.at_least
        return None if self.at_most is None else value <= self.at_most

    @property
    def line(self) -> str:
        """The line as text, empty if there is none."""
        suffix = "x" if self.ratio is not None else f" {self.unit}"
        if self.at_least is not None:
            return f">= {self.at_least:g}{suffix}"
        return "" if self.at_most is None else f"<= {self.at_most:g}{suffix}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Benchmark:
    """One benchmark: a function that measures."""

    name: str
    about: str
    run: Callable[[bool], Iterable[Figure]]
    """Takes whether to be quick (fewer repetitions, rougher figures)."""

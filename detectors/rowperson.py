"""Who a row is about where no number says it: its name, with an address or a birth date beside. Values split over columns become one.

Knows the typed columns of one piece of a table; no census.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from detectors.columns import Values, is_address
from detectors.labels import Role
from detectors.prose import Key, key_of
from detectors.values import address, person

_PARTS = ("prefecture", "city", "town", "block", "building")
_KANA = "kana"


@dataclass(frozen=True, slots=True, kw_only=True)
class NameColumn:
    """Names of one column, or of a surname and a given-name column together."""

    role: Role
    values: Values = field(repr=False)
    columns: tuple[int, ...]

    @property
    def split(self) -> bool:
        """Whether these come from columns of surnames or given names."""
        return self.role.part not in ("", _KANA)

    @property
    def reading(self) -> bool:
        """Whether these are readings of names that stand elsewhere in the row."""
        return _KANA in self.role.part


@dataclass(frozen=True, slots=True, kw_only=True)
class _Half:
    """A column of surnames or of given names."""

    column: int
    role: Role
    cells: Sequence[str] = field(repr=False)

    @property
    def given(self) -> bool:
        return self.role.part.startswith("given")

    @property
    def reading(self) -> bool:
        return _KANA in self.role.part

    def alone(self) -> NameColumn:
        return NameColumn(role=self.role, values=[person(cell) for cell in self.cells], columns=(self.column,))

    def with_given(self, given: "_Half") -> NameColumn:
        pairs = zip(self.cells, given.cells, strict=True)
        joined = [person(f"{surname} {name}") if surname or name else None for surname, name in pairs]
        return NameColumn(role=self.role, values=joined, columns=(self.column, given.column))


@dataclass(slots=True, kw_only=True)
class RowPerson:
    """The columns that say who a row is about. Fill it from left to right."""

    names: list[NameColumn] = field(default_factory=list)
    addresses: list[Values] = field(default_factory=list)
    births: list[Values] = field(default_factory=list)
    also: list[tuple[int, str]] = field(default_factory=list)
    """(row, name) of the people who stand in a cell behind another."""
    _halves: dict[bool, _Half] = field(default_factory=dict)
    """Surnames or given names that wait for their other halves, by whether they are readings."""
    _parts: dict[str, tuple[Role, Sequence[str]]] = field(default_factory=dict)

    def add_name(self, column: int, role: Role, values: Values) -> None:
        """Take a column of whole names."""
        self.names.append(NameColumn(role=role, values=values, columns=(column,)))

    def add_name_part(self, column: int, role: Role, cells: Sequence[str]) -> None:
        """Take a column of surnames or of given names; the other half may come before or after."""
        half = _Half(column=column, role=role, cells=cells)
        before = self._halves.pop(half.reading, None)
        if before and before.given != half.given:
            surnames, given = (before, half) if half.given else (half, before)
            self.names.append(surnames.with_given(given))
            return
        if before:
            self.names.append(before.alone())
        self._halves[half.reading] = half

    def add_address_part(self, role: Role, cells: Sequence[str]) -> None:
        """Take a column of prefectures, towns, blocks, …; the first of each part counts."""
        self._parts.setdefault(role.part, (role, cells))

    def close(self) -> int:
        """Join what is split and return how many addresses that made: headers declared the parts, and no column has them whole."""
        self.names += [half.alone() for half in self._halves.values()]
        if self.addresses or not self._parts.keys() & {"town", "block"}:
            return 0
        parts = [self._parts[part][1] for part in _PARTS if part in self._parts]
        joined = ["".join(cells) for cells in zip(*parts, strict=True)]
        values: Values = [text if is_address(text) else None for text in joined]
        self.addresses.append(values)
        declared = all(role.sure for role, _ in self._parts.values())
        return sum(value is not None for value in values) if declared else 0

    def primary(self) -> NameColumn | None:
        """Return the names that rows are about: sure ones first, then those that differ most; readings only where there is nothing else."""
        return max(self.names, key=lambda c: (not c.reading, c.role.sure, len(set(c.values[:1000]))), default=None)

    def seconds(self) -> list[NameColumn]:
        """Return the other columns of names that are no readings: people of their own."""
        first = self.primary()
        return [column for column in self.names if column is not first and not column.reading]

    def key(self, row: int, name: str) -> Key:
        """Return who is called `name` in `row`, by what else stands there, or by the name of a typed column alone."""
        where = next((values[row] for values in self.addresses if values[row]), None)
        born = next((values[row] for values in self.births if values[row]), None)
        return key_of(name, address(where) if where else None, born) or Key(kind="PERSON", value=name)

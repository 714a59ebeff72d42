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
    def reading(self) -> bool:
        """Whether these are readings of names that stand elsewhere in the row."""
        return _KANA in self.role.part


@dataclass(slots=True, kw_only=True)
class RowPerson:
    """The columns that say who a row is about. Fill it from left to right."""

    names: list[NameColumn] = field(default_factory=list)
    addresses: list[Values] = field(default_factory=list)
    births: list[Values] = field(default_factory=list)
    _surname: tuple[int, Role, Sequence[str]] | None = None
    _parts: dict[str, tuple[Role, Sequence[str]]] = field(default_factory=dict)

    def add_name(self, column: int, role: Role, values: Values) -> None:
        """Take a column of whole names."""
        self.names.append(NameColumn(role=role, values=values, columns=(column,)))

    def add_name_part(self, column: int, role: Role, cells: Sequence[str]) -> None:
        """Take a column of surnames, or of given names that go with the surnames before."""
        if role.part.startswith("surname"):
            self._surname = (column, role, cells)
            return
        before, surname_role, surnames = self._surname or (column, role, [""] * len(cells))
        self._surname = None
        joined = [person(f"{surname} {given}") if surname or given else None for surname, given in zip(surnames, cells, strict=True)]
        self.names.append(NameColumn(role=surname_role, values=joined, columns=(before, column)))

    def add_address_part(self, role: Role, cells: Sequence[str]) -> None:
        """Take a column of prefectures, towns, blocks, …; the first of each part counts."""
        self._parts.setdefault(role.part, (role, cells))

    def close(self) -> int:
        """Join what is split and return how many addresses that made: headers declared the parts, and no column has them whole."""
        if self._surname:
            column, role, cells = self._surname
            self.names.append(NameColumn(role=role, values=[person(cell) for cell in cells], columns=(column,)))
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

"""The staff directory: unit, employment and tenants of each account, from YAML or CSV. It must not know how an account was proven."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from rules.model import ConfigError, Employment, Fault, login
from rules.yaml_source import Document, load, validate

SEPARATOR = ";"
"""Between the tenants in one cell of a CSV."""


class Account(BaseModel):
    """What is known of one account."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    unit: str = ""
    employment: Employment = Employment.UNKNOWN
    tenants: tuple[str, ...] = ()
    name: str = ""
    """Of the person, as customers may read it; staff names are no personal data of customers, and are not counted as such."""


NOBODY = Account()


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    accounts: dict[str, Account] = {}


@dataclass(frozen=True, slots=True)
class Directory:
    """Accounts by their name."""

    accounts: dict[str, Account]
    _spelled: dict[str, str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_spelled", {login(name): name for name in self.accounts})

    def account(self, name: str) -> Account:
        """Return what is known of `name`; an empty account if nothing is."""
        return self.accounts.get(self.spelled(name), NOBODY)

    def spelled(self, name: str) -> str:
        """Return `name` as it is written here, in small letters if it is not: a login takes capitals and wide letters for the same."""
        return name if name in self.accounts else self._spelled.get(login(name), login(name))

    @property
    def units(self) -> tuple[str, ...]:
        """All units, sorted."""
        return tuple(sorted({account.unit for account in self.accounts.values() if account.unit}))

    @property
    def tenants(self) -> tuple[str, ...]:
        """All tenants, sorted."""
        return tuple(sorted({tenant for account in self.accounts.values() for tenant in account.tenants}))

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the staff, sorted: never personal data of a customer."""
        return tuple(sorted({account.name for account in self.accounts.values() if account.name}))


def load_directory(path: Path | None) -> Directory:
    """Read a directory: CSV by its file name, else YAML; empty for None. Raises ConfigError with every fault, each with its line."""
    if path is None:
        return Directory({})
    document = _csv(path) if path.suffix.lower() == ".csv" else load(path)
    accounts, spelled = validate(_File, document).accounts, dict[str, str]()
    again = [name for name in accounts if spelled.setdefault(login(name), name) != name]
    if again:
        told = "this account is said twice: capitals and width make no other"
        raise ConfigError(tuple(document.fault(told, "accounts", name) for name in again))
    return Directory(accounts)


def _csv(path: Path) -> Document:
    """Read a CSV with the columns account, unit, employment, tenants, name (the first is needed) into the shape of the YAML."""
    accounts: dict[str, dict[str, object]] = {}
    lines: dict[tuple[object, ...], int] = {}
    faults: list[Fault] = []
    for number, row in _rows(path):
        name = (row.pop("account", "") or "").strip()
        if not name or None in row:
            faults.append(Fault(path=str(path), line=number, message="'account' is missing" if not name else "more cells than columns"))
        elif name in accounts:
            faults.append(Fault(path=str(path), line=number, message="this account is said twice"))
        cells: dict[str, object] = {column: (cell or "").strip() for column, cell in row.items() if column and (cell or "").strip()}
        if "tenants" in cells:
            cells["tenants"] = [tenant.strip() for tenant in str(cells["tenants"]).split(SEPARATOR) if tenant.strip()]
        accounts[name] = cells
        lines |= {("accounts", name): number} | {("accounts", name, column): number for column in cells}
    if faults:
        raise ConfigError(tuple(faults))
    return Document(path=str(path), value={"accounts": accounts}, lines=lines)


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            for row in reader:
                yield reader.line_num, row
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        message = error.strerror if isinstance(error, OSError) else "not a CSV in UTF-8"
        raise ConfigError((Fault(path=str(path), line=0, message=f"cannot be read: {message}"),)) from None

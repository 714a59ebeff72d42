"""Where the ledger is that a command speaks of, and who speaks. It must not know what is in it."""

import os
import pwd
import socket
from pathlib import Path

import yaml

from ledger.errors import LedgerError

DEFAULT_HOME = Path("~/.sekimori")
DEFAULT_FILE = "sqlite:///ledger/sekimori.sqlite"
"""Relative to the home folder, as in the proxy's settings."""


def ledger_url(given: str | None, home: Path | None) -> str:
    """Return the URL given, else that of the settings in the home folder, else the default there. Raises LedgerError."""
    if given:
        return given
    folder = (home or DEFAULT_HOME).expanduser().absolute()
    url = _setting(folder / "sekimori.yaml") or DEFAULT_FILE
    return f"sqlite:///{folder / url.removeprefix('sqlite:///')}" if url.startswith("sqlite:///") else url


def reader() -> str:
    """Return the account that reads: the one of this process, and the one behind sudo."""
    try:
        name = pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        name = f"uid {os.getuid()}"
    behind = os.environ.get("SUDO_USER")
    return f"{name} (sudo: {behind})" if behind else name


def reading_node() -> str:
    """Return the name of the chain that readings from this machine go to."""
    return f"cli@{socket.gethostname()}"


def _setting(file: Path) -> str:
    try:
        settings = yaml.safe_load(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError, yaml.YAMLError):
        raise LedgerError(f"{file} cannot be read: say --ledger URL") from None
    found = settings.get("ledger", "") if isinstance(settings, dict) else ""
    return found if isinstance(found, str) else ""

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


def own_key(home: Path | None) -> Path | None:
    """Return the public key of this node, if it has one in the home folder."""
    file = _folder(home) / "keys" / "node.pub"
    return file if file.is_file() else None


def own_node(home: Path | None) -> str:
    """Return the name of this node in the records."""
    return _setting(_folder(home) / "sekimori.yaml", "node") or socket.gethostname()


def ledger_url(given: str | None, home: Path | None) -> str:
    """Return the URL given, else that of the settings in the home folder, else the default there. Raises LedgerError."""
    if given:
        return given
    folder = _folder(home)
    url = _setting(folder / "sekimori.yaml", "ledger") or DEFAULT_FILE
    return f"sqlite:///{folder / url.removeprefix('sqlite:///')}" if url.startswith("sqlite:///") else url


def policy_of(home: Path | None) -> Path:
    """Return the policy in force on this machine, a file or a folder; it need not exist. Raises LedgerError."""
    folder = _folder(home)
    return folder / (_setting(folder / "sekimori.yaml", "policy") or "policy")


def in_force(home: Path | None) -> list[Path] | None:
    """Return the policy in force on this machine to be loaded; None if there is none. Raises LedgerError."""
    path = policy_of(home)
    return [path] if path.exists() else None


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


def _folder(home: Path | None) -> Path:
    return (home or DEFAULT_HOME).expanduser().absolute()


def _setting(file: Path, name: str) -> str:
    try:
        settings = yaml.safe_load(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError, yaml.YAMLError):
        raise LedgerError(f"{file} cannot be read: say --ledger URL") from None
    found = settings.get(name, "") if isinstance(settings, dict) else ""
    return found if isinstance(found, str) else ""

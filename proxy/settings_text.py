"""The settings as text, made from the models: the file that `sekimori init` writes, and the table of the handbook. Decides nothing."""

import json
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args, get_origin

from pydantic.fields import FieldInfo

from proxy.settings import Address, Section, Settings

HEADER = """\
# Settings of Sekimori. What is commented out is the default, or an example.
# A mistake is told with its line when the proxy starts; `sekimori doctor` finds it before that.
# Relative paths are taken from the folder of this file.
"""
EXAMPLES: dict[str, str] = {
    "node": "proxy-1",
    "tls.certificate": "tls/proxy.pem",
    "tls.key": "tls/proxy.key",
    "identity.header.name": "X-Authenticated-User",
    "identity.header.from": "[10.0.0.5/32]",
    "identity.header.terminal": "X-Forwarded-For",
    "identity.addresses": "{10.1.2.0/24: desk-tokyo}",
    "identity.htpasswd": "users.htpasswd",
    "identity.directory": "directory.yaml",
    "recognisers": "[recognisers.yaml]",
    "upstream_ca": "internal-ca.pem",
    "webhook": "https://hooks.example.com/sekimori",
}
"""For settings that have no default to show."""


def commented() -> str:
    """Return a settings file in which everything is explained and nothing is set."""
    return HEADER + "".join(_lines(Settings, "", 0))


def table() -> str:
    """Return every setting as a row of a Markdown table: name, default, meaning."""
    rows = [f"| `{path}` | {f'`{default}`' if default else '-'} | {field.description} |" for path, default, field in _leaves(Settings, "")]
    return "\n".join(["| setting | default | meaning |", "|---|---|---|", *rows, ""])


def _lines(section: type[Section], prefix: str, depth: int) -> Iterator[str]:
    start = "#" + "  " * depth if depth else ""
    for name, field in _fields(section):
        inner = _section(field)
        yield f"{start}# {field.description}\n" if depth else f"\n# {field.description}\n"
        if inner:
            yield f"{start or '#'}{name}:\n"
            yield from _lines(inner, f"{prefix}{name}.", depth + 1)
        else:
            yield f"{start or '#'}{name}: {_default(field) or EXAMPLES[prefix + name]}\n"


def _leaves(section: type[Section], prefix: str) -> Iterator[tuple[str, str, FieldInfo]]:
    for name, field in _fields(section):
        inner = _section(field)
        if inner:
            yield from _leaves(inner, f"{prefix}{name}.")
        else:
            yield prefix + name, _default(field), field


def _fields(section: type[Section]) -> Iterator[tuple[str, FieldInfo]]:
    for name, field in section.model_fields.items():
        yield field.alias or name, field


def _section(field: FieldInfo) -> type[Section] | None:
    options = get_args(field.annotation) if get_origin(field.annotation) is types.UnionType else (field.annotation,)
    return next((option for option in options if isinstance(option, type) and issubclass(option, Section)), None)


def _default(field: FieldInfo) -> str:
    """Return the default as YAML; empty if there is none to show."""
    value: Any = field.default
    if field.is_required() or value is None or value in ((), {}):
        return ""
    return str(value) if isinstance(value, Address | Path | str) else json.dumps(value)

"""Writes again the parts of the handbook that are made from code: `make docs`. A test fails while they differ."""

import re
from collections.abc import Callable
from functools import partial
from pathlib import Path

from dashboards import tables
from dashboards.ops import OPS
from dashboards.output import write
from dashboards.soc import SOC
from docs import commandline, evasions, policytables
from proxy.options import SAFE_OPTIONS
from proxy.settings_text import table

DOCS = Path(__file__).parent


def options() -> str:
    """Return mitmproxy's options as they are fixed, as a Markdown table."""
    rows = [f"| `{option.name}` | `{option.value}` | {option.why} |" for option in SAFE_OPTIONS]
    return "\n".join(["| option | value | why |", "|---|---|---|", *rows, ""])


SECTIONS: tuple[tuple[str, str, Callable[[], str]], ...] = (
    ("network-admins.md", "settings", table),
    ("network-admins.md", "options", options),
    ("soc.md", "panels of the security team", partial(tables.panels, SOC)),
    ("soc.md", "panels of operations", partial(tables.panels, OPS)),
    ("soc.md", "alerts", tables.alerts),
    ("soc.md", "metrics", tables.metrics),
    ("policy-owners.md", "shipped rules", policytables.shipped_rules),
    ("policy-words.md", "entities", policytables.entities),
)
"""File, name of the markers in it, and what stands between them."""
PAGES: tuple[tuple[str, Callable[[], str]], ...] = (("cli.md", commandline.page), ("evasions.md", evasions.page))
"""File and the whole of it."""


def filled(text: str, name: str, content: str) -> str:
    """Return `text` with `content` between its markers `name`."""
    start, end = f"<!-- {name} -->", f"<!-- /{name} -->"
    found, times = re.subn(f"{start}.*?{end}", lambda _: f"{start}\n{content}{end}", text, flags=re.DOTALL)
    if times != 1:
        raise ValueError(f"the markers {name} are there {times} times")
    return found


def main() -> None:
    """Fill every section, write the pages and the boards."""
    write()
    for file, name, make in SECTIONS:
        path = DOCS / file
        path.write_text(filled(path.read_text(encoding="utf-8"), name, make()), encoding="utf-8")
    for file, page in PAGES:
        (DOCS / file).write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()

"""What is written from code: the boards' JSON and the tables of `docs/soc.md`. Committed output must equal what is made here."""

import re
from collections.abc import Callable
from functools import partial
from pathlib import Path

from dashboards import tables
from dashboards.board import Board
from dashboards.grafana import to_json
from dashboards.ops import OPS
from dashboards.soc import SOC

BOARDS: tuple[Board, ...] = (SOC, OPS)
FOLDER = Path(__file__).parent / "generated"
PAGE = Path(__file__).parents[1] / "docs" / "soc.md"
TABLES: dict[str, Callable[[], str]] = {
    **{board.uid: partial(tables.panels, board) for board in BOARDS},
    "alerts": tables.alerts,
    "metrics": tables.metrics,
}
PLACE = re.compile(r"(?<=<!-- begin: )(?P<name>[\w-]+)( -->\n).*?(<!-- end -->)", re.DOTALL)
"""Where a page takes a table in."""


def outputs() -> dict[Path, str]:
    """The text of every generated file, by its path."""
    boards = {FOLDER / f"{board.uid}.json": to_json(board) for board in BOARDS}
    return boards | {PAGE: PLACE.sub(_fill, PAGE.read_text(encoding="utf-8"))}


def write() -> None:
    """Write every generated file."""
    for path, text in outputs().items():
        path.write_text(text, encoding="utf-8")


def _fill(place: re.Match[str]) -> str:
    name, begin, end = place.groups()
    return f"{name}{begin}\n{TABLES[name]()}\n\n{end}"

"""The boards as the JSON that is committed; it must equal what is made here."""

from pathlib import Path

from dashboards.board import Board
from dashboards.grafana import to_json
from dashboards.ops import OPS
from dashboards.soc import SOC

BOARDS: tuple[Board, ...] = (SOC, OPS)
FOLDER = Path(__file__).parent / "generated"


def outputs() -> dict[Path, str]:
    """The text of every generated file, by its path."""
    return {FOLDER / f"{board.uid}.json": to_json(board) for board in BOARDS}


def write() -> None:
    """Write every generated file."""
    for path, text in outputs().items():
        path.write_text(text, encoding="utf-8")

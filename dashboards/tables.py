"""Tables for the pages of `docs/`: panels, alerts and metrics, from the same data that boards and rules are made of."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import yaml

from dashboards.board import Board
from proxy.catalogue import METRICS, Label

RULES = Path(__file__).parent / "rules" / "sekimori.yml"


def panels(board: Board) -> str:
    """What each panel means and asks for, a table under each heading of the board."""
    parts = []
    for section in board.sections:
        rows = ((f"**{panel.title}**", panel.means, panel.act) for panel in section.panels)
        parts.append(f"### {section.title}\n\n{_table(('パネル', '意味', '対応'), rows)}")
    return "\n" + "\n".join(parts)


def alerts() -> str:
    """Every alert with its severity, its team and a link to its runbook."""
    rules: list[dict[str, Any]] = [rule for group in yaml.safe_load(RULES.read_text(encoding="utf-8"))["groups"] for rule in group["rules"]]
    rows = (
        (
            f"[{rule['alert']}](runbooks/{rule['alert']}.md)",
            rule["annotations"]["summary"].split(" / ")[0],
            rule["labels"]["severity"],
            rule["labels"]["team"],
        )
        for rule in rules
        if "alert" in rule
    )
    return _table(("警報", "意味", "重さ", "担当"), rows)


def metrics() -> str:
    """Every metric of the catalogue with its type, labels and meaning."""
    rows = ((f"`{metric.name}`", metric.kind.value, ", ".join(map(_label, metric.labels)), metric.help) for metric in METRICS)
    return _table(("指標", "種類", "ラベル", "意味"), rows)


def _label(label: Label) -> str:
    values = (*label.values, *((f"({label.named.value})",) if label.named else ()))
    return f"{label.name}={' '.join(values)}" if values else label.name


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = (head, ["---"] * len(head), *rows)
    return "".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |\n" for line in lines)

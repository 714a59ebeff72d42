"""`python -m benchmarks [--only NAME] [--json FILE] [--quick]`: measures, prints the table, and says which lines are reached."""

import json
import os
import platform
import sys
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from benchmarks.catalogue import BENCHMARKS
from benchmarks.figure import Figure

WIDTH = 150
"""Of the table where there is no terminal."""


def main(
    only: Annotated[list[str] | None, typer.Option(help=f"One of: {', '.join(b.name for b in BENCHMARKS)}. May be repeated.")] = None,
    json_file: Annotated[Path | None, typer.Option("--json", help="Also write the figures here.")] = None,
    quick: Annotated[bool, typer.Option(help="Fewer repetitions, rougher figures.")] = False,
) -> None:
    """Measure speed and memory beside the stock tools, in one run."""
    unknown = set(only or ()) - {b.name for b in BENCHMARKS}
    if unknown:
        raise typer.BadParameter(f"unknown: {', '.join(sorted(unknown))}", param_hint="--only")
    console = Console(width=None if sys.stdout.isatty() else WIDTH)
    figures: list[tuple[str, Figure]] = []
    for benchmark in BENCHMARKS:
        if only and benchmark.name not in only:
            continue
        console.print(f"[bold]{benchmark.name}[/bold]: {benchmark.about}")
        taken = list(benchmark.run(quick))
        console.print(_table(taken))
        figures += ((benchmark.name, figure) for figure in taken)
    if json_file:
        json_file.write_text(json.dumps(_report(figures, quick), indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def _table(figures: Iterable[Figure]) -> Table:
    table = Table("what", "ours", "counterpart", "ratio", "line", "")
    for figure in figures:
        other = "" if figure.counterpart is None else f"{_number(figure.counterpart)} ({figure.against})"
        ratio = "" if figure.ratio is None else f"{_number(figure.ratio)}x"
        mark = {True: "[green]reached[/green]", False: "[red]short[/red]", None: ""}[figure.reached]
        table.add_row(figure.what, f"{_number(figure.ours)} {figure.unit}", other, ratio, figure.line, mark)
    return table


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def _report(figures: Iterable[tuple[str, Figure]], quick: bool) -> dict[str, object]:
    return {
        "machine": {"cpus": os.cpu_count(), "system": platform.platform(), "python": platform.python_version()},
        "quick": quick,
        "figures": [{"benchmark": name, **asdict(figure), "reached": figure.reached} for name, figure in figures],
    }


if __name__ == "__main__":
    typer.run(main)

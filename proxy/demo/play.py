"""Plays the scenes through the running proxy, checks each on the far side and in the ledger, and prints what happened."""

import asyncio
import logging
import ssl
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import httpx
from rich.console import Console
from rich.table import Table

from ledger.records import Record
from ledger.search import Query, search
from proxy.demo.scenes import Scene, scenes
from proxy.demo.stage import NamesLoop, Stage, staged
from proxy.demo.terminal import Terminal
from proxy.logs import configure

ACTIONS = {"allow": "[green]許可[/]", "alert": "[yellow]許可・警告[/]", "block": "[red]遮断[/]"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """What became of a scene."""

    scene: Scene
    status: int
    arrived: int
    """Body bytes that reached the site (an upload) or the terminal (a download)."""
    record: Record | None
    seconds: float

    @property
    def action(self) -> str:
        """The action on record; a transfer with nothing in it has no record of its own."""
        return str(self.record.action) if self.record else "allow"

    @property
    def people(self) -> int:
        """The number of people on record."""
        return self.record.people if self.record else 0

    @property
    def as_expected(self) -> bool:
        """Whether verdict, number of people and what arrived are all as they must be."""
        passed = self.status == httpx.codes.OK and self.arrived > 0
        stopped = self.status == httpx.codes.FORBIDDEN and self.arrived == 0
        right = passed if self.scene.passes else stopped
        return right and self.action == self.scene.action and self.scene.people in (None, self.people)


def demo(*, watch: bool) -> int:
    """Run the demo and return the exit status: 0 only if every verdict is as it must be."""
    console = Console(width=None if sys.stdout.isatty() else 120)
    configure(level=logging.ERROR)  # the table says it all
    with tempfile.TemporaryDirectory(prefix="sekimori-demo-") as folder, asyncio.Runner(loop_factory=NamesLoop) as runner:
        return runner.run(_demo(Path(folder), console, watch=watch))


async def _demo(folder: Path, console: Console, *, watch: bool) -> int:
    console.print("関守 demo: 見本のCRM・承認済みサイト・個人ストレージと、数台の端末。顧客はすべて架空です。")
    with console.status("モデルを読み込んでいます…"):
        stage_context = staged(folder)
        stage = await stage_context.__aenter__()
    try:
        before = await asyncio.to_thread(_metrics, stage)
        played = [await asyncio.to_thread(_play, stage, scene) for scene in scenes()]
        after = await asyncio.to_thread(_metrics, stage)
        console.print(_table(played))
        console.print(_moved(before, after))
        _where(console, stage)
        if watch:
            console.print("Ctrl-C で終わります。")
            await asyncio.Event().wait()
    finally:
        await stage_context.__aexit__(None, None, None)
    wrong = [one.scene.title for one in played if not one.as_expected]
    console.print(f"[red]期待と違う判定: {'、'.join(wrong)}[/]" if wrong else "[green]すべての判定が期待どおりでした。[/]")
    return 1 if wrong else 0


def _play(stage: Stage, scene: Scene) -> Played:
    trust = ssl.create_default_context(cafile=stage.home.root_certificate)
    before = stage.sites.arrived[scene.host]
    last = _newest(stage)
    began = time.monotonic()
    with httpx.Client(transport=Terminal(stage.service.listen, trust, scene.source)) as client:
        answer = scene.send(client, f"https://{scene.host}:{stage.sites.port}")
    seconds = time.monotonic() - began
    upload = answer.request.method == "POST"
    arrived = stage.sites.arrived[scene.host] - before if upload else len(answer.content) * (answer.status_code == httpx.codes.OK)
    newest = _newest(stage)
    record = newest if newest and (last is None or newest.seq != last.seq) else None
    return Played(scene=scene, status=answer.status_code, arrived=arrived, record=record, seconds=seconds)


def _newest(stage: Stage) -> Record | None:
    with stage.service.ledger.engine.connect() as connection:
        return next(search(connection, Query(limit=1)), None)


def _metrics(stage: Stage) -> dict[str, float]:
    """Return all samples of the metrics, by name and labels."""
    host, port = stage.service.management
    lines = httpx.get(f"http://{host}:{port}/metrics", trust_env=False).text.splitlines()
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines if line and not line.startswith("#"))}


def _table(played: list[Played]) -> Table:
    table = Table(title="通信と判定", title_justify="left")
    for column, justify in (
        ("通信", "left"),
        ("人数", "right"),
        ("判定", "left"),
        ("ルール", "left"),
        ("相手に届いた", "right"),
        ("秒", "right"),
    ):
        table.add_column(column, justify=justify)  # type: ignore[arg-type]
    for one in played:
        rules = ", ".join(match.rule for match in one.record.matches if match.enforced) if one.record else ""
        mark = "" if one.as_expected else " [red]≠期待[/]"
        table.add_row(
            one.scene.title, f"{one.people:,}", ACTIONS[one.action] + mark, rules, f"{one.arrived:,} バイト", f"{one.seconds:.2f}"
        )
    return table


SHOWN = ("sekimori_transfers_total", "sekimori_uninspected_total", "sekimori_bulk_transfers_total", "sekimori_identity_anomalies_total")


def _moved(before: dict[str, float], after: dict[str, float]) -> Table:
    table = Table(title="動いたメトリクス", title_justify="left")
    table.add_column("メトリクス", overflow="fold")
    table.add_column("増分", justify="right")
    for name in sorted(after):
        change = after[name] - before.get(name, 0.0)
        if change and name.startswith(SHOWN):
            table.add_row(name, f"+{change:g}")
    return table


def _where(console: Console, stage: Stage) -> None:
    listen, management = (f"{host}:{port}" for host, port in (stage.service.listen, stage.service.management))
    console.print(f"プロキシ http://{listen}  メトリクス http://{management}/metrics  準備状態 http://{management}/readyz")
    console.print(f"認証局 {stage.home.root_certificate}")
    console.print(f"サイト https://crm.example.jp:{stage.sites.port}/ (プロキシ経由でだけ開けます)")

"""Files at rest: one line each, whatever they are."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from typer.testing import CliRunner

import rules.scan
from detectors.config import DetectorConfig
from detectors.inspector import Inspector
from rules.model import DestinationClass, Direction
from rules.scan import files, transfer_as
from sekimori import app

KEYS = ["file", "format", "charset", "entities", "people", "people_exact", "gaps", "verdict", "seconds"]


@pytest.fixture(autouse=True)
def no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules.scan, "inspector", lambda _: Inspector(DetectorConfig(model=False), b"k" * 32))


def scan(*arguments: str | Path) -> list[dict[str, object]]:
    result = CliRunner().invoke(app, ["scan", "--format", "json", *map(str, arguments)])
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    lines = "".join(f"山田 太郎,090-1234-{i:04}\n" for i in range(30))
    (tmp_path / "b.csv").write_text("氏名,電話番号\n" + lines, encoding="cp932")
    (tmp_path / "a.txt").write_text("今日は晴れです。\n", encoding="utf-8")
    (tmp_path / "c.bin").write_bytes(bytes(range(256)) * 8)
    return tmp_path


def test_files_in_the_order_given(folder: Path) -> None:
    lines = scan(folder / "b.csv", folder / "missing", folder / "a.txt", folder)
    assert [Path(str(line["file"])).name for line in lines] == ["b.csv", "missing", "a.txt", "a.txt", "b.csv", "c.bin"]
    assert all(list(line) == KEYS for line in lines)


def test_a_table(folder: Path) -> None:
    (line,) = scan(folder / "b.csv")
    line.pop("seconds")
    assert (line["format"], line["charset"], line["people"], line["people_exact"], line["gaps"]) == ("csv", "cp932", 30, True, [])
    assert line["entities"] == {"PERSON": 30, "PHONE_NUMBER": 30}
    assert line["verdict"]["action"] == "block"  # type: ignore[index]
    assert line["verdict"]["rules"]  # type: ignore[index]


def test_a_file_that_cannot_be_read_is_a_gap(folder: Path) -> None:
    (line,) = scan(folder / "missing")
    assert line["gaps"] == [{"reason": "undecodable", "locator": str(folder / "missing")}]
    assert (line["people"], line["people_exact"]) == (0, False)


def test_the_destination_decides(folder: Path) -> None:
    (line,) = scan("--as", "direction=download,class=crm", folder / "b.csv")
    assert line["verdict"]["action"] == "alert"  # type: ignore[index]


def test_a_table_for_people(folder: Path) -> None:
    result = CliRunner().invoke(app, ["scan", "--format", "table", str(folder / "b.csv")])
    assert result.exit_code == 0
    assert "PHONE_NUMBER" in result.stdout.replace("\n", "") or "PHONE" in result.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(["--as", "direction=sideways"], id="unknown direction"),
        pytest.param(["--as", "colour=red"], id="unknown word"),
        pytest.param(["--as", "source=10.1.0.0/16"], id="no address"),
        pytest.param(["--format", "xml"], id="unknown format"),
        pytest.param(["--policy", "missing.yaml"], id="no such policy"),
    ],
)
def test_unusable_arguments(folder: Path, arguments: Sequence[str]) -> None:
    result = CliRunner().invoke(app, ["scan", *arguments, str(folder / "a.txt")])
    assert result.exit_code == 2
    assert "Traceback" not in result.output


def test_transfer_as() -> None:
    transfer = transfer_as("class=webmail")
    assert (transfer.direction, transfer.destination.category) == (Direction.UPLOAD, DestinationClass.WEBMAIL)
    assert transfer.actor.known
    assert transfer_as("direction=download,source=2001:db8::1").actor.source == "2001:db8::1"


def test_folders_are_their_files(folder: Path) -> None:
    assert [path.name for path in files([folder])] == ["a.txt", "b.csv", "c.bin"]

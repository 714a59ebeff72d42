"""What the pages say is so: commands, links, files, metrics, settings, rules, entities and reasons that they name exist."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from detectors.model import ENTITIES, GapReason
from docs.commandline import commands
from proxy.catalogue import METRICS
from rules.model import DestinationClass
from rules.policy import DEFAULT, load
from tests.test_layout import ROOT, tracked

PAGES = tracked("*.md")
NAMED = [pytest.param(path, id=str(path.relative_to(ROOT))) for path in PAGES]
HANDBOOK = "\n".join(path.read_text(encoding="utf-8") for path in PAGES if "adr" not in path.parts)
OPTIONS = {
    name: {word for one in command.get_params(context) for word in (*one.opts, *one.secondary_opts)}
    for name, command, context in commands()
}
GROUPS = {name.rpartition(" ")[0] for name in OPTIONS}
FENCE = re.compile(r"^ *```(\w*)\n(.*?)^ *```", re.MULTILINE | re.DOTALL)


def code(text: str) -> Iterator[str]:
    """Yield the lines of the blocks that are shells' or nobody's, and what stands between backticks in the prose."""
    for language, block in FENCE.findall(text):
        if language in {"", "sh", "console"}:
            yield from block.splitlines()
    yield from re.findall(r"`([^`\n]+)`", FENCE.sub("", text))


def called(text: str, program: str) -> list[list[str]]:
    """Return the arguments of every call of `program`, by its name alone or in a folder of programs."""
    lines = (re.sub(r"\s#.*| *[|>;].*", "", line) for line in code(text))
    calls = (re.fullmatch(rf"\s*(?:.*(?:/bin/|&& ))?{program}(?: (.*))?", line) for line in lines)
    return [shlex.split(call[1] or "") for call in calls if call]


def unknown(arguments: list[str]) -> str:
    """Return what is wrong with the arguments of `sekimori`, or nothing."""
    name = "sekimori"
    while name in GROUPS and arguments and not arguments[0].startswith("-"):
        if arguments[0] == "…":
            return ""
        name, *arguments = f"{name} {arguments[0]}", *arguments[1:]
    if name not in OPTIONS:
        return f"no command {name}"
    given = [word.partition("=")[0] for word in arguments if word.startswith("--")]
    return "".join(f"{name} has no {word}" for word in given if word not in OPTIONS[name])


@pytest.mark.parametrize("path", NAMED)
def test_the_commands_of_a_page_exist(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert [fault for arguments in called(text, "sekimori") if (fault := unknown(arguments))] == []
    targets = set(re.findall(r"^([\w./-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert [word for words in called(text, "make") for word in words if "=" not in word and word not in targets] == []


def test_commands_are_found_in_the_pages() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert ["demo"] in called(readme, "make")
    assert len(called(HANDBOOK, "sekimori")) > 30
    assert called("`runuser -u sekimori -- /opt/sekimori/.venv/bin/sekimori doctor --home /x`", "sekimori") == [["doctor", "--home", "/x"]]
    assert unknown(["rules", "chek"]) == "no command sekimori rules chek"
    assert unknown(["run", "--moed", "x"]) == "sekimori run has no --moed"


@pytest.mark.parametrize("path", NAMED)
def test_the_links_of_a_page_lead_somewhere(path: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)(#[^)\s]*)?\)", path.read_text(encoding="utf-8"))
    assert [link for link, _ in links if "://" not in link and not (path.parent / link).exists()] == []


@pytest.mark.parametrize("path", NAMED)
def test_the_files_that_a_page_names_exist(path: Path) -> None:
    named = re.findall(
        r"`((?:detectors|rules|ledger|proxy|dashboards|deploy|tests|docs|benchmarks)/[\w./-]+)`", path.read_text(encoding="utf-8")
    )
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_the_metrics_that_the_pages_name_exist() -> None:
    exported = {f"{metric.name}{suffix}" for metric in METRICS for suffix in ("", "_bucket", "_count", "_sum")}
    assert set(re.findall(r"\bsekimori_[a-z_]+[a-z]", HANDBOOK)) - exported == set()


@pytest.mark.parametrize(
    "words",
    [
        pytest.param([metric.name for metric in METRICS], id="metrics"),
        pytest.param(ENTITIES, id="entities"),
        pytest.param([*GapReason], id="gap reasons"),
        pytest.param([*DestinationClass], id="destination classes"),
        pytest.param([rule.id for rule in load([DEFAULT]).rules if not rule.id.startswith(("gap-", "net-"))], id="rules"),
    ],
)
def test_every_word_is_explained(words: list[str]) -> None:
    assert [str(word) for word in words if f"`{word}`" not in HANDBOOK] == []


def test_the_rules_that_the_pages_name_exist() -> None:
    ids = {rule.id for rule in load([DEFAULT]).rules}
    assert set(re.findall(r"`((?:unknown|approved|download|gap|net)-[a-z-]+)`", HANDBOOK)) <= ids


def test_the_alerts_that_the_pages_name_exist() -> None:
    rules = yaml.safe_load((ROOT / "dashboards" / "rules" / "sekimori.yml").read_text(encoding="utf-8"))
    alerts = {rule.get("alert") for group in rules["groups"] for rule in group["rules"]}
    assert set(re.findall(r"\bSekimori[A-Z]\w+", HANDBOOK)) <= alerts

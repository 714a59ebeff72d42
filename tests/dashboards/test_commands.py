"""Every command that a page tells people to type exists, with its options."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from sekimori import app

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "docs" / "soc.md", ROOT / "deploy" / "README.md", *sorted((ROOT / "docs" / "runbooks").glob("*.md"))]
WRITTEN = re.compile(
    r"(?:^ *|`|bin/|[^\x00-\x7f] ?)sekimori (?P<words>[a-z][a-z -]*?)(?= --| [^a-z-]|[`\n]|$)(?P<rest>[^`#|\n]*)", re.MULTILINE
)
COMMAND = typer.main.get_command(app)


def commands(text: str) -> Iterator[tuple[str, frozenset[str]]]:
    for found in WRITTEN.finditer(text):
        yield found["words"].strip(), frozenset(re.findall(r"(?<= )--[a-z-]+", found["rest"]))


def written() -> set[tuple[str, frozenset[str]]]:
    return {command for page in PAGES for command in commands(page.read_text(encoding="utf-8"))}


def resolve(words: str) -> Any:
    command: Any = COMMAND
    for word in words.split():
        command = getattr(command, "commands", {}).get(word)
    return command


@pytest.mark.parametrize(
    ("words", "options"),
    [pytest.param(*one, id=" ".join((one[0], *sorted(one[1])))) for one in sorted(written(), key=lambda one: (one[0], sorted(one[1])))],
)
def test_a_command_exists(words, options):
    command = resolve(words)
    assert command is not None
    assert not hasattr(command, "commands"), "a group is no command"
    assert options <= {option for parameter in command.params for option in parameter.opts} | {"--help"}


def test_the_pages_lead_to_an_incident():
    assert {"incident", "ledger search", "ledger verify", "rules check"} <= {words for words, _ in written()}

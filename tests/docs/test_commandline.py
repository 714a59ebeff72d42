"""The page of the command line is whole, plain text, and as wide on every machine."""

from typing import Any

import pytest
import typer

from docs.commandline import WIDTH, commands, page
from sekimori import ROOMS

NAMES = [name for name, _, _ in commands()]


def test_every_command_of_every_room_is_there() -> None:
    mounted = [command.name or command.callback.__name__ for room in ROOMS for command in room.registered_commands if command.callback]
    groups = [str(group.name) for room in ROOMS for group in room.registered_groups]
    assert {name.split()[1] for name in NAMES[1:]} == {*mounted, *groups}
    assert len(NAMES) == len(set(NAMES))


@pytest.mark.parametrize("name", NAMES)
def test_a_command_has_its_help_and_its_place_in_the_contents(name: str) -> None:
    text = page()
    assert f"\n## {name}\n\n```text\nUsage: {name} " in text
    assert f"- [{name}](#{name.replace(' ', '-')}): " in text


def described(parameter: Any, context: typer.Context) -> bool:
    name_and_help = parameter.get_help_record(context)
    return bool(name_and_help and name_and_help[1].removesuffix("[required]").strip())


def test_every_option_and_command_says_what_it_is_for() -> None:
    silent = [name for name, command, _ in commands() if not command.help]
    silent += [
        f"{name} {one.name}" for name, command, context in commands() for one in command.get_params(context) if not described(one, context)
    ]
    assert silent == []


def test_the_page_does_not_depend_on_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    before = page()
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert page() == before
    assert "\x1b" not in before
    plain = before.partition("## sekimori\n")[2]
    assert max(map(len, plain.splitlines())) <= WIDTH

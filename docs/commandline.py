"""The page of the command line: what `--help` says, command by command. It must not know what a command does."""

from collections.abc import Iterator

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_group

from sekimori import app

WIDTH = 100
HEAD = """# The command line

Every command, as its `--help` says it. Exit status: 0 done, 1 a check failed, 2 unusable arguments or configuration.
Results go to standard output, all else to standard error.
"""

type Command = TyperCommand | TyperGroup


def commands() -> Iterator[tuple[str, Command, typer.Context]]:
    """Yield every command with its full name and context, groups before what is in them."""
    yield from _below("sekimori", get_group(app), None)


def page() -> str:
    """Return the page: contents, then the help of each command as plain text."""
    found = list(commands())
    contents = [f"- [{name}](#{name.replace(' ', '-')}): {command.get_short_help_str(limit=WIDTH)}" for name, command, _ in found]
    return "\n".join(
        [HEAD, *contents, "", *(f"## {name}\n\n```text\n{_help(command, context)}\n```\n" for name, command, context in found)]
    )


def _below(name: str, command: Command, parent: typer.Context | None) -> Iterator[tuple[str, Command, typer.Context]]:
    context = typer.Context(command, info_name=name.rpartition(" ")[2], parent=parent, terminal_width=WIDTH)
    yield name, command, context
    if isinstance(command, TyperGroup):
        for child in command.list_commands(context):
            below = command.get_command(context, child)
            assert isinstance(below, TyperCommand | TyperGroup)
            yield from _below(f"{name} {child}", below, context)


def _help(command: Command, context: typer.Context) -> str:
    command.rich_markup_mode = None  # the same words without boxes and colours
    return command.get_help(context)

"""What an approver types: commands speak to the API of the running proxy, with the approver's own token. It must not know what is asked."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from ledger.commands import Format
from rules.model import JST

MALFORMED, UNKNOWN = 400, 401
"""Statuses of what was asked wrongly, and by nobody who is known."""
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d")
"""How an answer writes a time."""


class Name(StrEnum):
    """What the API answers to, as in `/api/NAME`."""

    HOLDS = "holds"
    WORK_ORDERS = "work-orders"
    ESCALATION = "escalation"
    CALLS = "calls"


HomeOption = Annotated[
    Path | None, typer.Option("--home", metavar="DIR", help="Folder of this installation; else $SEKIMORI_HOME, else ~/.sekimori.")
]
Url = Annotated[str, typer.Option("--url", metavar="URL", help="Management address of the proxy; else that of the settings.")]
Token = Annotated[str, typer.Option("--token", metavar="TOKEN", envvar="SEKIMORI_TOKEN", help="Your token; better in the environment.")]
Reason = Annotated[str, typer.Option("--reason", help="Why; it is recorded with your account, personal data in it masked.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Asks the proxy below one name of its API, for one group of commands."""

    name: str
    """As in `/api/NAME`."""
    command: str
    """As in `sekimori COMMAND`, for what goes wrong."""
    home: Path | None
    url: str
    token: str

    def call(self, method: str, path: str = "", content: Any = None) -> dict[str, Any]:
        """Return what the proxy answers. Ends the program with status 1 if it refuses, 2 if it cannot be asked or not so."""
        import httpx

        from proxy.home import Home
        from proxy.settings import load_settings
        from rules.model import ConfigError

        if not (self.token.isascii() and self.token.isprintable() and self.token.strip()):
            raise self._end("your token is needed: --token, or SEKIMORI_TOKEN (`sekimori holds token ACCOUNT` makes one)", 2)
        try:
            where = self.url.rstrip("/") or f"http://{load_settings(Home.find(self.home)).management}"
        except ConfigError as error:
            raise self._end(str(error), 2) from None
        headers = {"Authorization": f"Bearer {self.token}"}
        try:
            answer = httpx.request(method, f"{where}/api/{self.name}{path}", json=content, headers=headers, trust_env=False, timeout=30)
            said: dict[str, Any] = answer.json()
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise self._end(f"{where} cannot be asked: {error}", 2) from None
        except ValueError:
            raise self._end(f"{where} is no management address of a proxy", 2) from None
        if not answer.is_success:
            told = (
                "this token is not known: `sekimori holds token ACCOUNT` makes one" if answer.status_code == UNKNOWN else said.get("error")
            )
            unusable = answer.status_code in (MALFORMED, UNKNOWN)
            raise self._end("\n".join([told or str(answer.status_code), *said.get("faults", [])]), 2 if unusable else 1)
        return said

    def _end(self, told: str, status: int) -> typer.Exit:
        typer.echo(f"sekimori {self.command}: {told}", err=True)
        return typer.Exit(status)


def show(answer: Any) -> None:
    """Print an answer as JSON to be read."""
    import orjson

    typer.echo(orjson.dumps(answer, option=orjson.OPT_INDENT_2).decode())


def show_list(answers: Sequence[Mapping[str, Any]], columns: Mapping[str, str], shape: Format) -> None:
    """Print answers as JSON Lines, or a line of a table for each: `columns` are headings, and the words of the answer under them."""
    from rich.table import Table
    from rich.text import Text

    from ledger.console import print_json, print_table

    if shape is Format.JSON:
        print_json(answers)
        return
    table = Table(box=None, pad_edge=False)
    for number, heading in enumerate(columns):
        table.add_column(heading, overflow="fold", header_style="bold", no_wrap=not number)
    for answer in answers:
        table.add_row(*(Text(cell(answer[word])) for word in columns.values()))
    print_table(table)


def cell(value: Any) -> str:
    """Return what an operator reads: moments as the clock in Japan shows them."""
    if isinstance(value, bool):
        return "yes" if value else ""
    if isinstance(value, list):
        return " ".join(map(str, value))
    if isinstance(value, dict):
        return ", ".join(f"{word} {number:,}" for word, number in value.items())
    if isinstance(value, str) and MOMENT.match(value):
        return f"{datetime.fromisoformat(value).astimezone(JST):%Y-%m-%d %H:%M}"
    return str(value)

"""What an approver types: commands speak to the API of the running proxy, with the approver's own token. It must not know what is asked."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer


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
        """Return what the proxy answers. Ends the program with status 1 if it refuses, 2 if it cannot be asked."""
        import httpx

        from proxy.home import Home
        from proxy.settings import load_settings
        from rules.model import ConfigError

        try:
            where = self.url or f"http://{load_settings(Home.find(self.home)).management}"
            headers = {"Authorization": f"Bearer {self.token}"}
            answer = httpx.request(method, f"{where}/api/{self.name}{path}", json=content, headers=headers, trust_env=False, timeout=30)
            said: dict[str, Any] = answer.json()
        except (ConfigError, httpx.HTTPError, ValueError) as error:
            typer.echo(f"sekimori {self.command}: {error}", err=True)
            raise typer.Exit(2) from None
        if not answer.is_success:
            typer.echo("\n".join([f"sekimori {self.command}: {said.get('error', answer.status_code)}", *said.get("faults", [])]), err=True)
            raise typer.Exit(1)
        return said


def show(answer: Any) -> None:
    """Print an answer as JSON to be read."""
    import orjson

    typer.echo(orjson.dumps(answer, option=orjson.OPT_INDENT_2).decode())


def show_lines(answers: list[Any]) -> None:
    """Print answers as JSON Lines."""
    import orjson

    for one in answers:
        typer.echo(orjson.dumps(one).decode())

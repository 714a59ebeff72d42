"""What requesters and approvers do about transfers that wait, at a running deployment."""

import html
import re
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import httpx

from ledger.records import parse
from proxy.home import Home
from proxy.waiting.approvers import add
from tests.support.deployment import Deployment

BROWSER = {"accept": "text/html", "sec-fetch-mode": "navigate"}
JSON = {"content-type": "application/json"}
OWN = "https://sekimori.internal"
RULES = [
    {"id": "ask-why", "when": {"direction": "upload", "class": "approved"}, "over": {"people": {"transfer": 10}}, "action": "justify"},
    {"id": "ask-somebody", "when": {"direction": "upload", "class": "approved"}, "over": {"people": {"transfer": 30}}, "action": "hold"},
    {"id": "ask-for-export", "when": {"direction": "download", "class": "crm"}, "over": {"people": {"transfer": 30}}, "action": "hold"},
]
SECONDS = 60.0


def token(site: Deployment, account: str, *tenants: str) -> str:
    """Make a token for an approver, limited to clients or not."""
    return add(Home(site.home).approvers, account, tenants)


def api(site: Deployment, bearer: str, method: str, path: str = "", reason: str = "確認しました") -> httpx.Response:
    """Ask the API of approvers, with a token."""
    headers = {"Authorization": f"Bearer {bearer}"} if bearer else {}
    return httpx.request(
        method, f"{site.management}/api/holds{path}", headers=headers, json={"reason": reason}, trust_env=False, timeout=60
    )


def form(page: str) -> dict[str, str]:
    """Return the hidden fields of the forms of a page."""
    return {name: html.unescape(value) for name, value in re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page)}


def post(
    site: Deployment, body: bytes, headers: dict[str, str] | None = None, *, account: str = "op0042", place: str = "approved"
) -> httpx.Response:
    """Send a body as a terminal of `account`."""
    with site.client(account=account) as client:
        return client.post(site.url(place, "/u"), content=body, headers={**JSON, **(headers or {})})


def look(site: Deployment, stopped: dict[str, str], account: str = "op0042") -> httpx.Response:
    """Ask for the state of what was stopped, as its requester's program does."""
    with site.client(account=account) as client:
        return client.get(stopped["status_url"])


def events(site: Deployment, hold: str) -> list[tuple[str, str]]:
    """Return what is on record of what waits, and who did it, oldest first."""
    with closing(sqlite3.connect(database(site))) as connection:
        bodies = connection.execute("SELECT body FROM records WHERE kind = 'hold' ORDER BY at, seq").fetchall()
    return [(record.what, record.actor) for (body,) in bodies if (record := parse(body)).hold == hold]


def kept(site: Deployment, hold: str) -> bool:
    """Whether content of what waits is on disk."""
    return (site.home / "holds" / f"{hold}.held").exists()


def database(site: Deployment) -> Path:
    """Return the file of the ledger."""
    (found,) = (site.home / "ledger").glob("*.sqlite")
    return found


def end(site: Deployment, hold: str) -> None:
    """Let the time of what waits be over: its end is moved to now, as if that time had come."""
    with closing(sqlite3.connect(database(site), timeout=10)) as connection, connection:
        moved = connection.execute("UPDATE holds SET expires = ? WHERE id = ?", (int(time.time() * 1_000_000), hold))
    assert moved.rowcount == 1


def until(ready: Callable[[], bool], seconds: float = SECONDS) -> None:
    """Wait for a state, looking often."""
    deadline = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < deadline, "it did not come"
        time.sleep(0.05)

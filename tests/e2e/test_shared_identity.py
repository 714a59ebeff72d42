"""One account at two terminals: a finding when both are in use at once, none when somebody moves. The desks are addresses of loopback."""

import base64
import json
import ssl
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import bcrypt
import httpcore
import httpx
import pytest

from tests.support.deployment import ACCOUNT_HEADER, Deployment, run
from tests.support.origin import Answer
from tests.support.people import as_json, customers

HERE, THERE, THIRD = "127.0.0.51", "127.0.0.52", "127.0.0.53"
FRONTS = ["127.0.0.60", "127.0.0.61"]
ACCOUNTS = ("op-both", "op-moves", "op-1", "op-2", "op-stays", "op-strict")
PASSWORD = b"correct-horse-4f1c"
STRICT = {"id": "no-sharing", "when": {"group": "strict"}, "over": {"terminals": {"transfer": 1}}, "action": "block"}


@pytest.fixture(scope="module")
def shared_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    folder = tmp_path_factory.mktemp("terminals")
    lines = [f"{account}:{bcrypt.hashpw(PASSWORD, bcrypt.gensalt(4)).decode()}\n" for account in ACCOUNTS]
    (folder / "htpasswd").write_text("".join(lines))
    (folder / "htpasswd").chmod(0o600)
    header = {"name": ACCOUNT_HEADER, "from": FRONTS, "terminal": "X-Forwarded-For"}
    deployment = Deployment(
        folder,
        settings={"model": False, "identity": {"htpasswd": str(folder / "htpasswd"), "header": header}},
        policy={"groups": {"strict": {"accounts": ["op-strict"]}}, "rules": [STRICT]},
    )
    deployment.start()
    yield deployment
    deployment.close()


@dataclass
class _Desk(httpcore.SyncBackend):
    """Connects from one address: httpx binds none on the way to a proxy."""

    address: str

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        return super().connect_tcp(host, port, timeout, self.address, socket_options)


def at(site: Deployment, desk: str, account: str, through: str = "") -> httpx.Client:
    """Make a client at a desk; `through` a front proxy, which tells the account, and the desk if there is one."""
    trust = ssl.create_default_context(cafile=site.home / "ca" / "root.pem")
    transport = httpx.HTTPTransport(verify=trust)
    proof = [("Proxy-Authorization", "Basic " + base64.b64encode(account.encode() + b":" + PASSWORD).decode())]
    told = [(ACCOUNT_HEADER, account), *([("X-Forwarded-For", desk)] if desk else [])]
    headers = [(name.encode(), value.encode()) for name, value in (told if through else proof)]
    transport._pool = httpcore.HTTPProxy(site.proxy, proxy_headers=headers, ssl_context=trust, network_backend=_Desk(through or desk))
    return httpx.Client(transport=transport, timeout=60)


def upload(site: Deployment, desk: str, account: str, number: int = 1, through: str = "") -> int:
    with at(site, desk, account, through) as client:
        body = as_json(customers(number, 1))
        return client.post(site.url("approved", "/u"), content=body, headers={"content-type": "application/json"}).status_code


def view(site: Deployment, desk: str, account: str) -> int:
    site.origins["crm"].answer = lambda _: Answer(body=as_json(customers(70_000, 2)), headers=(("content-type", "application/json"),))
    with at(site, desk, account) as client:
        return client.get(site.url("crm", "/customer")).status_code


def recorded(site: Deployment, account: str) -> list[dict[str, Any]]:
    """Return the records of an account, oldest first."""
    found = run("ledger", "search", "--home", str(site.home), "--actor", account, "--format", "json").stdout
    return [json.loads(line) for line in found.splitlines()][::-1]


def reported(site: Deployment) -> dict[str, dict[str, Any]]:
    said = run("report", "shared-identities", "--home", str(site.home), "--format", "json").stdout
    return {one["who"]: one for one in map(json.loads, said.splitlines())}


def test_one_account_in_use_at_two_terminals_is_a_finding(site: Deployment) -> None:
    before = site.metric("sekimori_rule_matches_total", rule="shared-identity")
    assert [view(site, HERE, "op-both"), upload(site, THERE, "op-both"), upload(site, HERE, "op-both")] == [200, 200, 200]
    assert view(site, THERE, "op-both") == 200
    records = recorded(site, "op-both")
    assert [(one["source"], one["terminals"]) for one in records] == [(HERE, 1), (THERE, 1), (HERE, 2), (THERE, 2)]
    for record in records[2:]:
        (match,) = record["matches"]
        assert (match["rule"], match["measure"], match["found"], match["severity"]) == ("shared-identity", "terminals.transfer", 2, "high")
        assert (record["action"], record["outcome"]) == ("alert", "released")
    assert not [match for record in records[:2] for match in record["matches"]]
    assert site.metric("sekimori_rule_matches_total", rule="shared-identity") == before + 2
    assert "識別と認証" in run("incident", records[2]["transfer"], "--home", str(site.home)).stdout
    told = reported(site)["op-both"]
    assert (told["terminals"], told["at_once"], told["transfers"]) == ([HERE, THERE], 2, 2)
    assert told["begins"] < told["ends"]


def test_moving_from_one_desk_to_the_next_is_none(site: Deployment) -> None:
    desks = (HERE, HERE, THERE, THERE, THIRD)
    assert [upload(site, desk, "op-moves") for desk in desks] == [200] * 5
    assert [one["terminals"] for one in recorded(site, "op-moves")] == [1] * 5
    assert "op-moves" not in reported(site)


def test_two_people_at_two_terminals_are_none(site: Deployment) -> None:
    for desk, account in ((HERE, "op-1"), (THERE, "op-2"), (HERE, "op-1"), (THERE, "op-2")):
        assert upload(site, desk, account) == 200
    assert {one["terminals"] for account in ("op-1", "op-2") for one in recorded(site, account)} == {1}


def test_a_restart_between_changes_nothing(site: Deployment) -> None:
    assert [upload(site, HERE, "op-stays"), upload(site, THERE, "op-stays")] == [200, 200]
    site.stop()
    site.start()
    assert upload(site, HERE, "op-stays") == 200
    assert [one["terminals"] for one in recorded(site, "op-stays")] == [1, 1, 2]


def test_where_a_site_blocks_it_nothing_passes(site: Deployment) -> None:
    assert [upload(site, HERE, "op-strict", 11), upload(site, THERE, "op-strict", 12)] == [200, 200]
    before = site.origins["approved"].bodies
    assert upload(site, HERE, "op-strict", 13) == 403
    assert site.origins["approved"].bodies == before
    assert recorded(site, "op-strict")[-1]["terminals"] == 2


def test_behind_front_proxies_terminals_are_those_that_they_name(site: Deployment) -> None:
    assert [upload(site, "", "op-told", through=FRONTS[turn % 2]) for turn in range(3)] == [200] * 3
    assert [(one["source"], one["terminals"]) for one in recorded(site, "op-told")] == [(FRONTS[turn % 2], 1) for turn in range(3)]
    assert [upload(site, desk, "op-named", through=FRONTS[0]) for desk in (HERE, THERE, HERE)] == [200] * 3
    assert [(one["source"], one["terminals"]) for one in recorded(site, "op-named")] == [(HERE, 1), (THERE, 1), (HERE, 2)]
    assert not [name for one in site.origins["approved"].received for name, _ in one.headers if name.lower() == b"x-forwarded-for"]
